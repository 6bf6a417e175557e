"""``runlore reproduce``: run a past run again, judge the outcome, name what differs."""

from pathlib import Path

import click

from runlore.cli.launching import (
    confirm,
    needed_library,
    pairs,
    read_evidence,
)
from runlore.cli.places import store_option
from runlore.cli.remote import json_option
from runlore.cli.terminal import print_json
from runlore.launch.attempt import SWITCHABLE, Choice
from runlore.launch.plan import make_plan, plan_text
from runlore.launch.report import document_of, text_of
from runlore.launch.reproduce import CANNOT_REBUILD, Reproducer, Wish
from runlore.launch.shell import open_shell


@click.command()
@click.argument("run", metavar="RUN|BUNDLE")
@store_option
@click.option("--plan", "only_plan", is_flag=True, help="Tell what would be done; change nothing.")
@click.option("--shell", is_flag=True, help="Rebuild, then open a shell there instead of running.")
@click.option("--here", is_flag=True, help="Take code, packages and data as they are here and now.")
@click.option("--keep", metavar="GROUPS", help=f"Put back only these, of {','.join(SWITCHABLE)}.")
@click.option(
    "--with",
    "changes",
    multiple=True,
    metavar="params.NAME=VALUE",
    help="Set an argument of the program otherwise, on purpose; may be repeated.",
)
@click.option("--bisect", is_flag=True, help="When it differs, find the input that made it.")
@click.option("--steps", type=click.IntRange(1), help="Run and compare only the first so many.")
@click.option(
    "--tol",
    "tolerance",
    multiple=True,
    metavar="METRIC=NUMBER",
    help="Allow this absolute difference of a final value; may be repeated.",
)
@click.option("--allow-data-change", is_flag=True, help="Go on with other data where it is lost.")
@click.option("--strict", is_flag=True, help="Execute nothing when anything is not as it was.")
@click.option(
    "--into", type=click.Path(path_type=Path), help="A new folder to build in, which is kept."
)
@click.option("--yes", is_flag=True, help="Execute it though somebody else ran it; do not ask.")
@json_option
def reproduce(
    run: str,
    store: str | None,
    only_plan: bool,
    shell: bool,
    yes: bool,
    as_json: bool,
    **wished: object,
) -> int:
    """Run RUN again: rebuild its code, packages and data, execute its command, judge the outcome.

    RUN is an id, the beginning of one, a name, or a file that `runlore export RUN --bundle` wrote.
    The new run has the tag `reproduces`. Everything happens in a folder of its own.

    Exit codes: 0 EXACT or MATCH, 1 WITHIN-NOISE, 2 DIFFERENT or nothing to compare, 3 it cannot be
    rebuilt, 4 the program failed.
    """
    evidence = read_evidence(run, store)
    wish = _wish(wished, quiet=as_json)
    if only_plan:
        plan = make_plan(evidence, wish.choice, wish.here)
        print_json(document_of(plan)) if as_json else click.echo(plan_text(plan), nl=False)
        return CANNOT_REBUILD if plan.missing else 0
    confirm(evidence, yes=yes)
    if shell:
        return open_shell(evidence, wish)
    report = Reproducer(evidence, needed_library(store), wish).reproduce()
    print_json(document_of(report)) if as_json else click.echo(text_of(report), nl=False)
    return report.exit_code


def _wish(wished: dict[str, object], *, quiet: bool) -> Wish:
    """The options as what they mean."""
    given = dict(wished)
    into = given["into"]
    if isinstance(into, Path) and into.exists() and any(into.iterdir()):
        raise click.UsageError(f"{into} is not empty. Name a new folder.")
    choice = Choice(
        keep=_kept(given["keep"], here=bool(given["here"])),
        arguments=_arguments(given["changes"]),
        allow_data_change=bool(given["allow_data_change"]),
        strict=bool(given["strict"]),
    )
    steps = given["steps"]
    return Wish(
        here=Path.cwd(),
        choice=choice,
        tolerance=_tolerance(given["tolerance"]),
        steps=steps if isinstance(steps, int) else None,
        bisect=bool(given["bisect"]),
        work=into.resolve() if isinstance(into, Path) else None,
        quiet=quiet,
    )


def _kept(given: object, *, here: bool) -> frozenset[str]:
    if not isinstance(given, str):
        return frozenset() if here else frozenset(SWITCHABLE)
    if here:
        raise click.UsageError("--here puts nothing back. Leave it out to --keep some.")
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = [name for name in names if name not in SWITCHABLE]
    if unknown:
        known = ", ".join(SWITCHABLE)
        raise click.UsageError(f"--keep {unknown[0]!r}: what can be put back is {known}.")
    return frozenset(names)


def _arguments(given: object) -> dict[str, str]:
    found = {}
    for name, value in pairs("--with", given):
        kind, dot, param = name.partition(".")
        if kind not in ("params", "param") or not dot or not param:
            raise click.UsageError(f"--with {name}: it sets params.NAME=VALUE.")
        found[param] = value
    return found


def _tolerance(given: object) -> dict[str, float]:
    return {name: _number(name, value) for name, value in pairs("--tol", given)}


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise click.UsageError(f"--tol {name}={text}: it is a number from 0 on.")
    return number
