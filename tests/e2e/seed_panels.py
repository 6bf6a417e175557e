"""Fills a server with more runs than charts show by themselves, and one that was resumed."""

import sys
import time

import runlore

RATES = (1e-3, 1e-2, 1e-1)
SEEDS = 4
STEPS = 40
PAUSE = 4.0
"""Seconds between the end of the resumed run and its resumption."""


def train(rate: float, seed: int) -> None:
    config = {"lr": rate, "seed": seed}
    with runlore.init(project="panels", name=f"rate-{rate:g}-seed-{seed}", config=config) as run:
        for step in range(STEPS):
            left = 1 / (1 + step)
            run.log({"acc": 1 - left, "grad": left * rate, "loss": rate + seed + left}, step=step)


def resume() -> None:
    with runlore.init(project="resumed", name="resumed") as run:
        run.log({"loss": 1.0}, step=0)
    time.sleep(PAUSE)
    with runlore.init(project="resumed", id=run.id, resume=True) as again:
        again.log({"loss": 0.5}, step=1)


if __name__ == "__main__":
    runlore.set_tracking_uri(sys.argv[1])
    for rate in RATES:
        for seed in range(SEEDS):
            train(rate, seed)
    resume()
