"""What a Mersenne Twister was seeded with, found by turning its state back: a proof, no guess.

``random`` and NumPy's global generator keep 624 words and replace all of them every 624 draws.
That step can be undone, and so can the way in which a seed is spread over the words. A seed that
was found is sown again and must give the very state: 19,937 bits that agree by no chance. So a
seed is known though it was given before we were there, and nothing of the program is touched.

The words are the lanes of one long integer: a step back costs some 50 µs.
"""

import random
import struct
from collections.abc import Iterator
from typing import Any

WORDS = 624
"""Words of the state; also the position at which all were drawn, as right after seeding."""

MAX_STEPS = 500
"""Steps that are undone, of 312 draws of ``random.random()`` each: 30 ms in the background."""

_MIDDLE = 397
_AHEAD = WORDS - _MIDDLE
_TWIST = 0x9908B0DF
_WORD = 0xFFFF_FFFF
_ONES = sum(1 << (32 * lane) for lane in range(WORDS))
_HIGH = _ONES << 31
_LOWEST = 0x7FFF_FFFF
_LOW = _ONES * _LOWEST
_ALL = (1 << (32 * WORDS)) - 1

_SPREAD, _BACK = 1_664_525, 1_566_083_941
_GROWTH, _SHRINK = 1_812_433_253, pow(1_812_433_253, -1, 1 << 32)

MAX_PERIOD = 300
"""Words of a key that is told from one of the system, which has 624 and no period."""


def packed(words: bytes) -> int:
    """A state as one integer, the first word lowest. The words are little-endian."""
    return int.from_bytes(words, "little")


def state_of(internal: tuple[int, ...]) -> tuple[int, int]:
    """State and position of ``random.getstate()[1]``."""
    return packed(struct.pack(f"<{WORDS}I", *internal[:WORDS])), internal[WORDS]


def earlier(state: int) -> Iterator[int]:
    """This state, and those from which it can have come, the latest first.

    Of the first word of an earlier state only the highest bit can be told: no draw depends on the
    others.
    """
    yield state
    for _ in range(MAX_STEPS):
        state = _undone(state)
        yield state


def same(one: int, other: int) -> bool:
    """Whether two states are equal as far as draws depend on them."""
    return one >> 31 == other >> 31


def is_fresh(state: int) -> bool:
    """Whether the words are still those over which a key was spread: the first one is plain."""
    return _word(state, 0) == 1 << 31


def seed_of_random(state: int) -> int | None:
    """The seed after which Python's generator has this state; None if it is none of 64 bits."""
    first, second, third, fourth = _key_words(state, 2, 6)
    if first != third or second != fourth:
        return None
    for seed in (first, first | (((second - 1) & _WORD) << 32)):
        sown, _ = state_of(random.Random(seed).getstate()[1])  # noqa: S311  # protects nothing
        if same(sown, state):
            return seed
    return None


def seed_of_numpy(state: int, numpy_random: Any) -> int | None:  # noqa: ANN401  # no import of it
    """The same for ``numpy.random.seed``, which spreads a seed of 32 bits in another way."""
    first, second, third = (_word(state, lane) for lane in (1, 2, 3))
    if _grown(first, 2) != second or _grown(second, 3) != third:
        return None
    folded = ((first - 1) * _SHRINK) & _WORD
    seed = folded ^ (folded >> 30)
    sown = packed(numpy_random.RandomState(seed).get_state()[1].astype("<u4").tobytes())
    return seed if same(sown, state) else None


def is_of_the_system(state: int) -> bool:
    """Whether a fresh state came of no key of anybody's.

    A key that is shorter than the state comes back in it again and again; what the system gives is
    as long as the state.
    """
    spread = _key_words(state, 2, WORDS - 1)
    return not any(spread[period:] == spread[:-period] for period in range(1, MAX_PERIOD + 1))


def _undone(state: int) -> int:
    """The state before all words were replaced."""
    # The last word was made of the first one, of which an undone step leaves the highest bit only.
    last = _untwisted(_word(state, WORDS - 1) ^ _word(state, _MIDDLE - 1))
    state = state & ~_LOWEST | last & _LOWEST
    tail = (state >> (32 * _AHEAD)) ^ (state & ((1 << (32 * _MIDDLE)) - 1))
    mixed = _untwisted(tail) << (32 * _AHEAD)
    known = _joined(mixed)
    head = (state & ((1 << (32 * _AHEAD)) - 1)) ^ (known >> (32 * _MIDDLE))
    return _joined(mixed | _untwisted(head))


def _untwisted(twisted: int) -> int:
    odd = (twisted >> 31) & _ONES
    return ((twisted ^ (odd * _TWIST)) << 1) | odd


def _joined(mixed: int) -> int:
    """Words of which each lies in two neighbours: its high bit here, its low bits in the next."""
    return (mixed & _HIGH) | ((mixed << 32) & _LOW & _ALL)


def _word(state: int, lane: int) -> int:
    return (state >> (32 * lane)) & _WORD


def _fold(word: int) -> int:
    return word ^ (word >> 30)


def _grown(word: int, lane: int) -> int:
    return (_fold(word) * _GROWTH + lane) & _WORD


def _key_words(state: int, first: int, end: int) -> list[int]:
    """What was added to each word when a key was spread over them: its words, in turn.

    Args:
        state: right after seeding.
        first: place to begin at, from 2 on.
        end: place to end before, up to 623.
    """
    last = _word(state, WORDS - 1)
    sown = (_word(state, 1) + 1) ^ (_fold(last) * _BACK)
    words = [0, sown & _WORD]
    for lane in range(2, end + 1):
        above = words[1] if lane == 2 else _word(state, lane - 1)
        words.append(((_word(state, lane) + lane) ^ (_fold(above) * _BACK)) & _WORD)
    return [
        (words[at + 1] - (_START[at + 1] ^ (_fold(words[at]) * _SPREAD))) & _WORD
        for at in range(first, end)
    ]


def _start() -> list[int]:
    """The words that a key is spread over."""
    words = [19_650_218]
    for lane in range(1, WORDS):
        words.append(_grown(words[-1], lane))
    return words


_START = _start()
