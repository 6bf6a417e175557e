"""Projects that are large: many runs, many keys, long curves."""

import numpy as np

from runlore.entities.params import JSONValue
from runlore.entities.run import RunStatus
from seed.filling import MINUTE, MONDAY, Advance, Filling, begin, curve, finish, run_id

KEYS = 10_000
"""Distinct keys of the project of many runs: its params and metrics together."""

PARAMS, METRICS = 50, 150
CORE_METRICS = ("train/loss", "val/loss", "train/accuracy", "val/accuracy", "lr", "grad_norm")
STEPS = 12
LONG_ROWS_A_CALL = 1


def language_small(filling: Filling, runs: int, advance: Advance) -> None:
    """``language-small``: runs of 50 params and 150 metrics, of 10,000 keys in all."""
    core = [*CORE_METRICS, *(f"layer_{n}/norm" for n in range(24))]
    others = KEYS - PARAMS - len(core)
    for number in range(runs):
        chance = np.random.default_rng([11, number])
        key = run_id("language-small", number)
        lr = float(10 ** chance.uniform(-4.5, -2))
        params: dict[str, JSONValue] = {
            "lr": lr,
            "optimizer": ("adamw", "lion", "sgd")[number % 3],
            "batch_size": (32, 64, 128, 256)[number % 4],
            "seed": number % 5,
            "data": {"name": ("c4", "pile")[number % 2], "fraction": round(chance.uniform(), 2)},
            "warmup": int(chance.integers(0, 2000)),
        }
        params |= {f"model.p{n}": round(float(chance.uniform()), 4) for n in range(PARAMS - 7)}
        started = MONDAY + number * MINUTE
        status = RunStatus.FAILED if number % 17 == 3 else RunStatus.FINISHED
        tags = {
            "team": ("nlp", "search", "infra")[number % 3],
            "stage": ("try", "keep")[number % 2],
        }
        name = f"{('amber', 'brisk', 'calm', 'deft', 'eager')[number % 5]}-{number:05d}"
        place = ("language-small", f"week-{45 + number * 4 // max(runs, 1)}")
        log = begin(key, place, name, started, params, tags)
        own = [f"probe/{(number * 37 + n * 83) % others:05d}" for n in range(METRICS - len(core))]
        keys = [*core, *dict.fromkeys(own)]
        floor = 2.1 + abs(np.log10(lr) + 3.2) * 0.25
        loss = curve(chance, STEPS, floor, 5)
        rest = chance.uniform(0, 1, (STEPS, len(keys)))
        for step in range(STEPS):
            values = dict(zip(keys, rest[step].tolist(), strict=True))
            values |= {
                "train/loss": float(loss[step]),
                "val/loss": float(loss[step] * 1.04 + 0.02),
                "train/accuracy": float(1 / loss[step]),
                "val/accuracy": float(0.97 / loss[step]),
                "lr": lr * (1 - step / STEPS),
            }
            log.add_row(step * 100, started + step * MINUTE, values)
        why = "RuntimeError: CUDA out of memory" if status is RunStatus.FAILED else ""
        finish(log, started + STEPS * MINUTE, status, why)
        filling.send(log)
        advance(1)


def wide(filling: Filling, runs: int, keys: int, advance: Advance) -> None:
    """``wide``: few runs of very many metrics."""
    names = [f"block_{n // 30:02d}/head_{n % 30:02d}/entropy" for n in range(keys)]
    for number in range(runs):
        chance = np.random.default_rng([12, number])
        key = run_id("wide", number)
        started = MONDAY + number * MINUTE
        params: dict[str, JSONValue] = {"heads": 30, "depth": 50, "seed": number}
        log = begin(key, ("wide", "heads"), f"wide-{number:03d}", started, params, {})
        values = np.cumsum(chance.standard_normal((20, keys)) * 0.05, axis=0) + 3
        for step in range(20):
            row = dict(zip(names, values[step].tolist(), strict=True))
            log.add_row(step * 50, started + step * MINUTE, row)
        finish(log, started + 20 * MINUTE)
        filling.send(log)
        advance(1)


def long_curves(filling: Filling, runs: int, steps: int, advance: Advance) -> None:
    """``long-curves``: each run one metric of very many steps, with a spike that must be seen."""
    for number in range(runs):
        chance = np.random.default_rng([13, number])
        key = run_id("long-curves", number)
        started = MONDAY + number * MINUTE
        params: dict[str, JSONValue] = {"lr": round(10 ** -(2 + number % 5 / 2), 6), "seed": number}
        log = begin(key, ("long-curves", "pretraining"), f"long-{number:03d}", started, params, {})
        loss = curve(chance, steps, 2 + number * 0.01, 7)
        loss[int(chance.integers(steps // 4, steps))] = 6 + number * 0.02
        times = started + np.arange(steps) * 50_000
        for step, (time, value) in enumerate(zip(times.tolist(), loss.tolist(), strict=True)):
            log.add_row(step, time, {"train/loss": value})
        finish(log, int(times[-1]))
        filling.send(log)
        advance(steps)
