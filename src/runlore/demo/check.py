"""Does the server hold exactly what the training script made? Asked over HTTP, value by value."""

import hashlib
import json
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from runlore.demo.rest import Rest

RUNS = 5
FILES = ("model.joblib", "history.json")
FIGURE = "confusion_matrix.png"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

LEAST_LINES = 200
"""Of the script's output: with fewer the check of the consoles would show little."""

Document = dict[str, Any]


def problems(rest: Rest, out: Path, printed: Sequence[str]) -> Iterator[str]:
    """Compare the store with the script's own files and output; gives one sentence a difference.

    Args:
        rest: the server.
        out: the script's folder: one ``lr-…`` folder a run with its history and its model.
        printed: the lines that the script wrote to stdout.
    """
    runs: list[Document] = rest.post("runs/search", {"project": "digits"})["runs"]
    if len(runs) != RUNS:
        yield f"{len(runs)} runs are stored, not {RUNS}."
    for run in runs:
        folder = out / f"lr-{run['params']['learning_rate']:g}"
        if run["status"] != "finished":
            yield f"{run['name']} is {run['status']}, not finished."
        if run["lost"]:
            yield f"{run['name']} lost records: {run['lost']}."
        yield from _curves(rest, run, json.loads((folder / "history.json").read_text()))
        yield from _files(rest, run, folder)
    yield from _consoles(rest, runs, printed)


def best(rest: Rest) -> Document:
    """The run with the smallest validation loss at any epoch."""
    order = ["metric.`val/loss`.min ASC"]
    found = rest.post("runs/search", {"project": "digits", "order_by": order, "limit": 1})
    run: Document = found["runs"][0]
    return run


def _curves(rest: Rest, run: Document, history: list[dict[str, float]]) -> Iterator[str]:
    for key in history[0]:
        wanted = [row[key] for row in history]
        stored = rest.get(f"runs/{run['id']}/series", key=key, format="json")
        if stored["value"] != wanted:
            yield f"{run['name']}: the curve {key} differs from the script's own record."
        if stored["step"] != list(range(len(wanted))):
            yield f"{run['name']}: the curve {key} has other steps than 0 to {len(wanted) - 1}."
        summary = run["metrics"][key]
        if (summary["last"], summary["count"]) != (wanted[-1], len(wanted)):
            yield f"{run['name']}: the last value or the count of {key} is wrong in the summary."
        if summary["min"] != min(wanted) or summary["max"] != max(wanted):
            yield f"{run['name']}: the extremes of {key} are wrong in the summary."


def _files(rest: Rest, run: Document, folder: Path) -> Iterator[str]:
    entries = rest.get(f"runs/{run['id']}/artifacts", deep=1)["entries"]
    stored = {entry["path"]: entry["artifact"] for entry in entries if not entry["is_folder"]}
    missing = [path for path in (*FILES, FIGURE) if path not in stored]
    if missing:
        yield f"{run['name']} has no {', '.join(missing)}."
        return
    for path in (*FILES, FIGURE):
        content = rest.content(f"runs/{run['id']}/artifacts/content/{urllib.parse.quote(path)}")
        if hashlib.sha256(content).hexdigest() != stored[path]["sha256"]:
            yield f"{run['name']}: {path} does not come back with its own checksum."
        if path in FILES and content != (folder / path).read_bytes():
            yield f"{run['name']}: {path} differs from the script's own file."
        if path == FIGURE and not content.startswith(PNG_SIGNATURE):
            yield f"{run['name']}: {path} is no PNG image."


def _consoles(rest: Rest, runs: list[Document], printed: Sequence[str]) -> Iterator[str]:
    """All that the script prints it prints inside a run, one run after the other."""
    stored: list[str] = []
    for run in sorted(runs, key=lambda run: run["started_at"]):
        answer = rest.get(f"runs/{run['id']}/console", first=0, limit=10_000)
        stored += [line["text"] for line in answer["lines"] if line["stream"] == "stdout"]
    if stored != list(printed):
        yield f"The consoles hold {len(stored)} lines; the script printed these {len(printed)}."
    if len(printed) < LEAST_LINES:
        yield f"The script printed {len(printed)} lines, fewer than {LEAST_LINES}."
