"""Develop with both halves live: the server restarts on a change, the interface reloads itself.

Started by ``make dev``, which puts Node on PATH. Ctrl-C ends both.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOOK_SECONDS = 0.5


def main() -> None:
    """Run both until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default=str(ROOT / ".runlore"))
    parser.add_argument("--port", type=int, default=5000)
    args = parser.parse_args()

    command = [sys.executable, "-m", "runlore.server", "--store", args.store]
    command += ["--port", str(args.port)]
    address = {"RUNLORE_DEV_SERVER": f"http://127.0.0.1:{args.port}"}
    vite = subprocess.Popen(["npm", "run", "dev"], cwd=ROOT / "ui", env={**os.environ, **address})
    server = subprocess.Popen(command)
    seen = newest_change()
    try:
        while vite.poll() is None:
            time.sleep(LOOK_SECONDS)
            if (now := newest_change()) != seen:
                seen = now
                print("server: source changed, restarting", flush=True)
                stop(server)
                server = subprocess.Popen(command)
    except KeyboardInterrupt:
        pass
    finally:
        stop(server)
        stop(vite)


def newest_change() -> tuple[int, float]:
    """How many source files there are, and when the last of them was written."""
    times = [path.stat().st_mtime for path in (ROOT / "src").rglob("*.py")]
    return len(times), max(times)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end and wait for it."""
    process.terminate()
    process.wait()


if __name__ == "__main__":
    main()
