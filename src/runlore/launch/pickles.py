"""Compares model files that differ only by what no computation made: paths and random ids.

A pickle of a class that the program defined itself holds the path of its source, which is another
one in a rebuilt folder, and an id that cloudpickle draws anew each time. Nothing is unpickled: the
operations of both are read side by side, as text.
"""

import io
import itertools
import pickletools
import re
import zipfile
from collections.abc import Iterator

MAX_BYTES = 1 << 30
"""A larger model is compared by its digest alone: both would be held in memory."""

_ID = re.compile(r"[0-9a-f]{32}")


def same_but_for_places(old: bytes, new: bytes, roots: tuple[str, str]) -> bool:
    """Whether two model files are the same, but for paths of the code and random ids in pickles.

    Args:
        old: a pickle, or a ZIP archive with pickles in it, as PyTorch writes.
        new: the same of the repeated run.
        roots: where the code lay in each.
    """
    if old == new:
        return True
    if zipfile.is_zipfile(io.BytesIO(old)) and zipfile.is_zipfile(io.BytesIO(new)):
        return _same_archives(old, new, roots)
    return _same_pickles(old, new, roots)


def _same_archives(old: bytes, new: bytes, roots: tuple[str, str]) -> bool:
    with zipfile.ZipFile(io.BytesIO(old)) as one, zipfile.ZipFile(io.BytesIO(new)) as other:
        if one.namelist() != other.namelist():
            return False
        for name in one.namelist():
            infos = one.getinfo(name), other.getinfo(name)
            if max(info.file_size for info in infos) > MAX_BYTES:
                return False
            before, after = one.read(name), other.read(name)
            if before == after or name.endswith("/.data/serialization_id"):
                continue  # PyTorch's checksum over the rest, which is compared itself
            if not name.endswith(".pkl") or not _same_pickles(before, after, roots):
                return False
    return True


def _same_pickles(old: bytes, new: bytes, roots: tuple[str, str]) -> bool:
    try:
        pairs = itertools.zip_longest(_operations(old), _operations(new))
        return all(_same(one, other, roots) for one, other in pairs)
    except (ValueError, IndexError, UnicodeDecodeError):  # no pickle, or not whole
        return False


def _operations(content: bytes) -> Iterator[tuple[str, object]]:
    """What a pickle does, in order; lengths of frames, which paths change, are left out."""
    rest = io.BytesIO(content)
    while rest.tell() < len(content):  # some files are several pickles, one after the other
        for operation, argument, _ in pickletools.genops(rest):
            name = operation.name
            if name == "FRAME":
                continue
            # A longer path may need the longer form of the same operation.
            yield ("UNICODE" if isinstance(argument, str) else name), argument


def _same(
    one: tuple[str, object] | None, other: tuple[str, object] | None, roots: tuple[str, str]
) -> bool:
    if one == other:
        return True
    if one is None or other is None or one[0] != other[0]:
        return False
    old, new = one[1], other[1]
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    if _ID.fullmatch(old) and _ID.fullmatch(new):
        return True
    return bool(roots[0]) and old.replace(roots[0], roots[1]) == new
