"""Figures of plotting libraries as files, by what they can do and not by what they are."""

import io
from collections.abc import Callable
from pathlib import PurePosixPath

from runlore.entities.errors import InvalidValueError

_DRAWN = (".png", ".svg", ".pdf", ".jpg", ".jpeg", ".webp")


def figure_bytes(figure: object, path: str) -> bytes:
    """A figure as the file that the path's ending asks for.

    Matplotlib figures (and what has one: axes, grids of seaborn) are drawn as PNG, SVG, PDF, JPEG
    or WebP; Plotly figures become ``.html`` or ``.json``.

    Raises:
        InvalidValueError: no such figure, or none that can become that file.
    """
    ending = PurePosixPath(path).suffix.lower()
    drawn = _savefig_of(figure)
    if drawn is not None and ending in _DRAWN:
        buffer = io.BytesIO()
        drawn(buffer, format=ending[1:], bbox_inches="tight")
        return buffer.getvalue()
    written = getattr(figure, {".html": "to_html", ".json": "to_json"}.get(ending, ""), None)
    if callable(written):
        return str(written()).encode()
    name = f"{type(figure).__module__}.{type(figure).__qualname__}"
    raise InvalidValueError(
        f"A {name} cannot be drawn as {path!r}. Matplotlib figures end in "
        f"{', '.join(_DRAWN)}; Plotly figures in .html or .json."
    )


def default_ending(figure: object) -> str:
    """The ending of a figure's file when none was asked for."""
    return ".html" if _savefig_of(figure) is None and hasattr(figure, "to_html") else ".png"


def _savefig_of(figure: object) -> Callable[..., None] | None:
    for candidate in (figure, getattr(figure, "figure", None), getattr(figure, "fig", None)):
        savefig = getattr(candidate, "savefig", None)
        if callable(savefig):
            return savefig  # type: ignore[no-any-return]  # duck-typed: no plotting library is known here
    return None
