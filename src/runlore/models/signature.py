"""What goes into a model and comes out: columns or tensors, read from examples."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from runlore.entities.errors import InvalidValueError

Spec = dict[str, Any]

_COLUMNS = {
    "bool": "boolean", "int8": "integer", "int16": "integer", "int32": "integer",
    "uint8": "integer", "uint16": "integer", "uint32": "long", "int64": "long", "uint64": "long",
    "float16": "float", "float32": "float", "float64": "double", "str": "string",
    "string": "string", "category": "string",
}  # fmt: skip
"""Column types by the names of dtypes."""

_VALUES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "long"),
    (float, "double"),
    (str, "string"),
    (bytes, "binary"),
    (bytearray, "binary"),
    (datetime.date, "datetime"),
)


class Schema(msgspec.Struct, frozen=True):
    """Columns, or tensors, in order.

    Attributes:
        specs: as MLflow writes them.
    """

    specs: list[Spec]

    def to_json(self) -> str:
        """As MLflow writes it."""
        return msgspec.json.encode(self.specs).decode()

    def to_dict(self) -> list[Spec]:
        """The columns as plain dicts."""
        return self.specs

    def is_tensor_spec(self) -> bool:
        """Whether they are tensors."""
        return bool(self.specs) and self.specs[0].get("type") == "tensor"

    def input_names(self) -> list[str]:
        """The names of those that have one."""
        return [spec["name"] for spec in self.specs if "name" in spec]

    def __len__(self) -> int:
        return len(self.specs)


class ModelSignature(msgspec.Struct, frozen=True):
    """Inputs, outputs and params of a model, each known or None."""

    inputs: Schema | None = None
    outputs: Schema | None = None
    params: Schema | None = None

    def to_dict(self) -> dict[str, str | None]:
        """As ``MLmodel`` has it: JSON texts."""
        return {
            name: None if schema is None else schema.to_json()
            for name, schema in (
                ("inputs", self.inputs),
                ("outputs", self.outputs),
                ("params", self.params),
            )
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "ModelSignature":
        """Read from ``MLmodel``.

        Raises:
            InvalidValueError: texts that are no such JSON.
        """
        try:
            read = {
                name: Schema(msgspec.json.decode(told[name], type=list[Spec]))
                for name in ("inputs", "outputs", "params")
                if told.get(name)
            }
        except msgspec.MsgspecError as error:
            raise InvalidValueError(f"The model's signature does not parse: {error}.") from None
        return cls(**read)


def infer_signature(
    model_input: object = None,
    model_output: object = None,
    params: Mapping[str, object] | None = None,
) -> ModelSignature:
    """The signature of a model, by examples of what goes in and comes out.

    Args:
        model_input: a DataFrame, series, array, dict of arrays, list or dict of values.
        model_output: the same, or None.
        params: names of params with their defaults.

    Raises:
        InvalidValueError: an example of another kind.
    """
    return ModelSignature(
        None if model_input is None else schema_of(model_input),
        None if model_output is None else schema_of(model_output),
        None if not params else Schema([_param(key, value) for key, value in params.items()]),
    )


def schema_of(example: object) -> Schema:
    """The columns or tensors of an example.

    Raises:
        InvalidValueError: an example of another kind.
    """
    if hasattr(example, "dtypes") and hasattr(example, "columns"):
        return Schema([_frame_column(example, name) for name in example.columns])
    if hasattr(example, "dtype") and hasattr(example, "index"):
        return Schema([_series_column(example)])
    if _is_array(example):
        return Schema([_tensor(_as_array(example))])
    return Schema(_plain_columns(example))


def _series_column(series: Any) -> Spec:  # noqa: ANN401  # of any kind
    spec = {"type": _series_type(series), "required": not _has_gaps(series)}
    name = getattr(series, "name", None)
    return spec if name is None else {**spec, "name": str(name)}


def _plain_columns(example: object) -> list[Spec]:
    """Columns of dicts and lists, or the one column of a value."""
    if isinstance(example, Mapping):
        if example and all(_is_array(value) for value in example.values()):
            return [{**_tensor(_as_array(v)), "name": str(k)} for k, v in example.items()]
        return _properties_as_columns(example)
    if isinstance(example, list | tuple) and example:
        if all(isinstance(one, Mapping) for one in example):
            return _properties_as_columns(_merged(example))
        example = example[0]
    return [{**_value_spec(example), "required": True}]


def _frame_column(frame: Any, name: object) -> Spec:  # noqa: ANN401  # a DataFrame of any kind
    column = frame[name]
    kind = _COLUMNS.get(str(column.dtype))
    required = not _has_gaps(column)
    spec: Spec = {"type": _series_type(column)} if kind is None else {"type": kind}
    if spec["type"] in ("array", "object"):
        spec = _value_spec(next(iter(column)))
    return {**spec, "name": str(name), "required": required}


def _series_type(series: Any) -> str:  # noqa: ANN401
    name = str(series.dtype)
    if name in _COLUMNS:
        return _COLUMNS[name]
    if name.startswith("datetime64"):
        return "datetime"
    lower = name.lower()  # nullable types of pandas, such as Int64
    if lower in _COLUMNS:
        return _COLUMNS[lower]
    present = [value for value in series if value is not None and value == value]
    found = {_value_spec(value)["type"] for value in present[:1_000]}
    return found.pop() if len(found) == 1 else "string"


def _has_gaps(series: Any) -> bool:  # noqa: ANN401
    return bool(series.isnull().any())


def _is_array(value: object) -> bool:
    return isinstance(value, np.ndarray) or callable(getattr(value, "detach", None))


def _as_array(value: Any) -> "np.ndarray[Any, Any]":  # noqa: ANN401
    detach = getattr(value, "detach", None)
    array: np.ndarray[Any, Any] = np.asarray(detach().cpu().numpy() if callable(detach) else value)
    return array


def _tensor(array: "np.ndarray[Any, Any]") -> Spec:
    kind = "str" if array.dtype.kind == "U" else str(array.dtype)
    shape = [-1, *array.shape[1:]] if array.ndim else []
    return {"type": "tensor", "tensor-spec": {"dtype": kind, "shape": shape}}


def _properties_as_columns(example: Mapping[Any, Any]) -> list[Spec]:
    return [
        {**_value_spec(value), "name": str(key), "required": value is not None}
        for key, value in example.items()
    ]


def _merged(rows: Sequence[Any]) -> dict[Any, Any]:
    """One row with every key; a key that a row lacks keeps the value of another."""
    merged: dict[Any, Any] = {}
    for row in reversed(rows):
        merged.update({key: value for key, value in row.items() if value is not None})
    return merged


def _value_spec(value: object) -> Spec:
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, np.generic):
        return {"type": _COLUMNS.get(str(value.dtype), "string")}
    if isinstance(value, Mapping):
        properties = {
            str(key): {**_value_spec(below), "required": True} for key, below in value.items()
        }
        return {"type": "object", "properties": properties}
    if isinstance(value, list | tuple):
        return {"type": "array", "items": _value_spec(value[0]) if value else {"type": "any"}}
    for kind, name in _VALUES:
        if isinstance(value, kind):
            return {"type": name}
    if value is None:
        return {"type": "any"}
    raise InvalidValueError(
        f"A {type(value).__name__} tells no signature: give a DataFrame, an array, or plain values."
    )


def _param(key: str, value: object) -> Spec:
    is_list = isinstance(value, list | tuple)
    first = value[0] if isinstance(value, list | tuple) and value else value
    return {
        "name": key,
        "type": _value_spec(first)["type"],
        "default": list(value) if isinstance(value, list | tuple) else value,
        "shape": [-1] if is_list else None,
    }
