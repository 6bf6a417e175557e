"""``runlore doctor``: what is wrong with a set-up, and what to do about it."""

import click
import msgspec

from runlore.cli.failures import ExitCode
from runlore.cli.places import store_option
from runlore.cli.remote import json_option
from runlore.cli.terminal import coloured, print_json

COLOURS = {"good": "green", "warn": "yellow", "bad": "red", "away": "red"}
MARKS = {"good": "✓", "warn": "!", "bad": "✗", "away": "✗"}


@click.command()
@store_option
@json_option
def doctor(store: str | None, as_json: bool) -> int:
    """Look for what is wrong with this set-up: Python, store, disk, server, undelivered runs.

    The exit code is 1 when something does not work, 3 when the server cannot be reached.
    """
    from runlore.cli.checks import all_checks

    findings = list(all_checks(store))
    if as_json:
        print_json([msgspec.to_builtins(finding) for finding in findings])
    else:
        for one in findings:
            mark = coloured(MARKS[one.verdict], COLOURS[one.verdict])
            click.echo(f"{mark} {one.check:<12} {one.text}")
    verdicts = {finding.verdict for finding in findings}
    if "away" in verdicts:
        return ExitCode.UNREACHABLE
    return ExitCode.PROBLEM if "bad" in verdicts else ExitCode.OK
