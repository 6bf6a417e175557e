"""LIKE with the same meaning on every database.

SQLite's LIKE ignores the case of A to Z and its GLOB does not; elsewhere LIKE keeps the case and
knows an escape character unless told otherwise.
"""

from sqlalchemy import Boolean, ColumnElement, String, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from runlore.query.like import ascii_lower

_TO_GLOB = str.maketrans({"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"})


class _FitsPattern(FunctionElement[bool]):
    """``fits(text, like, glob)``: the same pattern in both spellings; a database takes its own."""

    type = Boolean()
    name = "fits_pattern"
    inherit_cache = True


def like(text: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    """Whether the text fits the pattern, case and all."""
    glob = pattern.translate(_TO_GLOB)
    return _FitsPattern(text, literal(pattern, String), literal(glob, String))


def ilike(text: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    """Whether the text fits the pattern, whatever the case of A to Z."""
    lowered = ascii_lower(pattern)
    glob = lowered.translate(_TO_GLOB)
    return _FitsPattern(func.lower(text), literal(lowered, String), literal(glob, String))


@compiles(_FitsPattern)
def _standard(element: _FitsPattern, compiler: SQLCompiler, **options: object) -> str:
    text, pattern, _ = element.clauses
    left, right = compiler.process(text, **options), compiler.process(pattern, **options)
    return f"({left} LIKE {right} ESCAPE '')"


@compiles(_FitsPattern, "sqlite")
def _sqlite(element: _FitsPattern, compiler: SQLCompiler, **options: object) -> str:
    text, _, glob = element.clauses
    return f"({compiler.process(text, **options)} GLOB {compiler.process(glob, **options)})"
