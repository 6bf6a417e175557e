"""Which random generators were seeded, told without touching them.

None of the generators keeps what it was seeded with, but the state right after seeding is known:
as long as nothing was drawn, small seeds are recognised from it. PyTorch remembers its seed.
"""

import os
import random
import sys
import zlib
from types import ModuleType

NOT_SEEDED = "not seeded"
NOT_IMPORTED = "not imported"
NOT_KNOWN = "not known"

TRIED_SEEDS = (*range(1_024), 1_234, 1_337, 2_020, 2_021, 2_022, 2_023, 2_024, 2_025, 2_026, 12_345)
"""Seeds of ``random`` that are tried, about 15 ms in the background: what people write."""

_TORCH_UNSEEDED = 67_280_421_310_721
"""What PyTorch's generator starts from when nobody seeds it."""

_FRESH = 624
"""Position of a Mersenne Twister from which nothing was drawn."""


def read_seeds() -> dict[str, object]:
    """Seed and state of each generator whose library is imported.

    ``seed`` is a number, ``not seeded``, or ``not known`` when it cannot be told any more.
    ``state`` is a checksum: two runs that start from equal states draw equal numbers.
    """
    return {
        "python": _python_seed(),
        "numpy": _numpy_seed(sys.modules.get("numpy")),
        "torch": _torch_seed(sys.modules.get("torch")),
        "hash": {"seed": os.environ.get("PYTHONHASHSEED", NOT_SEEDED)},
    }


def merge_seeds(earlier: dict[str, object], later: dict[str, object]) -> dict[str, object]:
    """What both readings know together; a seed that was recognised stays."""
    return {name: _better(earlier.get(name), reading) for name, reading in later.items()}


def _better(earlier: object, later: object) -> object:
    known = isinstance(earlier, dict) and isinstance(earlier.get("seed"), int)
    is_later_known = isinstance(later, dict) and isinstance(later.get("seed"), int)
    return earlier if known and not is_later_known else later


def _python_seed() -> dict[str, object]:
    _, internal, _ = random.getstate()
    state = f"{zlib.crc32(repr(internal).encode()):08x}"
    if internal[-1] != _FRESH:
        return {"seed": NOT_KNOWN, "state": state}
    for seed in TRIED_SEEDS:
        if random.Random(seed).getstate()[1] == internal:  # noqa: S311  # compares, protects nothing
            return {"seed": seed, "state": state}
    return {"seed": NOT_KNOWN, "state": state}


def _numpy_seed(numpy: ModuleType | None) -> dict[str, object]:
    """NumPy's global generator; its state begins with the seed itself."""
    chance = getattr(numpy, "random", None)
    if chance is None or not hasattr(chance, "RandomState"):
        return {"seed": NOT_IMPORTED}
    name, keys, position, *_ = chance.get_state()
    state = f"{zlib.crc32(keys.tobytes()):08x}"
    if name != "MT19937" or position != _FRESH:
        return {"seed": NOT_KNOWN, "state": state}
    seed = int(keys[0])
    is_seed = chance.RandomState(seed).get_state()[1].tobytes() == keys.tobytes()
    return {"seed": seed if is_seed else NOT_SEEDED, "state": state}


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
