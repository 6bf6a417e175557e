"""What the interface is measured on: projects that are filled once and kept."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from seed.filling import MINUTE, MONDAY, Filling, begin, curve, finish, run_id  # noqa: E402
from seed.many_runs import language_small, long_curves  # noqa: E402

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Counts:
    """How much there is of each; the defaults are those of the budgets.

    Attributes:
        runs: of the project with 50 params, 150 metrics a run and 10,000 keys in all.
        long_runs: of one curve each.
        long_steps: in each of these.
        panel_runs: of 24 metrics of 1,000 steps.
        line_runs: of one metric of 10,000 steps.
        one_long_steps: of a single run's one metric.
        equal_runs: of 20 params and 10 metrics, in our server and in MLflow's.
    """

    runs: int = 10_000
    long_runs: int = 100
    long_steps: int = 1_000_000
    panel_runs: int = 100
    line_runs: int = 200
    one_long_steps: int = 10_000_000
    equal_runs: int = 1_000


SMALL = Counts(200, 10, 5_000, 20, 20, 50_000, 60)
"""For a quick look: nothing is saved."""

PANELS, PANEL_STEPS, LINE_STEPS = 24, 1_000, 10_000


def fill(url: str, note: Path, wanted: Counts) -> None:
    """Fill what is not there yet; ``note`` remembers what is.

    Raises:
        SystemExit: when the folder was filled with other counts.
    """
    done: dict[str, int] = json.loads(note.read_text()) if note.exists() else {}
    counts = asdict(wanted)
    for name, count in done.items():
        if counts[name] != count:
            why = f"{note.parent} was filled with {name} = {count}, not {counts[name]}"
            raise SystemExit(f"{why}: name another --store, or the same counts.")
    os.environ["RUNLORE_QUIET"] = "1"
    os.environ["RUNLORE_JOURNAL"] = tempfile.mkdtemp(prefix="runlore-bench-ui-")
    filling = Filling(url)
    parts: dict[str, Callable[[], None]] = {
        "runs": lambda: language_small(filling, wanted.runs, _quiet),
        "panel_runs": lambda: panels(filling, wanted.panel_runs),
        "line_runs": lambda: lines(filling, wanted.line_runs),
        "long_steps": lambda: long_curves(filling, wanted.long_runs, wanted.long_steps, _quiet),
        "one_long_steps": lambda: _curves(filling, "one-long", 1, ["loss"], wanted.one_long_steps),
    }
    for name, part in parts.items():
        if name not in done:
            print(f"filling {name}: {counts[name]:,} …", flush=True)
            part()
            done[name] = counts[name]
            note.write_text(json.dumps(done))
    filling.close()


def panels(filling: Filling, runs: int) -> None:
    """``panels``: runs of 24 metrics, each of which makes a chart of its own."""
    names = [f"part_{n:02d}" for n in range(PANELS)]
    _curves(filling, "panels", runs, names, PANEL_STEPS)


def lines(filling: Filling, runs: int) -> None:
    """``many-lines``: very many runs on one chart."""
    _curves(filling, "many-lines", runs, ["loss"], LINE_STEPS)


def _curves(filling: Filling, project: str, runs: int, names: list[str], steps: int) -> None:
    for number in range(runs):
        chance = np.random.default_rng([21, number])
        started = MONDAY + number * MINUTE
        key = run_id(project, number)
        params = {"seed": number, "lr": round(10 ** -(2 + number % 5 / 2), 6)}
        log = begin(key, (project, "bench"), f"{project}-{number:03d}", started, params, {})
        values = np.stack([curve(chance, steps, 1 + n * 0.1, 4) for n in range(len(names))], axis=1)
        for step, row in enumerate(values):
            log.add_row(step, started + step * 1_000, dict(zip(names, row.tolist(), strict=True)))
        finish(log, started + steps * 1_000)
        filling.send(log)


def _quiet(_: int) -> None:
    """Nobody watches the filling."""
