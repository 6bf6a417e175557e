"""Trains in a checkout, changes data and code, and repeats runs by the command line.

Started as ``seed_reproduction.py ADDRESS FOLDER``: ADDRESS is that of a server, FOLDER a new one.
"""

import os
import subprocess
import sys
from pathlib import Path

TRAIN = """
import argparse, random, sys
import runlore

parser = argparse.ArgumentParser()
parser.add_argument("--name", default="first")
name = parser.parse_args().name
with runlore.init(project="again", name=name, config={"lr": 0.3, "layers": 2}) as run:
    random.seed(7)
    with open("train.csv") as file:
        rows = [float(line.split(",")[1]) for line in file.read().splitlines()[1:]]
    runlore.log_data("digits", "train.csv")
    for step in range(60):
        loss = sum(rows) / len(rows) / (1 + 0.1 * step) + random.random() * 0.02
        run.log({"loss": loss, "val/accuracy": 1 - loss / 2}, step=step)
    run.log_metric("test/accuracy", 1 - loss / 3)
"""
ROWS = "id,value\n" + "".join(f"{row},{row / 8}\n" for row in range(1, 9))
GIT = ["git", "-c", "user.name=reader", "-c", "user.email=reader@example.org"]


def main(address: str, folder: Path) -> None:
    """Train twice on the same data, then on other data, and repeat the first run twice."""
    folder.mkdir(parents=True)
    (folder / "train.py").write_text(TRAIN)
    (folder / "train.csv").write_text(ROWS)
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*GIT, *words], cwd=folder, check=True)
    _python(address, folder, "train.py")
    _python(address, folder, "train.py")
    _repeat(address, folder)
    with (folder / "train.csv").open("a") as file:
        file.write("9,2.5\n")
    _repeat(address, folder, "--here")
    _python(address, folder, "train.py", "--name", "later")


def _repeat(address: str, folder: Path, *options: str) -> None:
    """Repeat the oldest run; how it ends is what the pages show."""
    from runlore.client.reader import Reader
    from runlore.client.transport.http import open_transport

    first = list(Reader(open_transport(address)).search("name = 'first'"))[-1]
    words = ["-m", "runlore.cli", "reproduce", first.id, "--store", address, "--yes", *options]
    _python(address, folder, *words, check=False)


def _python(address: str, folder: Path, *words: str, check: bool = True) -> None:
    env = {**os.environ, "RUNLORE_URI": address, "RUNLORE_MONITOR": "0"}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    subprocess.run(
        [sys.executable, *words],
        check=check,
        timeout=60,
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main(sys.argv[2], Path(sys.argv[1]))
