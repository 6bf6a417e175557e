"""``runlore export``: everything of a store as open files that need no Runlore to be read."""

import csv
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from runlore.cli.places import local_place, store_option, store_uri
from runlore.cli.rebuilding import bundle
from runlore.cli.remote import Document, Remote, json_option
from runlore.cli.terminal import Progress, print_json
from runlore.client.settings import is_remote
from runlore.client.transport.http import open_transport
from runlore.entities.artifact import check_artifact_path
from runlore.entities.ids import parse_run_id
from runlore.exports.mlflow import MlflowFolder
from runlore.imports.store import Store

CONSOLE_PAGE = 10_000


class FolderFirst(click.Group):
    """A group whose commands need not be named.

    ``runlore export out`` is ``folder``, and ``runlore export RUN --bundle F`` is ``bundle``.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command that is meant before what names none."""
        if args and args[0] not in (*self.commands, *self.get_help_option_names(ctx)):
            is_bundle = any(one.partition("=")[0] == "--bundle" for one in args)
            args = ["bundle" if is_bundle else "folder", *args]
        return super().parse_args(ctx, args)


@click.group(cls=FolderFirst)
def export() -> None:
    """Write what a store holds to a folder: open files, or what MLflow reads; or a run to a file.

    `runlore export FOLDER` is short for `runlore export folder FOLDER`, and
    `runlore export RUN --bundle FILE` for `runlore export bundle RUN --bundle FILE`.
    """


export.add_command(bundle)


@export.command("folder")
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
@click.option("--project", help="Only this project.")
@click.option("-q", "--query", help="Only runs that it finds, such as: metrics.loss < 0.3")
@click.option("--no-files", is_flag=True, help="Leave the artifacts out.")
def to_folder(
    folder: Path, store: str | None, project: str | None, query: str | None, no_files: bool
) -> None:
    """Write runs, curves and files to FOLDER, which must be new or empty.

    FOLDER/runs.jsonl has one JSON document a run. FOLDER/RUN/ has metrics.csv (key, step, time in
    seconds, value), console.log, captures.json and the artifacts.
    """
    _check_new(folder)
    remote = Remote(store)
    wanted = {key: text for key, text in (("project", project), ("query", query)) if text}
    found = list(remote.runs(wanted))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "runs.jsonl").open("xb") as lines, Progress("runs", len(found)) as progress:
        for run in found:
            place = folder / parse_run_id(run["id"])
            place.mkdir()
            _write_curves(remote, run, place)
            _write_trails(remote, run, place)
            if not no_files:
                _write_files(remote, run, place, progress)
            lines.write(msgspec.json.encode(run) + b"\n")
            progress.step(run["name"])
    click.echo(f"{len(found):,} runs in {folder}")


@export.command("mlflow")
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
@click.option("--project", help="Only this project.")
@json_option
def to_mlflow(folder: Path, store: str | None, project: str | None, as_json: bool) -> None:
    """Write FOLDER, new or empty, as MLflow's file store: runs with ids, times, points and files.

    MLflow 2 reads it as it is (file:FOLDER); for MLflow 3 make a database of it, with
    mlflow migrate-filestore. Datasets, models and the registry are not written.
    """
    _check_new(folder)
    uri = store_uri(store)
    if not is_remote(uri):
        local_place(uri)
    transport = open_transport(uri)
    try:
        with Progress("runs") as line:
            writing = MlflowFolder(Store(transport, uri), folder, line.step)
            writing.write(project)
    finally:
        transport.close()
    done = writing.written
    if as_json:
        print_json(msgspec.to_builtins(done))
        return
    click.echo(
        f"{done.runs:,} runs of {done.experiments:,} experiments in {folder}, with "
        f"{done.points:,} points and {done.files:,} files."
    )
    for what, count in done.left_out.items():
        click.echo(f"{count:,} {what} were left out.")


def _check_new(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name a new folder.")


def _write_curves(remote: Remote, run: Document, place: Path) -> None:
    with (place / "metrics.csv").open("x", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["key", "step", "time", "value"])
        for key in run["metrics"]:
            series = remote.get(f"runs/{run['id']}/series", key=key, format="json")
            points = zip(series["step"], series["time"], series["value"], strict=True)
            for step, time, value in points:
                table.writerow([key, "" if step is None else step, f"{time / 1e6:.6f}", value])


def _write_trails(remote: Remote, run: Document, place: Path) -> None:
    captures = remote.get(f"runs/{run['id']}/captures")["captures"]
    (place / "captures.json").write_bytes(msgspec.json.encode(captures))
    with (place / "console.log").open("x", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in _console(remote, run))


def _console(remote: Remote, run: Document) -> Iterator[str]:
    first = 0
    while True:
        path = f"runs/{run['id']}/console"
        lines = remote.get(path, first=first, limit=CONSOLE_PAGE)["lines"]
        yield from (line["text"] for line in lines)
        if not lines:
            return
        first = lines[-1]["number"] + 1


def _write_files(remote: Remote, run: Document, place: Path, progress: Progress) -> None:
    for entry in remote.get(f"runs/{run['id']}/artifacts", deep=1)["entries"]:
        if entry["is_folder"]:
            continue
        # The path comes from a server that may not be ours: it must stay below our folder.
        path = check_artifact_path(entry["path"])
        target = place / "artifacts" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        query = urllib.parse.urlencode({"path": path}, quote_via=urllib.parse.quote)
        source = f"runs/{run['id']}/artifacts/content?{query}"
        for _ in remote.save(source, target, entry["size"]):
            progress.step(path, count=0)
