"""YAML of model folders: the one home of the library that reads and writes it."""

from pathlib import Path
from typing import Any

import yaml

from runlore.entities.errors import InvalidInputError


def write_yaml(file: Path, value: object) -> None:
    """Write plain values, in block style."""
    text = yaml.safe_dump(value, default_flow_style=False, allow_unicode=True, sort_keys=True)
    file.write_text(text, encoding="utf-8")


def read_yaml(file: Path) -> dict[str, Any]:
    """Read a mapping of plain values; tags that would make objects are refused.

    Raises:
        InvalidInputError: it is no such file.
    """
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"The file {file.name!r} does not parse: {error}.") from None
    if not isinstance(told, dict):
        raise InvalidInputError(f"The file {file.name!r} holds no mapping.")
    return told
