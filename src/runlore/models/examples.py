"""The example of a model's input, as a reader and as a scoring server take it."""

from pathlib import Path
from typing import Any

import msgspec

from runlore.entities.errors import InvalidValueError

EXAMPLE = "input_example.json"
SERVING = "serving_input_example.json"


def write_example(example: Any, folder: Path) -> dict[str, str] | None:  # noqa: ANN401  # any input
    """Write an example beside a model, and say in which form; None when there is none.

    Raises:
        InvalidValueError: it has no JSON.
    """
    if example is None:
        return None
    told = {"artifact_path": EXAMPLE, "serving_input_path": SERVING}
    if hasattr(example, "columns") and hasattr(example, "to_dict"):
        split = example.to_dict(orient="split")
        plain = {"columns": [str(name) for name in split["columns"]], "data": split["data"]}
        serving: object = {"dataframe_split": plain}
        told |= {"type": "dataframe", "pandas_orient": "split"}
    else:
        plain = _plain(example)
        serving = {"inputs": plain}
        told["type"] = "ndarray" if hasattr(example, "dtype") else "json_object"
    (folder / EXAMPLE).write_bytes(_json(plain))
    (folder / SERVING).write_bytes(_json(serving))
    return told


def _plain(example: Any) -> Any:  # noqa: ANN401
    if isinstance(example, dict):
        return {str(key): _plain(value) for key, value in example.items()}
    convert = getattr(example, "tolist", None)
    return convert() if callable(convert) else example


def _json(value: object) -> bytes:
    try:
        return msgspec.json.encode(value, enc_hook=_other)
    except (TypeError, msgspec.MsgspecError) as error:
        raise InvalidValueError(f"The input example cannot be written as JSON: {error}.") from None


def _other(value: object) -> object:
    convert = getattr(value, "tolist", None) or getattr(value, "isoformat", None)
    if not callable(convert):
        raise TypeError(f"a {type(value).__name__} has no JSON")
    return convert()
