"""Where a version comes from: its source is a text that is read, and never opened."""

import re

import msgspec

from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.entities.ids import (
    LoggedModelId,
    RunId,
    parse_logged_model_id,
    parse_run_id,
)
from runlore.services.registry_texts import check_line
from runlore.services.scope import existing_run
from runlore.services.stages import meant_version
from runlore.stores.catalog import Transaction

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_SECRET = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#@]*:[^/?#@]*@")
_LOGGED_MODEL = re.compile(r"m-[^/@]*")


class Origin(msgspec.Struct, frozen=True):
    """What a source says, and what was said beside it.

    Attributes:
        storage: where the files are.
        run: that made the version, or None.
        logged_model: that it is, or None.
    """

    storage: str = ""
    run: RunId | None = None
    logged_model: LoggedModelId | None = None


def check_source(source: str) -> str:
    """Check a source and give it back: any address or path, as text.

    Raises:
        InvalidValueError: it is blank, holds control characters or a password.
        LimitExceededError: it is too long.
    """
    check_line("The source", source)
    if not source.strip():
        raise InvalidValueError(
            "The source is blank. Say where the version comes from, such as runs:/RUN/model."
        )
    if _SECRET.match(source):
        raise InvalidValueError(
            "The source holds a password, which everybody could read. Leave it out."
        )
    return source


def origin_of(tx: Transaction, source: str, told: Origin) -> Origin:
    """Where a version with this source comes from; what was told goes before.

    ``runs:/RUN/path`` tells the run. ``models:/NAME/3``, or any other way to name a version, tells
    where the files are and which run and logged model made them. ``models:/m-…`` tells the logged
    model. All other sources tell nothing.

    Raises:
        InvalidInputError: a ``runs:`` or ``models:`` source of another shape.
        NotFoundError: it names a run or version that does not exist, or ``told`` does.
    """
    scheme = _SCHEME.match(source)
    kind = "" if scheme is None else scheme[1].lower()
    said = Origin()
    if kind == "runs":
        said = Origin(run=_run_named_by(source))
    elif kind == "models":
        said = _said_by_model(tx, source)
    made = told.logged_model or said.logged_model
    model = None if made is None else tx.logged_models.get(made)
    if made is not None and model is None:
        raise NotFoundError("logged model", made)
    run = told.run or said.run or (None if model is None else model.run)
    if run is not None:
        existing_run(tx, run)
    return Origin(told.storage or said.storage or source, run, made)


def _run_named_by(source: str) -> RunId:
    if not source.startswith("runs:/"):
        raise _odd(source, "runs:/RUN/path")
    run, _, path = source.removeprefix("runs:/").partition("/")
    if path:
        check_artifact_path(path.removesuffix("/"))
    return parse_run_id(run)


def _said_by_model(tx: Transaction, source: str) -> Origin:
    rest = source.removeprefix("models:/")
    if rest == source or rest.startswith("/"):
        raise _odd(source, "models:/NAME/VERSION")
    if _LOGGED_MODEL.fullmatch(rest):
        model = tx.logged_models.get(parse_logged_model_id(rest))
        if model is None:
            raise NotFoundError("logged model", rest)
        return Origin(run=model.run, logged_model=model.id)
    name, slash, which = rest.partition("/")
    if not slash:
        name, _, alias = rest.rpartition("@")
        which = f"@{alias}"
    if not name or "/" in which:
        raise _odd(source, "models:/NAME/VERSION")
    found = meant_version(tx, name, which)
    return Origin(found.storage, found.run, found.logged_model)


def _odd(source: str, shape: str) -> InvalidValueError:
    return InvalidValueError(f"The source {source[:200]!r} does not parse. Write {shape}.")
