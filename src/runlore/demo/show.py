"""The demo as a person sees it: a URL first, then models that learn, then the best of them."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from runlore.demo.check import best, problems
from runlore.demo.processes import serving, train
from runlore.demo.rest import Rest

LIVE_EPOCHS = 100
"""About 45 seconds for five models on two cores: long enough to watch, short enough to wait."""

CHECK_EPOCHS = 40
"""Enough for every claim of the check, in about 15 seconds."""

Say = Callable[[str], None]


def live(store: Path, port: int | None, say: Say) -> int:
    """Train with the interface open, then keep serving until Ctrl-C; gives the exit code."""
    with serving(store, port) as url:
        say(f"\n  Open {url}/p/digits/runs and watch five models learn.\n")
        code, _ = train(url, store / "outputs", LIVE_EPOCHS)
        if code != 0:
            say(f"The training script failed with code {code}.")
            return 1
        say(_verdict(Rest(url), url))
        say("  Still serving. Ctrl-C ends it.\n")
        _until_interrupted()
    return 0


def checked(port: int | None, say: Say) -> int:
    """Train in a store of its own, compare all that was stored; gives the exit code."""
    with tempfile.TemporaryDirectory(prefix="runlore-demo-") as folder:
        out = Path(folder) / "outputs"
        with serving(Path(folder) / "store", port) as url:
            code, printed = train(url, out, CHECK_EPOCHS)
            if code != 0:
                say(f"The training script failed with code {code}.")
                return 1
            found = list(problems(Rest(url), out, printed))
            say(_verdict(Rest(url), url))
    for problem in found:
        say(f"  wrong: {problem}")
    if not found:
        say("  Checked through the API: every point, file and line is as the script made it.")
    return 1 if found else 0


def _verdict(rest: Rest, url: str) -> str:
    run = best(rest)
    loss = run["metrics"]["val/loss"]
    return (
        f"\n  The best of five is {run['name']}: validation loss {loss['min']:.4f}"
        f" at epoch {loss['min_step'] + 1}.\n"
        f"  {url}/p/digits/runs/{run['id']}\n"
    )


def _until_interrupted() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
