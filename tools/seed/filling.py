"""A store that is filled over the wire, as any importer fills it: run by run, as logs."""

import random
import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from runlore.client.transport.http import open_transport
from runlore.entities.ids import Micros, RunId, parse_run_id
from runlore.entities.params import JSONValue
from runlore.entities.records import ParamsSet, RunEnded, RunStarted, TagsSet
from runlore.entities.run import RunFailure, RunStatus
from runlore.imports.log import Log, LogOutbox
from runlore.imports.store import Store

MONDAY = 1_794_787_200_000_000
"""2026-11-16, in µs: 10,000 runs, one a minute, end within its week."""

MINUTE = 60 * 1_000_000

Advance = Callable[[int], None]
Rows = Sequence[tuple[int, Mapping[str, float]]]


class Filling:
    """Sends runs to one store. Sent again, the same runs change nothing."""

    def __init__(self, uri: str) -> None:
        self._transport = open_transport(uri)
        self.store = Store(self._transport, uri)

    def send(self, log: Log) -> None:
        """Deliver a log to its end."""
        outbox = LogOutbox(log, 0)
        self.store.send(outbox, lambda _: None)
        if outbox.refused:
            raise RuntimeError(f"the store refused: {outbox.refused[0]}")
        log.close()

    def close(self) -> None:
        """Let go of the store."""
        self._transport.close()


def run_id(*seed: object) -> RunId:
    """An id that is made of what the run is."""
    chance = random.Random(zlib.crc32(repr(seed).encode()))
    return parse_run_id(f"{chance.getrandbits(128):032x}")


def begin(
    key: RunId,
    place: tuple[str, str],
    name: str,
    started: int,
    params: Mapping[str, JSONValue],
    tags: Mapping[str, str],
) -> Log:
    """A log that starts a run of a project and experiment."""
    log = Log(key)
    project, experiment = place
    user = ("ada", "grace", "ken")[int(key[:4], 16) % 3]
    log.add(
        RunStarted(
            project, experiment, name, Micros(started), user, f"node-{int(key[4:6], 16) % 8}"
        )
    )
    for some in _portions(params):
        log.add(ParamsSet(some))
    if tags:
        log.add(TagsSet(dict(tags)))
    return log


def finish(log: Log, at: int, status: RunStatus = RunStatus.FINISHED, why: str = "") -> None:
    """End the run of a log."""
    failure = RunFailure(why, f"Traceback (most recent call last):\n{why}") if why else None
    log.add(RunEnded(status, Micros(at), failure))


def curve(chance: np.random.Generator, steps: int, floor: float, rate: float) -> np.ndarray:
    """float64[steps]: what falls to a floor and is noisy on the way."""
    x = np.arange(steps) / max(steps - 1, 1)
    decay = np.exp(-rate * x)
    noise = chance.standard_normal(steps) * 0.05 * (0.2 + decay)
    return floor + 2.2 * decay + noise


def _portions(values: Mapping[str, JSONValue], most: int = 500) -> list[dict[str, JSONValue]]:
    items = list(values.items())
    return [dict(items[at : at + most]) for at in range(0, len(items), most)]
