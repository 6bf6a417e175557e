"""How often a fault test tries: a few times in the suite, the promised count on request."""

import os


def fault_trials(suite: int, full: int) -> int:
    """Trials of one test: ``RUNLORE_FAULT_TRIALS`` is a number, or ``full`` for the promised count.

    Args:
        suite: when nothing is asked for.
        full: what the promise says.
    """
    asked = os.environ.get("RUNLORE_FAULT_TRIALS", "")
    if asked == "full":
        return full
    return int(asked) if asked else suite
