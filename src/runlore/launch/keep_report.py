"""Keeps a report with the run that it is about, so that the interface can show it."""

import os
from pathlib import Path

import msgspec

from runlore.client.opening import RunRequest, open_run
from runlore.client.settings import read_settings
from runlore.entities.ids import RunId
from runlore.entities.run import VERDICT
from runlore.launch.report import Report, document_of, text_of

DOCUMENT, PAGE = "reproduction.json", "reproduction.txt"
"""Paths of the report among the files of the repeated run."""


def keep_report(report: Report, uri: str) -> None:
    """Add the report, as a document and as a page, to the run that repeats."""
    if report.new is None:
        return
    settings = msgspec.structs.replace(
        read_settings(uri, os.environ, Path.cwd()),
        mode="online",
        run_id=report.new.id,
        label="reproduction",
        capture=False,
        monitor=False,
        console="off",
        quiet=True,
        tags={},
    )
    # A further writer of a run that has ended: it adds, and the run stays as it is.
    run = open_run(
        RunRequest(
            project=report.new.project,
            experiment=report.new.experiment,
            name=report.new.name,
            id=RunId(report.new.id),
            is_template=False,
        ),
        settings,
    )
    document = msgspec.json.format(msgspec.json.encode(document_of(report)), indent=2)
    run.files.log_bytes(document, DOCUMENT, "reproduction", origin="auto")
    run.files.log_bytes(text_of(report).encode(), PAGE, "reproduction", origin="auto")
    run.set_tag(VERDICT, report.verdict.value)
    run.finish()
