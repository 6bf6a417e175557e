"""R8: what it costs a run to be described: at ``init``, at its end, as a share of its time.

    python benchmarks/bench_capture.py [SECONDS]

The program lies in a repository of 5,000 files with an uncommitted change, beside 200 installed
packages. It runs for so many seconds (60 unless given) with capture on and off; the difference of
the processor time of the process and its children is what capture took. ``init`` and ``finish`` are
the median of five short runs, on the thread that trains. Last, what the watch on opened files adds
to one ``open``, from ``import runlore`` on. Prints and writes ``results/capture.json``.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import save

FILES = 5_000
PACKAGES = 200
SHORT_RUNS = 5

PROGRAM = """
import json, os, sys, time
import numpy
import runlore
seconds = float(sys.argv[1])
began = time.perf_counter()
run = runlore.init(project="bench", config={"lr": 0.1})
init = time.perf_counter() - began
deadline = time.monotonic() + seconds
while time.monotonic() < deadline:
    run.log({"loss": 1.0})
    time.sleep(0.1)
began = time.perf_counter()
run.finish()
finish = time.perf_counter() - began
used = os.times()
cpu = used.user + used.system + used.children_user + used.children_system
print(json.dumps({"init": init, "finish": finish, "cpu": cpu}))
"""


def make_repository(folder: Path) -> None:
    """5,000 files of twenty lines in a hundred folders, one of them changed, one not added."""
    for number in range(FILES):
        file = folder / f"part{number % 100}" / f"module{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"value_{line} = {number * line}\n" for line in range(20)]
        file.write_text("".join(lines))
    (folder / "train.py").write_text(PROGRAM)
    identity = ["-c", "user.name=b", "-c", "user.email=b@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"], ["gc", "-q"]):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    (folder / "part0" / "module0.py").write_text("value = 1\n")
    (folder / "helper.py").write_text("value = 1\n")


def make_packages(folder: Path) -> None:
    """What 200 installed packages of fifty files leave of themselves."""
    for number in range(PACKAGES):
        told = folder / f"package_{number}-1.0.dist-info"
        told.mkdir(parents=True)
        text = f"Metadata-Version: 2.1\nName: package-{number}\nVersion: 1.{number}\n\n"
        (told / "METADATA").write_text(text + "A long description.\n" * 200)
        lines = [f"package_{number}/part{i}.py,sha256=abc{i},100\n" for i in range(50)]
        (told / "RECORD").write_text("".join(lines))
        (told / "INSTALLER").write_text("pip\n")


def run_program(folder: Path, seconds: float, capture: str) -> dict[str, float]:
    """Run the program once; gives what it measured of itself."""
    with tempfile.TemporaryDirectory() as store:
        environ = {
            **os.environ,
            "RUNLORE_URI": store,
            "RUNLORE_CAPTURE": capture,
            "RUNLORE_MONITOR": "off",
            "RUNLORE_QUIET": "1",
            "PYTHONPATH": os.pathsep.join((str(folder / "packages"), *sys.path)),
        }
        done = subprocess.run(
            [sys.executable, "train.py", str(seconds)],
            cwd=folder / "repository", env=environ, check=True, capture_output=True, text=True,
        )  # fmt: skip
    told: dict[str, float] = json.loads(done.stdout)
    return told


def ends_of_runs(folder: Path, capture: str) -> dict[str, float]:
    """Milliseconds at the start and the end of short runs, the median."""
    run_program(folder, 0.0, capture)  # compiles, and warms the disk's cache
    told = [run_program(folder, 2.0, capture) for _ in range(SHORT_RUNS)]
    return {
        f"{name}_ms": round(statistics.median(one[name] for one in told) * 1e3, 1)
        for name in ("init", "finish")
    }


def cost_of_open(file: Path) -> dict[str, float]:
    """Microseconds of one ``open`` and ``close``, the best of five rounds."""

    def measured() -> float:
        rounds = []
        for _ in range(5):
            began = time.perf_counter()
            for _ in range(20_000):
                with open(file, "rb"):
                    pass
            rounds.append((time.perf_counter() - began) / 20_000)
        return round(min(rounds) * 1e6, 2)

    file.write_bytes(b"x")
    figures = {"never_watched_us": measured()}
    from runlore.client.opened import open_watch  # it waits for runs from here on

    figures["before_a_run_us"] = measured()
    open_watch.start()
    figures["watched_us"] = measured()
    open_watch.stop()
    open_watch.wait_no_more()
    figures["no_longer_watched_us"] = measured()
    return figures


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_repository(folder / "repository")
        make_packages(folder / "packages")
        figures: dict[str, Any] = {
            "target": {"init_ms": 300, "share_of_60_s_percent": 1.0},
            "open": cost_of_open(folder / "file"),
        }
        for capture in ("on", "off"):
            figures[capture] = ends_of_runs(folder, capture)
            cpu = run_program(folder, seconds, capture)["cpu"]
            figures[capture][f"cpu_of_{seconds:g}_s_run"] = round(cpu, 3)
        key = f"cpu_of_{seconds:g}_s_run"
        taken = figures["on"][key] - figures["off"][key]
        figures["capture_cpu_seconds"] = round(taken, 3)
        figures["share_of_60_s_percent"] = round(taken / 60 * 100, 2)
    save("capture", figures)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
