"""Fill a store with what every screen is made for, by the public API and the path of imports.

    make seed-demo                      # everything, 10 to 20 minutes; it serves until Ctrl-C
    make seed-demo ARGS="--scale 0.01"  # a hundredth of it, in seconds

10,000 runs of 50 params and 150 metrics with 10,000 keys in all; 500 runs of 1,500 metrics; 100
runs of a million steps; a sweep with seeds; tables, pictures, comments and a registry; runs that
go on.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from seed import many_runs, scripts
from seed.filling import Advance, Filling
from seed.vision import vision

import runlore
from runlore.cli.terminal import Progress
from runlore.demo.processes import serving

ROOT = Path(__file__).parents[1]
LIVE_RUNS = 3

Fill = Callable[[Advance], None]


def main() -> None:
    """Fill, then serve."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--store", type=Path, default=ROOT / ".runlore" / "seed-demo")
    options.add_argument("--scale", type=float, default=1.0, help="1 is everything")
    options.add_argument(
        "--only", choices=PROJECTS, action="append", help="a project; again for more"
    )
    options.add_argument("--port", type=int, default=None)
    options.add_argument("--exit", action="store_true", help="fill and end; no live runs")
    chosen = options.parse_args()
    os.environ["RUNLORE_QUIET"] = "1"
    os.environ["RUNLORE_JOURNAL"] = tempfile.mkdtemp(prefix="runlore-seed-")
    with serving(chosen.store, chosen.port) as url:
        runlore.set_tracking_uri(url)
        filling = Filling(url)
        for name, (fill, total) in planned(filling, url, chosen.scale).items():
            if chosen.only is None or name in chosen.only:
                print(name, flush=True)
                with Progress(name, total) as line:
                    fill(line.step)
        filling.close()
        if not chosen.exit:
            serve(url)


def planned(filling: Filling, url: str, scale: float) -> dict[str, tuple[Fill, int]]:
    """What to fill and how much there is of it, by project."""

    def of(full: int, least: int = 1) -> int:
        return max(round(full * scale), least)

    runs, wide, keys = of(10_000, 20), of(500, 5), of(1_500, 40)
    curves, steps, trials = of(100, 3), of(1_000_000, 2_000), of(60, 10)
    return {
        "language-small": (lambda a: many_runs.language_small(filling, runs, a), runs),
        "wide": (lambda a: many_runs.wide(filling, wide, keys, a), wide),
        "long-curves": (lambda a: many_runs.long_curves(filling, curves, steps, a), curves * steps),
        "sweep": (lambda a: scripts.sweep(trials, a), trials),
        "digits": (scripts.digits, 5),
        "vision": (lambda a: vision(url, a), 6),
    }


PROJECTS = ("language-small", "wide", "long-curves", "sweep", "digits", "vision")


def serve(url: str) -> None:
    """Let some runs go on, and serve until Ctrl-C."""
    running = scripts.live(url, LIVE_RUNS)
    print(f"\n  {url} has it all; {LIVE_RUNS} runs go on in the project live. Ctrl-C ends it.")
    try:
        for process in running:
            process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main())
