"""``runlore import``: history from other trackers, into a store of ours."""

import contextlib
from pathlib import Path

import click
import msgspec

from runlore.cli.failures import ExitCode
from runlore.cli.places import store_option, store_uri
from runlore.cli.remote import json_option
from runlore.cli.terminal import Progress, print_json
from runlore.client.transport.http import open_transport
from runlore.imports.mlflow.importer import Importer, Options, chosen
from runlore.imports.mlflow.opening import open_source
from runlore.imports.mlflow.source import Source
from runlore.imports.report import Report
from runlore.imports.store import Store

SHOWN_REFUSALS = 10
"""Things that were not brought, told one by one on a terminal; --json has up to 1,000."""


@click.group("import")
def import_() -> None:
    """Bring history from another tracker. Doing it again adds only what is new."""


@import_.command("mlflow")
@click.argument("uri", metavar="URI")
@store_option
@click.option("--experiment", "names", multiple=True, help="Only this one; may be given again.")
@click.option(
    "--artifacts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder in which the server of this database keeps files (its --artifacts-destination).",
)
@click.option("--no-files", is_flag=True, help="Leave the artifacts where they are.")
@click.option("--dry-run", is_flag=True, help="Read everything, tell what would be, send nothing.")
@json_option
def mlflow(  # noqa: PLR0913 - the options of a command
    uri: str,
    store: str | None,
    names: tuple[str, ...],
    artifacts: Path | None,
    no_files: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Bring experiments and runs from MLflow, with their ids, times, points and files.

    URI is a database (sqlite:///mlflow.db, postgresql://user@host/mlflow) or the address of a
    server; it is read and never changed. Stopped in the middle, it goes on where it was when it is
    started again. The exit code is 1 when something could not be brought; the report says what.
    """
    report = Report()
    options = Options(names, files=not no_files, dry=dry_run)
    target = store_uri(store)
    with contextlib.ExitStack() as stack:
        source = open_source(uri, report, artifacts)
        stack.callback(source.close)
        transport = open_transport(target)
        stack.callback(transport.close)
        _bring(source, Store(transport, target), report, options)
    if as_json:
        print_json(msgspec.to_builtins(report))
    else:
        _tell(report, source.uri, target, dry=dry_run)
    return ExitCode.PROBLEM if report.refused else ExitCode.OK


def _bring(source: Source, store: Store, report: Report, options: Options) -> None:
    """Do it, with a line that tells how far it is."""
    counts = [source.count(experiment) for experiment in chosen(source, options)]
    total = None if None in counts else sum(count or 0 for count in counts)
    with Progress("runs", total) as line:
        Importer(source, store, report, options, line.step).bring()


def _tell(report: Report, source: str, target: str, *, dry: bool) -> None:
    verb = "would be brought" if dry else "brought"
    click.echo(
        f"{report.new:,} runs {verb} from {source} to {target}, with {report.points:,} points and "
        f"{report.files:,} files ({report.bytes / 1e6:,.1f} MB)."
    )
    rest = report.runs - report.new - report.changed
    if not dry and (report.changed or rest):
        click.echo(f"{report.changed:,} runs were completed; {rest:,} were here, or were refused.")
    if report.logged_models or report.models:
        click.echo(
            f"{report.logged_models:,} logged models, {report.models:,} registered models with "
            f"{report.versions:,} versions."
        )
    for place, runs in report.elsewhere.items():
        click.echo(f"The files of {runs:,} runs stay where they are ({place}).")
    for what, count in report.left_out.items():
        click.echo(f"{count:,} {what} were left out: Runlore has no place for them.")
    _tell_refusals(report)


def _tell_refusals(report: Report) -> None:
    if not report.refused:
        return
    click.echo(f"{report.refused:,} things were not brought, or not as they were:")
    for one in report.refusals[:SHOWN_REFUSALS]:
        click.echo(f"  {one.what} {one.which}: {one.why}")
    if report.refused > SHOWN_REFUSALS:
        click.echo(f"  … and {report.refused - SHOWN_REFUSALS:,} more; --json tells up to 1,000.")
