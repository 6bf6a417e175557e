"""``runlore diff``: two finished runs input by input, without executing anything."""

import click

from runlore.cli.launching import library, read_evidence
from runlore.cli.places import store_option
from runlore.cli.remote import json_option
from runlore.cli.terminal import print_json
from runlore.launch.compare import compare
from runlore.launch.evidence import Evidence, outcome_of
from runlore.launch.judge import Allowance, judge
from runlore.launch.report import comparison_text, document_of, name_of
from runlore.launch.reproduce import EXIT_CODES, cause_of


@click.command()
@click.argument("run", metavar="RUN|BUNDLE")
@click.argument("other", metavar="[RUN|BUNDLE]", required=False)
@click.option(
    "--last-good",
    is_flag=True,
    help="Against the newest finished run of its experiment and program before it.",
)
@store_option
@json_option
def diff(run: str, other: str | None, last_good: bool, store: str | None, as_json: bool) -> int:
    """Compare two runs: code, packages, data, params, command, seeds, hardware, and the outcome.

    `runlore diff RUN --last-good` compares RUN with the run before it that went well. What is most
    suspected to make a difference is named first.

    Exit codes: 0 same outcome, 1 within noise, 2 another outcome.
    """
    if last_good == (other is not None):
        raise click.UsageError("Name two runs, or one run and --last-good.")
    before, after = _two(run, other, store)
    comparison = compare(before, after)
    judgement = judge(outcome_of(before), outcome_of(after), Allowance())
    cause = cause_of(comparison, judgement)
    if as_json:
        print_json(
            document_of(
                {
                    "old": name_of(before.run),
                    "new": name_of(after.run),
                    "inputs": comparison.groups,
                    "suspects": [one.group for one in comparison.differing],
                    "cause": cause,
                    "warnings": comparison.warnings,
                    "judgement": judgement,
                }
            )
        )
    else:
        click.echo(comparison_text(before.run, after.run, comparison, cause, judgement), nl=False)
    return EXIT_CODES[judgement.verdict]


def _two(run: str, other: str | None, store: str | None) -> tuple[Evidence, Evidence]:
    """The older and the newer of both."""
    if other is not None:
        return read_evidence(run, store), read_evidence(other, store)
    runs = library(store)
    newer = runs.find(run)
    return runs.last_good(newer.run), newer
