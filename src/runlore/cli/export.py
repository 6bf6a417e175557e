"""``runlore export``: everything of a store as open files that need no Runlore to be read."""

import csv
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from runlore.cli.places import store_option
from runlore.cli.remote import Document, Remote
from runlore.cli.terminal import Progress
from runlore.entities.artifact import check_artifact_path
from runlore.entities.ids import parse_run_id

CONSOLE_PAGE = 10_000


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
@click.option("--project", help="Only this project.")
@click.option("-q", "--query", help="Only runs that it finds, such as: metrics.loss < 0.3")
@click.option("--no-files", is_flag=True, help="Leave the artifacts out.")
def export(
    folder: Path, store: str | None, project: str | None, query: str | None, no_files: bool
) -> None:
    """Write runs, curves and files to FOLDER, which must be new or empty.

    FOLDER/runs.jsonl has one JSON document a run. FOLDER/RUN/ has metrics.csv (key, step, time in
    seconds, value), console.log, captures.json and the artifacts.
    """
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name a new folder.")
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
