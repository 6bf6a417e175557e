"""Plain values as JSON or YAML files."""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from runlore.entities.errors import InvalidPathError, InvalidValueError


def document_bytes(value: Mapping[str, object] | Sequence[object], path: str) -> bytes:
    """A dict or list as the file that the path's ending asks for.

    Raises:
        InvalidPathError: the ending is neither ``.json`` nor ``.yaml`` or ``.yml``.
        InvalidValueError: a value in it has no form in that file.
    """
    ending = PurePosixPath(path).suffix.lower()
    if ending not in (".json", ".yaml", ".yml"):
        raise InvalidPathError(path, "must end in .json, .yaml or .yml to hold a dict")
    try:
        # json, not msgspec: it writes NaN and infinities as the words that Python reads back.
        text = json.dumps(value, indent=2, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise InvalidValueError(f"The dict for {path!r} cannot be written: {error}.") from None
    # JSON is YAML as well (1.2), so a .yaml file needs no library to write it.
    return text.encode(errors="surrogatepass") + b"\n"


def _plain(value: object) -> object:
    """What NumPy, paths and structs are in JSON."""
    convert = getattr(value, "tolist", None)
    if callable(convert):
        return convert()
    return msgspec.to_builtins(value, enc_hook=str)
