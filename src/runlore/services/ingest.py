"""Records in, exactly once: the only way into the store."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, cast

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import Artifact, check_artifact_path
from runlore.entities.errors import (
    ConflictError,
    InTrashError,
    InvalidInputError,
    LimitExceededError,
    NotFoundError,
    OutOfOrderError,
    ParamChangedError,
)
from runlore.entities.experiment import DEFAULT_EXPERIMENT, DEFAULT_PROJECT, Experiment
from runlore.entities.ids import (
    ExperimentId,
    Micros,
    ProjectName,
    RunId,
    WriterId,
    parse_digest,
    parse_run_id,
)
from runlore.entities.limits import MAX_KEYS_PER_ROW
from runlore.entities.names import check_name
from runlore.entities.params import JSONValue, same_value, text_of_param
from runlore.entities.ranges import check_moment, check_step
from runlore.entities.recipe import SECTION
from runlore.entities.records import (
    ArtifactLogged,
    CaptureSet,
    ConsoleWritten,
    DataUsed,
    ModelLogged,
    ParamsSet,
    Record,
    RowsLogged,
    RunStarted,
)
from runlore.entities.run import Run, RunStatus
from runlore.services.access import Access
from runlore.services.apply import GAP, apply_record, count_lost
from runlore.services.clock import Clock
from runlore.services.lineage import keep_data, keep_model
from runlore.services.pauses import alive_again, keep_pause, resumed_at
from runlore.services.recipes import keep_recipe
from runlore.services.scope import live_experiment
from runlore.stores.blobs import BlobStore
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.runs import Standing
from runlore.stores.series import SeriesStore
from runlore.stores.writers import CALL_BYTES, WriterState
from runlore.wire.framing import salt_of
from runlore.wire.upload import Upload, read_upload


class _Touch(NamedTuple):
    """Word from a run: when it beat, None when its client does not, and how it stands."""

    heard: Micros | None
    standing: Standing | None


class Ingest:
    """Takes the records of one writer of one run, in their order, each exactly once."""

    def __init__(
        self,
        catalog: Catalog,
        series: SeriesStore,
        blobs: BlobStore,
        access: Access,
        clock: Clock,
    ) -> None:
        self._catalog = catalog
        self._series = series
        self._blobs = blobs
        self._access = access
        self._clock = clock

    def append(
        self,
        actor: Actor,
        run: RunId,
        writer: WriterId,
        prev_seq: int,
        body: bytes,
        *,
        beats: bool = True,
    ) -> int:
        """Keep an upload: frames as they lie in the journal of that writer.

        Frames that were stored before are passed over, so sending again is always safe.

        Args:
            actor: who sends.
            run: the run.
            writer: the writing process.
            prev_seq: the last number that the client believes stored; what lies between it and the
                first frame is missing for good, and is counted.
            body: the frames; empty is a heartbeat.
            beats: whether the writer says again and again that it lives, so that its silence means
                a crash; not when what others did is brought in.

        Returns:
            The last sequence number that is stored, durable before this returns.

        Raises:
            OutOfOrderError: records before ``prev_seq`` have not come yet; send from ``last_seq``.
            NotFoundError: the run is unknown and the first record does not start it.
            InvalidInputError: damaged frames, or a record that cannot be kept; nothing is stored.
        """
        self._access.require(actor, Permission.WRITE)
        # Read before the transaction, which others wait for; it is checked there once more.
        with self._catalog.read() as tx:
            known = tx.writers.get(run, writer) or WriterState()
        _check_turn(prev_seq, known)
        upload = _read(run, writer, body, known)

        def work(tx: Transaction) -> int:
            state = tx.writers.get(run, writer) or WriterState()
            _check_turn(prev_seq, state)
            fresh = upload if state == known else _read(run, writer, body, state)
            return self._append(tx, run, writer, state, fresh, self._clock.now() if beats else None)

        return self._catalog.write(work)

    def start(
        self,
        actor: Actor,
        experiment: ExperimentId,
        run: RunId,
        said: Callable[[Experiment], tuple[RunStarted, Sequence[Record]]],
    ) -> Run:
        """Make a run in an experiment that is there, with what is said of it.

        Its client answers for itself and does not beat: silence does not make the run crashed.

        Args:
            actor: who starts it.
            experiment: where.
            run: its new id.
            said: the start, and what else comes with it, in an experiment with these tags. It may
                be called again when the transaction is.

        Returns:
            The run after these records.

        Raises:
            NotFoundError: no such experiment.
            InTrashError: it is deleted.
            AlreadyExistsError: the id is taken.
            InvalidInputError: a record that cannot be kept; nothing is stored.
        """
        self._access.require(actor, Permission.WRITE)
        now = self._clock.now()

        def work(tx: Transaction) -> Run:
            above = live_experiment(tx, experiment, now)
            first, others = said(above)
            made = self._new(above, run, first, None)
            return self._change(tx, made, others, {}, is_new=True)

        return self._catalog.write(work)

    def record(self, actor: Actor, run: RunId, records: Sequence[Record]) -> None:
        """Keep records that have no writer's number: those of dialects whose calls answer at once.

        Whoever waits for an answer can be told: what a journal could only count as lost is refused
        here. Rows that were said in just these words among the last calls are not kept again.

        Raises:
            NotFoundError: no such run.
            InTrashError: it is deleted.
            ParamChangedError: a param has another value already; nothing is stored.
            InvalidInputError: a record that cannot be kept; nothing is stored.
        """
        self._access.require(actor, Permission.WRITE)
        call = _digest_of_rows(records)
        # Records without a journal are said as they happen, whatever moment they carry.
        resumed = None if resumed_at(records) is None else self._clock.now()

        def work(tx: Transaction) -> None:
            keep_pause(tx, self._series, run, resumed)
            standing = tx.runs.touch(run, None)
            if standing is None:
                raise NotFoundError("run", run)
            if standing.deleted:
                raise InTrashError("run", run)
            _check_params(tx, run, records)
            again = call is not None and tx.writers.seen(run, call)
            fresh = [r for r in records if not (again and isinstance(r, RowsLogged))]
            self._apply(tx, run, fresh, _Touch(None, standing))

        self._catalog.write(work)

    def _append(
        self,
        tx: Transaction,
        run: RunId,
        writer: WriterId,
        state: WriterState,
        upload: Upload,
        heard: Micros | None,
    ) -> int:
        records = [item.record for item in upload.records]
        keep_pause(tx, self._series, run, resumed_at(records))  # before it is heard of again
        touch = _Touch(heard, tx.runs.touch(run, heard))
        if upload.last_seq == state.last_seq:
            self._revive(tx, run, touch.standing)
            return state.last_seq
        self._apply(tx, run, records, touch, {GAP: upload.missed, "unknown kind": upload.unknown})
        label = next((r.label for r in records if isinstance(r, RunStarted)), state.label)
        tx.writers.put(run, writer, WriterState(upload.last_seq, upload.shapes, label))
        return upload.last_seq

    def _apply(
        self,
        tx: Transaction,
        run: RunId,
        records: Sequence[Record],
        touch: _Touch,
        missing: dict[str, int] | None = None,
    ) -> None:
        rows = [r for r in records if isinstance(r, RowsLogged)]
        others = [r for r in records if not isinstance(r, RowsLogged)]
        lost = {reason: n for reason, n in (missing or {}).items() if n}
        if touch.standing is None:
            self._change(tx, self._made(tx, run, records, touch.heard), others, lost, is_new=True)
        elif others or lost:
            self._change(tx, cast("Run", tx.runs.get(run)), others, lost)
        else:
            self._revive(tx, run, touch.standing)
        if rows:
            self._series.append(tx, run, rows)

    def _change(
        self,
        tx: Transaction,
        before: Run,
        records: Sequence[Record],
        lost: dict[str, int],
        *,
        is_new: bool = False,
    ) -> Run:
        """Apply records to a run's document and keep their trail; gives the run after them.

        A new run is written once, with all that came with its start.
        """
        changed = before
        for reason, count in lost.items():
            changed = count_lost(changed, reason, count)
        for record in records:  # after the gaps, which a record of losses explains
            changed = apply_record(changed, record)
        changed = alive_again(changed, records)
        if is_new:
            tx.runs.create(changed)
        elif changed is not before:
            tx.runs.put(changed)
        for record in records:
            self._keep_trail(tx, changed, record)
        if any(isinstance(r, CaptureSet) and r.section == SECTION for r in records):
            changed = keep_recipe(tx, changed)
            tx.runs.put(changed)
        return changed

    def _made(
        self, tx: Transaction, run: RunId, records: Sequence[Record], heard: Micros | None
    ) -> Run:
        """A run that its first record starts, and its experiment, which is made where it is new."""
        first = records[0] if records else None
        if not isinstance(first, RunStarted):
            raise NotFoundError("run", run)
        project = ProjectName(check_name("Project", first.project or DEFAULT_PROJECT))
        name = check_name("Experiment", first.experiment or DEFAULT_EXPERIMENT)
        experiment = tx.experiments.ensure(project, name, self._clock.now(), counted=False)
        return self._new(experiment, run, first, heard)

    def _new(
        self, experiment: Experiment, run: RunId, record: RunStarted, heard: Micros | None
    ) -> Run:
        return Run(
            id=run,
            project=experiment.project,
            experiment=experiment.name,
            experiment_id=experiment.id,
            name=check_name("Run", record.name),
            status=RunStatus.RUNNING,
            created_at=self._clock.now(),
            started_at=record.started_at,
            heartbeat_at=heard or Micros(0),
            user=record.user,
            host=record.host,
            notes=record.notes,
            parent=None if record.parent is None else parse_run_id(record.parent),
        )

    def _keep_trail(self, tx: Transaction, of: Run, record: Record) -> None:
        run = of.id
        if isinstance(record, ConsoleWritten):
            if record.stream not in ("stdout", "stderr"):
                raise InvalidInputError(f"{record.stream!r} is not a stream: stdout or stderr.")
            tx.trails.add_console(run, record.stream, record.time, record.lines)
        elif isinstance(record, CaptureSet):
            tx.trails.put_capture(run, check_name("Section", record.section), record.value)
        elif isinstance(record, ArtifactLogged):
            tx.trails.put_artifact(run, self._artifact(record))
        elif isinstance(record, DataUsed):
            keep_data(tx, of, record)
        elif isinstance(record, ModelLogged):
            keep_model(tx, of, record)

    def _artifact(self, record: ArtifactLogged) -> Artifact:
        digest = parse_digest(record.sha256)
        stat = self._blobs.stat(digest)
        if stat is None:
            raise ConflictError(
                f"Artifact {record.path!r} names the blob {digest}, which is not here. "
                f"PUT it to /api/v1/blobs/{digest} first."
            )
        return Artifact(
            path=check_artifact_path(record.path),
            sha256=digest,
            md5=stat.md5,
            size=stat.size,
            media_type=record.media_type[:200],
            kind=record.kind[:50],
            step=None if record.step is None else check_step(record.step),
            logged_at=check_moment(record.logged_at),
            origin=record.origin[:20],
        )

    def _revive(self, tx: Transaction, run: RunId, standing: Standing | None) -> None:
        """A run that was taken for crashed and speaks again is running."""
        if standing is None:
            raise NotFoundError("run", run)
        if standing.status is RunStatus.CRASHED:
            current = cast("Run", tx.runs.get(run))
            tx.runs.put(alive_again(current, ()))


def _check_params(tx: Transaction, run: RunId, records: Iterable[Record]) -> None:
    given = [pair for r in records if isinstance(r, ParamsSet) for pair in r.values.items()]
    if not given:
        return
    known = cast("Run", tx.runs.get(run)).params
    for key, value in given:
        if key in known and not _agree(known[key], value):
            raise ParamChangedError(key, known[key], value)


def _agree(known: JSONValue, given: JSONValue) -> bool:
    """Whether two values of a param are the same; dialects that know only texts give texts."""
    return same_value(known, given) or (isinstance(given, str) and text_of_param(known) == given)


def _digest_of_rows(records: Iterable[Record]) -> bytes | None:
    digest = None
    for record in records:
        if isinstance(record, RowsLogged):
            digest = digest or hashlib.blake2b(digest_size=CALL_BYTES)
            digest.update(msgspec.msgpack.encode((record.keys, record.packed)))
    return None if digest is None else digest.digest()


def _check_turn(prev_seq: int, state: WriterState) -> None:
    """What comes too early may need what is missing: it is not even read."""
    if prev_seq > state.last_seq:
        raise OutOfOrderError(state.last_seq, prev_seq)


def _read(run: RunId, writer: WriterId, body: bytes, state: WriterState) -> Upload:
    upload = read_upload(body, salt_of(run, writer), state.shapes, state.last_seq)
    _check_shapes(upload.shapes, state.shapes)
    return upload


def _check_shapes(shapes: dict[int, tuple[str, ...]], known: dict[int, tuple[str, ...]]) -> None:
    for number, keys in shapes.items():
        if known.get(number) == keys:
            continue
        if len(keys) > MAX_KEYS_PER_ROW:
            raise LimitExceededError(
                "The number of metrics in one call", len(keys), MAX_KEYS_PER_ROW, "Log a table."
            )
        if len(set(keys)) != len(keys):
            raise InvalidInputError(f"Shape {number} names a metric twice.")
        for key in keys:
            check_name("Metric", key)
