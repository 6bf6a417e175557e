"""Data that a program names itself: a path, a table, arrays, a dataset object."""

import hashlib
import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.inputs.digests import (
    CHUNK_BYTES,
    DigestMemory,
    cache_file,
    digest_of_digests,
    digest_of_file,
    opened_now,
)
from runlore.client.inputs.pointers import read_pointer
from runlore.client.opened import open_watch
from runlore.client.redact import redact_text
from runlore.client.tags import plain_tags
from runlore.entities.dataset import CONTEXT, RunInput, check_input
from runlore.entities.dataset import Dataset as StoredDataset
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.limits import MAX_DIGEST_CHARS
from runlore.entities.records import DataUsed

DIGEST_DIGITS = 32
"""128 bits of a SHA-256 stand for a dataset; the whole is in its profile."""

MAX_FILES_TOLD = 1_000
MAX_COLUMNS_TOLD = 1_000
MAX_STATISTICS = 100

_TEXT_TABLES = {".csv": ",", ".tsv": "\t"}
_LINES = (".jsonl", ".ndjson")


class Described(msgspec.Struct, frozen=True):
    """What is known of some data.

    Attributes:
        sha256: of its content; empty when only a fingerprint is known.
        source_type: ``local``, ``url``, ``memory``, ``huggingface``.
        source: where from.
        columns: name and type of each, when it has any.
        profile: size, rows, and what else is told.
        fingerprint: of data that knows its own, instead of the SHA-256.
    """

    sha256: str
    source_type: str
    source: str = ""
    columns: list[dict[str, str]] = []
    profile: Mapping[str, Any] = {}
    fingerprint: str = ""


def data_used(  # all by name, as the user gives them
    name: str,
    data: object,
    *,
    context: str | None = None,
    digest: str | None = None,
    source: str | None = None,
    tags: Mapping[str, object] | None = None,
) -> DataUsed:
    """The record that says that a run used some data.

    Args:
        name: what the data is called; other bytes under the same name are another version of it.
        data: a path of a file or folder, a URL, a DataFrame, an array, a tensor, a dict of those,
            or a dataset of Hugging Face.
        context: what for, such as ``train``.
        digest: when it is known already; what has none of its own needs it.
        source: where it came from, when the data does not say.
        tags: more about this use.

    Raises:
        NotFoundError: there is no such file.
        InvalidValueError: data whose digest cannot be told.
        InvalidInputError: a name, digest or tag that cannot be kept.
    """
    with open_watch.own_work():
        known = describe_data(data, digest)
    labels = {key: value or "" for key, value in plain_tags(dict(tags or {})).items()}
    record = DataUsed(
        name=name,
        digest=digest or known.fingerprint or known.sha256[:DIGEST_DIGITS],
        source_type=known.source_type,
        source=redact_text(source if source is not None else known.source),
        schema=_json({"columns": known.columns[:MAX_COLUMNS_TOLD]}) if known.columns else "",
        profile=_json({**known.profile, **({"sha256": known.sha256} if known.sha256 else {})}),
        tags=labels | ({} if context is None else {CONTEXT: context}),
    )
    told = StoredDataset(record.name, record.digest, record.source_type, record.source,
                         record.schema, record.profile)  # fmt: skip
    check_input(RunInput(told, record.tags))
    return record


def describe_data(data: object, digest: str | None = None) -> Described:
    """What can be told of any data that ``log_data`` takes."""
    if isinstance(data, (str, os.PathLike)):
        return _of_place(os.fspath(data), digest)
    if hasattr(data, "columns") and hasattr(data, "dtypes"):
        return _of_frame(data)
    if isinstance(fingerprint := getattr(data, "_fingerprint", None), str):
        return _of_hugging_face(data, fingerprint)
    return _of_arrays(data, digest)


