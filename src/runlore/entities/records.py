"""Records: what a client says, and the only way into the store.

The journal stores records, an upload is the same records, ingest takes records. Adding a kind:
a struct here, a number in ``wire/codec.py``, a branch in ``services/ingest.py``, a row in
``docs/reference/journal-format.md``. Numbers are for ever.
"""

from typing import TypeAlias

import msgspec

from runlore.entities.ids import LoggedModelId, Micros, RunId
from runlore.entities.params import JSONValue
from runlore.entities.run import RunFailure, RunStatus


class RunStarted(msgspec.Struct, frozen=True, array_like=True):
    """A client opened the run (made it, resumed it, or is a further writer of it).

    Attributes:
        project: name of the project.
        experiment: name of the experiment.
        name: of the run.
        started_at: when.
        user: who.
        host: where.
        parent: the run it is nested in.
        notes: Markdown; empty leaves what is there.
        resumed: True when the run is meant to exist; its status goes back to running.
        label: of this writer, such as ``rank 3``; empty for the only one.
    """

    project: str
    experiment: str
    name: str
    started_at: Micros
    user: str = ""
    host: str = ""
    parent: RunId | None = None
    notes: str = ""
    resumed: bool = False
    label: str = ""


class ParamsSet(msgspec.Struct, frozen=True, array_like=True):
    """Params were given. Setting one again to another value is counted as lost, not applied."""

    values: dict[str, JSONValue]
    origin: str = "user"


class TagsSet(msgspec.Struct, frozen=True, array_like=True):
    """Tags were set; None removes one."""

    values: dict[str, str | None]


class RowsLogged(msgspec.Struct, frozen=True, array_like=True):
    """Consecutive log calls that carry the same keys.

    Attributes:
        keys: the metrics, in the order of the columns.
        count: rows.
        packed: ``count`` rows, each little-endian: step int64, time int64 (µs), one float64 a key.
            ``NO_STEP`` marks a final value.
    """

    keys: tuple[str, ...]
    count: int
    packed: bytes


class SummarySet(msgspec.Struct, frozen=True, array_like=True):
    """The client wrote into the run's summary; None removes a key."""

    values: dict[str, JSONValue]


class ConsoleWritten(msgspec.Struct, frozen=True, array_like=True):
    """Whole lines that the program printed, masked.

    Attributes:
        stream: ``stdout`` or ``stderr``.
        time: when the last of them was printed.
        lines: without their line ends.
    """

    stream: str
    time: Micros
    lines: list[str]


class ArtifactLogged(msgspec.Struct, frozen=True, array_like=True):
    """A file was logged; its blob was uploaded before this record is sent.

    Attributes: as ``entities.artifact.Artifact``.
    """

    path: str
    sha256: str
    md5: str
    size: int
    media_type: str
    kind: str
    step: int | None
    logged_at: Micros
    origin: str = "user"


class CaptureSet(msgspec.Struct, frozen=True, array_like=True):
    """One section of what was captured: command, git, python, packages, hardware, host, seeds.

    Attributes:
        section: its name.
        value: a JSON document.
    """

    section: str
    value: JSONValue


class RunDescribed(msgspec.Struct, frozen=True, array_like=True):
    """Something said of the run was changed; None leaves it as it is.

    Attributes:
        name: shown.
        notes: Markdown.
        parent: the run it is nested in.
        status: where it stands, for whoever plans runs before they start: ``scheduled``.
    """

    name: str | None = None
    notes: str | None = None
    parent: RunId | None = None
    status: RunStatus | None = None


class DataUsed(msgspec.Struct, frozen=True, array_like=True):
    """The run read a dataset. The same name and digest again changes nothing.

    Attributes:
        name: of the dataset.
        digest: of its content, as whoever logged it computed it.
        source_type: what kind of place it came from, such as ``local`` or ``http``.
        source: where from, as text; never opened by the server.
        schema: its columns, as JSON text; empty when unknown.
        profile: its size and statistics, as JSON text; empty when unknown.
        tags: about this use, such as ``{"context": "train"}``.
    """

    name: str
    digest: str
    source_type: str = ""
    source: str = ""
    schema: str = ""
    profile: str = ""
    tags: dict[str, str] = {}


class ModelLogged(msgspec.Struct, frozen=True, array_like=True):
    """The run packaged a model; its files are artifacts of the run below ``path``.

    Attributes:
        model: id of the logged model, made by the client.
        name: of the model in its run.
        path: folder of its files in the run's artifacts.
        logged_at: when.
        model_type: what it is for, such as ``classifier``; empty when not said.
        step: the step it belongs to, or None.
        params: of the model, as text.
        tags: labels.
    """

    model: LoggedModelId
    name: str
    path: str
    logged_at: Micros
    model_type: str = ""
    step: int | None = None
    params: dict[str, str] = {}
    tags: dict[str, str] = {}


class RecordsLost(msgspec.Struct, frozen=True, array_like=True):
    """Records were dropped, and this is the count of them.

    Attributes:
        reason: such as ``disk full``, ``journal damaged``.
        count: records.
        first_seq: first sequence number that is missing, 0 when unknown.
        last_seq: last one.
    """

    reason: str
    count: int
    first_seq: int = 0
    last_seq: int = 0


class RunEnded(msgspec.Struct, frozen=True, array_like=True):
    """The client closed the run.

    Attributes:
        status: finished, failed or killed.
        ended_at: when.
        failure: why it did not finish, or None.
    """

    status: RunStatus
    ended_at: Micros
    failure: RunFailure | None = None


Record: TypeAlias = (
    RunStarted
    | ParamsSet
    | TagsSet
    | RowsLogged
    | SummarySet
    | ConsoleWritten
    | ArtifactLogged
    | CaptureSet
    | RunDescribed
    | RecordsLost
    | RunEnded
    | DataUsed
    | ModelLogged
)
