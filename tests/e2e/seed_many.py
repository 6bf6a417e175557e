"""Fills a server with 200 runs, and with one long curve, as an import would."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from seed.filling import MONDAY, Filling, begin, finish, run_id

RUNS, STEPS = 200, 20
LONG_STEPS, SPIKE_STEP, SPIKE = 20_000, 12_345, 99.5
SECOND = 1_000_000


def main(url: str) -> None:
    filling = Filling(url)
    for number in range(RUNS):
        key, started = run_id("many", number), MONDAY + number * 60 * SECOND
        params = {"lr": 0.001 * (number + 1), "depth": number % 7}
        log = begin(key, ("many", "all"), f"many-{number:03d}", started, params, {})
        for step in range(STEPS):
            log.add_row(step, started + step * SECOND, {"loss": number / RUNS + 1 / (step + 1)})
        finish(log, started + STEPS * SECOND)
        filling.send(log)
    log = begin(run_id("long"), ("long", "all"), "long", MONDAY, {}, {})
    for step in range(LONG_STEPS):
        value = SPIKE if step == SPIKE_STEP else 1 + step / LONG_STEPS
        log.add_row(step, MONDAY + step * SECOND, {"loss": value})
    finish(log, MONDAY + LONG_STEPS * SECOND)
    filling.send(log)
    filling.close()


if __name__ == "__main__":
    main(sys.argv[1])
