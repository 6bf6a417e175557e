"""``runlore sync``: deliver what was logged while the server was away."""

import os
from pathlib import Path

import click

from runlore.cli.failures import ExitCode
from runlore.cli.places import store_option, store_uri
from runlore.cli.remote import json_option
from runlore.cli.terminal import Progress as ProgressLine
from runlore.cli.terminal import print_json
from runlore.client.settings import journal_folder
from runlore.client.sync import Progress, SyncReport, sync_folder
from runlore.client.transport.http import open_transport
from runlore.entities.errors import UnavailableError

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False
)
@store_option
@json_option
def sync(folder: Path | None, store: str | None, as_json: bool) -> int:
    """Deliver what was logged while the server was away, or with mode="offline".

    FOLDER holds the journals; by default the place where scripts started here leave them. Runs that
    are still being written are left alone. Doing it twice changes nothing.
    """
    uri = store_uri(store)
    journal = folder or journal_folder(uri, os.environ, Path.cwd())
    transport = open_transport(uri)
    try:
        with ProgressLine("records") as line:
            report = sync_folder(journal, transport, lambda at: _draw(line, at))
    finally:
        transport.close()
    if as_json:
        print_json(report._asdict())
    else:
        click.echo(_told(report, uri))
    if report.left and not report.refused:
        raise UnavailableError(
            f"Not all could be sent to {uri}: {report.trouble}. Try again later."
        )
    return ExitCode.PROBLEM if report.refused or report.lost else ExitCode.OK


def _draw(line: ProgressLine, at: Progress) -> None:
    line.step(f"run {at.run}, log {at.log} of {at.logs}", count=at.records - line.done)


def _told(report: SyncReport, uri: str) -> str:
    parts = [f"{report.records:,} records of {report.logs:,} logs delivered to {uri}"]
    if report.busy:
        parts.append(f"{report.busy:,} logs are still being written")
    if report.left:
        parts.append(f"{report.left:,} logs remain")
    if report.refused:
        parts.append(f"{report.refused:,} records were refused and are kept beside the journal")
    if report.lost:
        parts.append(f"{report.lost:,} records were damaged; their runs show the count")
    return "; ".join(parts) + "."
