"""Params come back as they went in, or are refused with advice."""

import dataclasses
import enum
import math
from argparse import Namespace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.client.values import as_params, typed
from runlore.entities.errors import InvalidValueError, LimitExceededError


class Colour(enum.Enum):
    RED = 1


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda below: (
        st.lists(below) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), below)
    ),
    max_leaves=20,
)


@given(json_values)
def test_typed_json_comes_back_as_it_went_in_through_its_encoding(value: object) -> None:
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(typed("Param", "x", value)))
    assert repr(stored) == repr(value)  # repr tells 1 from 1.0 and True, and NaN from NaN


@pytest.mark.parametrize(
    ("given_", "plain"),
    [
        (np.float64(0.9), 0.9),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array(7), 7),
        (np.str_("a"), "a"),
        ((1, (2, 3)), [1, [2, 3]]),
        (Path("a/b"), "a/b"),
        (Colour.RED, 1),
        ({1: "a", None: 2}, {"1": "a", "None": 2}),
    ],
)
def test_values_of_other_types_become_the_plain_value_that_they_are(
    given_: object, plain: object
) -> None:
    value = typed("Param", "x", given_)
    assert value == plain
    assert type(value) is type(plain)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (np.zeros(3), ".tolist()"),
        ({1, 2}, "set"),
        (b"x", "bytes"),
        (object(), "object"),
        (2**64, "64 bits"),
        (-(2**63) - 1, "64 bits"),
        (10**400, "401 digits"),
        ({(1, 2): 3}, "key is a tuple"),
        ("\ud800", "surrogates"),
    ],
)
def test_what_is_no_typed_json_is_refused_with_advice(value: object, says: str) -> None:
    with pytest.raises(InvalidValueError, match="Param 'x'") as refused:
        typed("Param", "x", value)
    assert says in refused.value.message
    assert "artifact" in refused.value.message


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(InvalidValueError, match="nests deeper"):
        typed("Param", "x", endless)


def test_a_value_over_the_limit_is_refused_and_never_cut() -> None:
    with pytest.raises(LimitExceededError, match="log_text"):
        typed("Param", "x", "a" * 70_000)


def test_not_a_number_is_a_param() -> None:
    value = typed("Param", "x", math.nan)
    assert isinstance(value, float)
    assert math.isnan(value)


@dataclasses.dataclass
class Options:
    lr: float = 0.1
    layers: tuple[int, ...] = (1, 2)


def test_a_config_may_be_a_dict_a_dataclass_or_a_namespace() -> None:
    assert as_params({"a": 1}) == {"a": 1}
    assert as_params(Options()) == {"lr": 0.1, "layers": (1, 2)}
    assert as_params(Namespace(lr=0.1)) == {"lr": 0.1}
    with pytest.raises(InvalidValueError, match="is no config"):
        as_params(3)
