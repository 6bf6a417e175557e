"""Models as a source tells them: those that runs packaged, and those of the registry."""

import msgspec


class SourceModelPoint(msgspec.Struct, frozen=True):
    """A value that was measured on a logged model; ``moment`` in milliseconds since 1970."""

    key: str
    value: float
    step: int
    moment: int
    run: str = ""
    dataset: str = ""
    digest: str = ""


class SourceModel(msgspec.Struct, frozen=True):
    """A logged model.

    Attributes:
        id: ``m-`` and 32 hexadecimal digits.
        name: of the model.
        status: READY, PENDING or UPLOAD_FAILED.
        message: why, where that was said.
        model_type: what it is for.
        run: the run that made it; empty when none did.
        created: milliseconds since 1970.
        is_deleted: whether it is in the trash.
        artifact_uri: where its files lie.
        params: as text.
        tags: labels.
        points: what was measured on it.
    """

    id: str
    name: str
    status: str
    message: str
    model_type: str
    run: str
    created: int
    is_deleted: bool
    artifact_uri: str
    params: dict[str, str] = {}
    tags: dict[str, str] = {}
    points: list[SourceModelPoint] = []


class SourceVersion(msgspec.Struct, frozen=True):
    """A version of a registered model.

    Attributes:
        number: from 1.
        source: where it came from.
        run: the run that made it, or empty.
        run_link: address of it elsewhere.
        description: Markdown.
        stage: None, Staging, Production or Archived.
        changed: milliseconds since 1970.
        tags: labels.
    """

    number: int
    source: str
    run: str
    run_link: str
    description: str
    stage: str
    changed: int
    tags: dict[str, str] = {}


class SourceRegistered(msgspec.Struct, frozen=True):
    """A registered model.

    Attributes:
        name: unique there.
        description: Markdown.
        tags: labels.
        aliases: each with the number of its version.
        versions: those that were not deleted, by number.
    """

    name: str
    description: str
    tags: dict[str, str]
    aliases: dict[str, int]
    versions: list[SourceVersion]
