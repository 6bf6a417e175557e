"""Which random generators were seeded, told without touching them.

None of the generators keeps what it was seeded with. PyTorch remembers its seed; of the others the
state is turned back until it is one that a seed gives (``twister.py``): so a seed is known that
was given before ``init``, and before ``import runlore``, though numbers were drawn since. What is
not proven is ``not known``: nothing is guessed, and no function of the program is replaced for it.
"""

import os
import random
import sys
import zlib
from collections.abc import Callable
from types import ModuleType
from typing import TypeAlias

import msgspec

from runlore.client.twister import (
    WORDS,
    earlier,
    is_fresh,
    is_of_the_system,
    packed,
    same,
    seed_of_numpy,
    seed_of_random,
    state_of,
)

NOT_SEEDED = "not seeded"
NOT_IMPORTED = "not imported"
NOT_KNOWN = "not known"
NOT_USED = "not used"

Seed: TypeAlias = int | str

_TORCH_UNSEEDED = 67_280_421_310_721
"""What PyTorch's generator starts from when nobody seeds it."""


class Twister(msgspec.Struct, frozen=True):
    """A Mersenne Twister as it stood at one moment.

    Attributes:
        state: its words.
        position: of the next word.
        start: the position at which the library begins.
        checksum: two programs that start from equal ones draw equal numbers.
        seed_of: tells the seed of a state, None if it is of no seed.
    """

    state: int
    position: int
    start: int
    checksum: str
    seed_of: Callable[[int], int | None]

    @property
    def is_untouched(self) -> bool:
        """Whether no number was drawn since the library made the generator."""
        return self.position == self.start and is_fresh(self.state)


class Generators:
    """The generators of this process: how they stood when this was made, and later.

    To make one takes microseconds and is done when a run begins; to find out about them takes some
    hundredths of a second and is done by a thread of ours.
    """

    def __init__(self) -> None:
        self._first = _twisters()
        self._seeds: dict[str, Seed] = {}

    def at_first(self) -> dict[str, object]:
        """Seed and state of each generator whose library was imported, when this was made.

        ``seed`` is a number, ``not seeded``, or ``not known`` when it cannot be told any more.
        """
        for name, twister in self._first.items():
            if name not in self._seeds:
                self._seeds[name] = _seed_of(twister, None, NOT_KNOWN)
        return _told(self._first, self._seeds)

    def now(self) -> dict[str, object]:
        """The same for this moment; a seed that was known stays, unless there is another.

        ``not used`` is a generator that nobody seeded, and from which nobody drew.
        """
        self.at_first()
        found = _twisters()
        seeds = {}
        for name, twister in found.items():
            known = self._seeds.get(name, NOT_KNOWN)
            seed = _seed_of(twister, self._first.get(name), known)
            seeds[name] = known if isinstance(known, int) and seed == NOT_KNOWN else seed
            if seed == NOT_SEEDED and twister.is_untouched:
                seeds[name] = NOT_USED
        return _told(found, seeds)


def _seed_of(twister: Twister, first: Twister | None, known: Seed) -> Seed:
    """Turn the state back until it is one of a seed, or the one whose seed is known."""
    for state in earlier(twister.state):
        if first is not None and same(state, first.state):
            return known
        seed = twister.seed_of(state)
        if seed is not None:
            return seed
        if state == twister.state and is_fresh(state):
            return NOT_SEEDED if is_of_the_system(state) else NOT_KNOWN
    return NOT_KNOWN


def _told(twisters: dict[str, Twister], seeds: dict[str, Seed]) -> dict[str, object]:
    told: dict[str, object] = {
        name: {"seed": seeds[name], "state": one.checksum} for name, one in twisters.items()
    }
    return {
        "python": told["python"],
        "numpy": told.get("numpy", {"seed": _numpy_without_twister()}),
        "torch": _torch_seed(sys.modules.get("torch")),
        "hash": {"seed": os.environ.get("PYTHONHASHSEED", NOT_SEEDED)},
    }


def _twisters() -> dict[str, Twister]:
    """Python's generator, and NumPy's global one if it is a twister and NumPy is imported."""
    _, internal, _ = random.getstate()
    checksum = f"{zlib.crc32(repr(internal).encode()):08x}"
    found = {"python": Twister(*state_of(internal), WORDS, checksum, seed_of_random)}
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None and hasattr(numpy_random, "RandomState"):
        name, keys, position, *_ = numpy_random.get_state()
        if name == "MT19937" and len(keys) == WORDS:
            words = keys.astype("<u4").tobytes()
            checksum = f"{zlib.crc32(keys.tobytes()):08x}"
            found["numpy"] = Twister(
                packed(words),
                position,
                WORDS - 1,
                checksum,
                lambda state: seed_of_numpy(state, numpy_random),
            )
    return found


def _numpy_without_twister() -> Seed:
    """Its generators are loaded at their first use; or somebody has put another one in place."""
    if "numpy" not in sys.modules:
        return NOT_IMPORTED
    return NOT_KNOWN if "numpy.random" in sys.modules else NOT_SEEDED


def _torch_seed(torch: ModuleType | None) -> dict[str, object]:
    initial = getattr(torch, "initial_seed", None)
    if initial is None:
        return {"seed": NOT_IMPORTED}
    seed = int(initial())
    is_strict = getattr(torch, "are_deterministic_algorithms_enabled", None)
    cudnn = getattr(getattr(torch, "backends", None), "cudnn", None)
    return {
        "seed": NOT_SEEDED if seed == _TORCH_UNSEEDED else seed,
        "cudnn_deterministic": getattr(cudnn, "deterministic", None),
        "cudnn_benchmark": getattr(cudnn, "benchmark", None),
        "deterministic_algorithms": None if is_strict is None else bool(is_strict()),
    }
