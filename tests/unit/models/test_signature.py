"""Signatures, read from examples as MLflow reads them."""

import datetime
import json

import numpy as np
import pandas
import pytest

from runlore.entities.errors import InvalidValueError
from runlore.models.signature import ModelSignature, infer_signature

ARRAY = np.zeros((2, 3), dtype="float32")


def column(kind: str, name: str | None = None, **more: object) -> dict[str, object]:
    named = {} if name is None else {"name": name}
    return {"type": kind, **more, **named, "required": True}


def tensor(dtype: str, *shape: int, **more: object) -> dict[str, object]:
    return {"type": "tensor", "tensor-spec": {"dtype": dtype, "shape": list(shape)}, **more}


@pytest.mark.parametrize(
    ("example", "specs"),
    [
        (ARRAY, [tensor("float32", -1, 3)]),
        (np.array(["a", "bc"]), [tensor("str", -1)]),
        ({"x": ARRAY, "y": np.array([1])}, [
            tensor("float32", -1, 3, name="x"), tensor("int64", -1, name="y"),
        ]),
        ({"x": [1, 2], "s": "t"}, [
            column("array", "x", items={"type": "long"}), column("string", "s"),
        ]),
        ([{"a": 1}, {"a": 2, "b": 0.5}], [column("long", "a"), column("double", "b")]),
        ([1.5, 2.5], [column("double")]),
        ("text", [column("string")]),
        (b"bytes", [column("binary")]),
        (True, [column("boolean")]),
        (datetime.datetime(2025, 6, 3, tzinfo=datetime.timezone.utc), [column("datetime")]),
        ({"o": {"k": 1}}, [
            column("object", "o", properties={"k": {"type": "long", "required": True}}),
        ]),
    ],
)  # fmt: skip
def test_an_example_tells_its_columns_or_tensors(example: object, specs: list[object]) -> None:
    signature = infer_signature(example)
    assert signature.inputs is not None
    assert json.loads(signature.inputs.to_json()) == specs
    assert ModelSignature.from_dict(signature.to_dict()) == signature


def test_a_frame_tells_types_and_gaps() -> None:
    frame = pandas.DataFrame(
        {
            "i": np.array([1, 2], dtype="int32"),
            "f": np.array([1.0, np.nan]),
            "t": pandas.to_datetime(["2025-01-01", "2025-01-02"]),
            "s": ["a", None],
            "l": [[1, 2], [3]],
            "n": pandas.array([1, None], dtype="Int64"),
            "c": pandas.Categorical(["x", "y"]),
        }
    )
    signature = infer_signature(frame, frame["i"])
    assert signature.inputs is not None
    assert [(one["type"], one["required"]) for one in signature.inputs.specs] == [
        ("integer", True), ("double", False), ("datetime", True), ("string", False),
        ("array", True), ("long", False), ("string", True),
    ]  # fmt: skip
    assert signature.outputs is not None
    assert signature.outputs.specs == [column("integer", "i")]


def test_params_have_defaults() -> None:
    told = infer_signature(params={"k": 1, "stop": ["a"]}).to_dict()["params"]
    assert told is not None
    assert json.loads(told) == [
        {"name": "k", "type": "long", "default": 1, "shape": None},
        {"name": "stop", "type": "string", "default": ["a"], "shape": [-1]},
    ]


def test_what_tells_no_signature_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="tells no signature"):
        infer_signature(object())
