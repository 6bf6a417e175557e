"""Fills a server with what charts must show: seeds of two rates, odd values, single values."""

import math
import sys

import runlore

RATES = (1e-3, 1e-1)
SEEDS = 3
STEPS = 400


def train(rate: float, seed: int) -> None:
    name = f"rate-{rate:g}-seed-{seed}"
    config = {"lr": rate, "seed": seed}
    with runlore.init(project="charts", name=name, config=config) as run:
        for step in range(STEPS):
            loss = rate + seed + math.exp(-step / 100)
            row = {"loss": 1e6 if step == 200 and seed == 0 else loss, "samples": step * 64.0}
            if seed == 1 and step == 100:
                row["loss"] = float("nan")
            run.log(row, step=step)
        run.log({"accuracy": 0.5 + rate}, step=0)


if __name__ == "__main__":
    runlore.set_tracking_uri(sys.argv[1])
    for rate in RATES:
        for seed in range(SEEDS):
            train(rate, seed)
