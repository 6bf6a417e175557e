"""Watches the functions that seed generators, while a run is open.

A function is replaced by one that notes the seed and calls it, only in libraries that the program
has imported when the run begins, and the original is put back when the last run ends. What was
seeded before is told from the generators' states (``seeds.py``).
"""

import functools
import importlib
import random
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec

MAX_CALLS = 200
"""Seedings that are listed; a program that seeds in each step says nothing new with the next."""


class Seeding(msgspec.Struct, frozen=True):
    """One call that seeded a generator.

    Attributes:
        what: the function, such as ``numpy.random.seed``.
        seed: a number; of anything else its text, and None for «from the system».
    """

    what: str
    seed: int | str | None


_SEEDERS = (
    ("random", "seed"),
    ("numpy.random", "seed"),
    ("numpy.random", "default_rng"),
    ("torch", "manual_seed"),
    ("torch.cuda", "manual_seed_all"),
    ("tensorflow.random", "set_seed"),
    ("jax.random", "key"),
    ("jax.random", "PRNGKey"),
)


class SeedWatch:
    """Notes seedings of this process while somebody listens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[list[Seeding]] = []
        self._replaced: list[tuple[Any, str, Any, Any]] = []

    def start(self) -> list[Seeding]:
        """Begin to listen; gives the list that seedings are added to."""
        heard: list[Seeding] = []
        with self._lock:
            self._listeners.append(heard)
            if len(self._listeners) == 1:
                for module, name in _SEEDERS:
                    self._replace(module, name)
        return heard

    def stop(self, heard: list[Seeding]) -> None:
        """Listen no more. The last one puts the originals back."""
        with self._lock:
            self._listeners = [known for known in self._listeners if known is not heard]
            if self._listeners:
                return
            for module, name, original, ours in self._replaced:
                if getattr(module, name, None) is ours:
                    setattr(module, name, original)
            self._replaced.clear()

    def _replace(self, module_name: str, name: str) -> None:
        module = _module(module_name)
        original = getattr(module, "__dict__", {}).get(name)
        if not callable(original) or isinstance(original, type):
            return
        ours = self._noting(f"{module_name}.{name}", original)
        setattr(module, name, ours)
        self._replaced.append((module, name, original, ours))

    def _noting(self, what: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def seeded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # stands for any function
            self._note(what, args, kwargs)
            return original(*args, **kwargs)

        return seeded

    def _note(self, what: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        given = args[0] if args else next(iter(kwargs.values()), None)
        seeding = Seeding(what, _plain(given))
        for heard in self._listeners:
            if len(heard) < MAX_CALLS:
                heard.append(seeding)


seed_watch = SeedWatch()
"""One for the process, as there is one of each function."""


def with_calls(seeds: dict[str, object], heard: list[Seeding]) -> dict[str, object]:
    """A reading of the generators with the calls that were heard: what was said is known."""
    known = {"random.seed": "python", "numpy.random.seed": "numpy", "torch.manual_seed": "torch"}
    told = dict(seeds)
    for seeding in heard:
        name = known.get(seeding.what, "")
        reading = told.get(name)
        if isinstance(reading, dict) and seeding.seed is not None:
            told[name] = {**reading, "seed": seeding.seed}
    return told | {"calls": [msgspec.structs.asdict(seeding) for seeding in heard]}


def _module(name: str) -> ModuleType | None:
    """An imported module, or a part that its imported package would load at its first use."""
    if name == "random":
        return random
    if name.partition(".")[0] not in sys.modules:
        return None
    try:
        return importlib.import_module(name) if name == "numpy.random" else sys.modules.get(name)
    except ImportError:
        return None


def _plain(given: object) -> int | str | None:
    if given is None:
        return None
    whole = getattr(given, "__index__", None)
    try:
        number = None if whole is None else int(whole())
    except Exception:  # noqa: BLE001  # a tensor that is no number; the user's own call will say so
        number = None
    if number is None:
        return (
            str(type(given).__name__) if not isinstance(given, (str, bytes, float)) else str(given)
        )
    return number if -(2**63) <= number < 2**64 else str(number)