def hash_path(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file, or of a folder's tree: path and digest of each file in it.

    Raises:
        NotFoundError: there is neither.
    """
    with open_watch.own_work():
        return _of_place(os.fspath(path), None).sha256


def _of_place(place: str, digest: str | None) -> Described:
    if "://" in place and not place.startswith("file://"):
        if digest is None:
            raise InvalidValueError(
                f"The data at {redact_text(place)!r} is not fetched: give its digest='…', such as "
                "a revision or an ETag."
            )
        return Described("", "url", place)
    path = Path(place.removeprefix("file://")).absolute()
    memory = DigestMemory(cache_file(os.environ))
    if path.is_dir():
        described = _of_folder(path, memory)
    elif path.is_file():
        described = _of_file(path, memory)
    else:
        raise NotFoundError("file or folder", place)
    memory.save()
    return described


def _of_file(path: Path, memory: DigestMemory) -> Described:
    opened = opened_now(path)
    sha256 = "" if opened is None else digest_of_file(opened, memory)
    if opened is None or not sha256:
        raise InvalidValueError(f"{str(path)!r} changed while it was read. Log it when it is done.")
    columns, rows = _table_of(path)
    profile = {"size": opened.size} | ({} if rows is None else {"rows": rows})
    return Described(sha256, "local", str(path), columns, profile | read_pointer(path))


def _of_folder(path: Path, memory: DigestMemory) -> Described:
    digests: dict[str, str] = {}
    size = 0
    for folder, folders, names in os.walk(path):
        folders.sort()
        for file in sorted(Path(folder, name) for name in names):
            opened = opened_now(file)
            if opened is not None and file.is_file():
                digests[file.relative_to(path).as_posix()] = digest_of_file(opened, memory)
                size += opened.size
    profile: dict[str, Any] = {"size": size, "files_count": len(digests)}
    profile["files"] = dict(list(digests.items())[:MAX_FILES_TOLD])
    return Described(
        digest_of_digests(digests), "local", str(path), [], profile | read_pointer(path)
    )


def _table_of(path: Path) -> tuple[list[dict[str, str]], int | None]:
    """Columns and rows of a text table; of other files neither is known."""
    separator = _TEXT_TABLES.get(path.suffix.lower())
    if separator is None and path.suffix.lower() not in _LINES:
        return [], None
    lines = ends_open = 0
    header = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            header = header or chunk.partition(b"\n")[0]
            lines += chunk.count(b"\n")
            ends_open = not chunk.endswith(b"\n")
    if separator is None:
        return [], lines + ends_open
    names = header.decode(errors="replace").strip("\r\ufeff").split(separator)
    columns = [{"name": name.strip('" '), "type": "text"} for name in names]
    return columns, max(lines + ends_open - 1, 0)


def _of_frame(frame: Any) -> Described:  # noqa: ANN401  # a DataFrame; pandas is not required here
    types = [(str(name), str(kind)) for name, kind in zip(frame.columns, frame.dtypes, strict=True)]
    seen = hashlib.sha256(repr(types).encode())
    try:
        values = importlib.import_module("pandas.util").hash_pandas_object(frame, index=False)
    except (TypeError, ImportError) as error:
        raise InvalidValueError(
            f"The table has no digest: {error}. Give one: digest='…'."
        ) from None
    seen.update(values.to_numpy().tobytes())
    columns = [{"name": name, "type": kind} for name, kind in types]
    profile = {"rows": len(frame), "columns": len(types), "statistics": _statistics(frame)}
    return Described(seen.hexdigest(), "memory", "", columns, profile)


def _statistics(frame: Any) -> dict[str, Any]:  # noqa: ANN401  # a DataFrame
    """Minimum, maximum, mean and gaps of numeric columns: what shows how data drifted."""
    found: dict[str, Any] = {}
    for name, column in list(frame.select_dtypes("number").items())[:MAX_STATISTICS]:
        told = {"min": column.min(), "max": column.max(), "mean": column.mean()}
        found[str(name)] = {key: float(value) for key, value in told.items()}
        found[str(name)]["missing"] = int(column.isna().sum())
    return found


def _of_hugging_face(data: Any, fingerprint: str) -> Described:  # noqa: ANN401  # a datasets.Dataset
    features = getattr(data, "features", None) or {}
    columns = [{"name": str(name), "type": str(kind)} for name, kind in dict(features).items()]
    info = getattr(data, "info", None)
    profile = {"rows": len(data), "fingerprint": fingerprint}
    version = getattr(info, "version", None)
    profile |= {"version": str(version)} if version is not None else {}
    source = str(getattr(info, "dataset_name", "") or "")
    short = fingerprint[:MAX_DIGEST_CHARS]
    return Described("", "huggingface", source, columns, profile, fingerprint=short)


def _of_arrays(data: object, digest: str | None) -> Described:
    """Arrays by their values, shapes and types; tensors as arrays."""
    parts = dict(data) if isinstance(data, Mapping) else {"": data}
    seen = hashlib.sha256()
    columns, size, rows = [], 0, None
    for name in sorted(parts, key=str):
        array = _array_of(parts[name])
        if array is None:
            return _of_unknown(data, digest)
        seen.update(f"{name}:{array.dtype}:{array.shape};".encode())
        seen.update(array.tobytes())
        columns.append({"name": str(name), "type": f"{array.dtype}{list(array.shape)}"})
        size += int(array.nbytes)
        rows = rows if rows is not None else int(array.shape[0]) if array.shape else 1
    return Described(seen.hexdigest(), "memory", "", columns, {"size": size, "rows": rows})


def _array_of(value: object) -> Any:  # noqa: ANN401  # a NumPy array, where there is NumPy
    """The array behind an array or tensor; None when it is neither, or one of objects."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is None:
        return None
    detach = getattr(value, "detach", None)
    plain: Any = detach().cpu().numpy() if callable(detach) else value
    is_array = isinstance(plain, (numpy.ndarray, numpy.generic)) or hasattr(plain, "__array__")
    array = numpy.asarray(plain) if is_array else None
    return None if array is None or array.dtype.hasobject else array


def _of_unknown(data: object, digest: str | None) -> Described:
    if digest is None:
        raise InvalidValueError(
            f"The digest of a {type(data).__name__} cannot be told. Give its path, a DataFrame or "
            "an array, or say digest='…' yourself."
        )
    length = getattr(data, "__len__", None)
    return Described("", "memory", "", [], {} if length is None else {"rows": length()})


def _json(told: Mapping[str, Any]) -> str:
    return msgspec.json.encode(told).decode() if told else ""
