"""The run: the one object that logs."""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

from runlore.client import address
from runlore.client.config import Config
from runlore.client.failure import check_ending, ending_of
from runlore.client.farewell import tell_ending
from runlore.client.files import FileLog
from runlore.client.identity import RunIdentity
from runlore.client.media.document import document_bytes
from runlore.client.media.figure import default_ending, figure_bytes
from runlore.client.media.image import picture_of
from runlore.client.media.table import log_table
from runlore.client.naming import NameTemplate
from runlore.client.notices import Notices
from runlore.client.recorder import Recorder, Row
from runlore.client.redact import redact_text, redact_value
from runlore.client.settings import ClientSettings
from runlore.client.summary import Summary
from runlore.client.tags import plain_tags
from runlore.client.watch import Watch
from runlore.entities.errors import ConflictError
from runlore.entities.ids import Micros, RunId
from runlore.entities.names import check_name
from runlore.entities.params import JSONValue
from runlore.entities.records import ParamsSet, RunDescribed, RunEnded, SummarySet, TagsSet
from runlore.entities.run import RunFailure, RunStatus


class Run:
    """One execution that logs. ``runlore.init()`` and ``runlore.start_run()`` make it.

    As a context manager it ends with its block: finished, failed with the traceback, or killed.
    Every ``log`` call is kept in the journal before it returns; nothing waits for a server.

    Attributes:
        is_entered: whether a ``with`` block stands around it.
        recorder: its log, for doors of the client that have records of their own to say.
    """

    def __init__(
        self,
        identity: RunIdentity,
        settings: ClientSettings,
        recorder: Recorder,
        files: FileLog,
        notices: Notices,
    ) -> None:
        self._identity = identity
        self._settings = settings
        self.recorder = recorder
        self.files = files
        self._notices = notices
        self._name = identity.name
        self._template: NameTemplate | None = None
        self._log = recorder.log
        self._config = Config(self._announce_params)
        self._summary = Summary(self._announce_summary, recorder.last_values)
        self._watch: Watch | None = None
        self._when_ended: list[Callable[[Run], None]] = []
        self._status = RunStatus.RUNNING
        self._ending = threading.Lock()
        self._pid = os.getpid()
        self._is_dying = False
        self.is_entered = False

    # --- who it is -------------------------------------------------------------------------------

    @property
    def id(self) -> RunId:
        """The id, made by this process and unique everywhere."""
        return self._identity.id

    @property
    def project(self) -> str:
        """The project's name."""
        return self._identity.project

    @property
    def experiment(self) -> str:
        """The experiment's name."""
        return self._identity.experiment

    @property
    def name(self) -> str:
        """The name that is shown; may be set anew at any time."""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = check_name("Run", redact_text(name))
        self._template = None
        self.recorder.append(RunDescribed(name=self._name))

    @property
    def parent(self) -> RunId | None:
        """The id of the run that this one is nested in."""
        return self._identity.parent

    @property
    def url(self) -> str:
        """Where the run is shown; empty when no server is known to show its store."""
        return address.run_page(self._settings.uri, self.project, self.id)

    @property
    def status(self) -> RunStatus:
        """Running, or how this process ended it."""
        return self._status

    @property
    def config(self) -> Config:
        """The params, by attribute, item and dotted key; writing one sets a param."""
        return self._config

    @property
    def summary(self) -> Summary:
        """Values that stand for the run; metrics logged here show their last value."""
        return self._summary

    # --- numbers and words -----------------------------------------------------------------------

    def log(self, row: Row, step: int | None = None) -> None:
        """Keep one row of metrics: its values belong together.

        Args:
            row: metric names with numbers: float, int, bool, NumPy and PyTorch scalars.
            step: a whole number; None is the last step of this run object plus one, from 0.

        Raises:
            InvalidValueError: a value that is no number, or a step that is not whole.
            InvalidNameError: a metric name that cannot be one.
        """
        self._log(row, step)

    def log_metric(self, key: str, value: object, step: int | None = None) -> None:
        """Keep one metric; without a step it is a final value, not a point of a curve."""
        self.log_metrics({key: value}, step)

    def log_metrics(self, metrics: Row, step: int | None = None) -> None:
        """Keep several metrics at one step; without a step they are final values."""
        if step is not None:
            self._log(metrics, step)
            return
        self._require_open()
        self.recorder.log_final(metrics)

    def log_param(self, key: str, value: object) -> None:
        """Set one param. It comes back as it went in: int, float, bool, str, None, list or dict.

        Raises:
            InvalidValueError: a value that is not typed JSON.
            ConflictError: the param has another value already.
        """
        self._config.set_all({key: value})

    def log_params(self, params: Mapping[str, object]) -> None:
        """Set several params at once; nested dicts stay nested."""
        self._config.set_all(params)

    def set_tag(self, key: str, value: object) -> None:
        """Set a tag, or change it; None removes it. Values become text."""
        self.set_tags({key: value})

    def set_tags(self, tags: Mapping[str, object] | Sequence[str]) -> None:
        """Set several tags. Of a list, each is a label without a value."""
        self._require_open()
        self.recorder.append(TagsSet(plain_tags(tags)))

    # --- files -----------------------------------------------------------------------------------

    def log_artifact(self, path: str | os.PathLike[str], artifact_path: str | None = None) -> None:
        """Keep a file, or a folder under its own name. It is copied before this returns.

        Args:
            path: the file or folder.
            artifact_path: folder in the run to put it in; None for the top.

        Raises:
            NotFoundError: there is no such file or folder.
        """
        self._require_open()
        self.files.log_paths(path, artifact_path, inside=False)

    def log_artifacts(
        self, folder: str | os.PathLike[str], artifact_path: str | None = None
    ) -> None:
        """Keep what a folder holds, without the folder's own name."""
        self._require_open()
        self.files.log_paths(folder, artifact_path, inside=True)

    def log_text(self, text: str, path: str) -> None:
        """Keep a text as a file, UTF-8."""
        self._log_bytes(text.encode(errors="surrogateescape"), path, "text")

    def log_dict(self, value: Mapping[str, object] | Sequence[object], path: str) -> None:
        """Keep a dict or list as a ``.json`` or ``.yaml`` file."""
        self._log_bytes(document_bytes(value, path), path, "dict")

    def log_figure(self, figure: object, path: str, step: int | None = None) -> None:
        """Keep a Matplotlib or Plotly figure; the ending of ``path`` says as what (PNG if none).

        Args:
            figure: the figure, or axes of it.
            path: in the run; one path at several steps is one figure over time.
            step: of the run, or None.
        """
        path += "" if "." in path.rpartition("/")[2] else default_ending(figure)
        self._log_bytes(figure_bytes(figure, path), path, "figure", step)

    def log_image(self, image: object, key: str, step: int | None = None) -> None:
        """Keep a picture.

        Args:
            image: an array (height × width × channels, bytes or 0 to 1), a tensor, a Pillow image,
                a path, or the bytes of a picture file.
            key: its path in the run; an ending is added when it has none.
            step: of the run, or None; one key at several steps is one picture over time.
        """
        picture = picture_of(image)
        has_ending = key.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"))
        self._log_bytes(picture.content, key if has_ending else key + picture.ending, "image", step)

    def log_table(
        self,
        table: object,
        key: str,
        step: int | None = None,
        columns: Sequence[str] | None = None,
    ) -> None:
        """Keep a ``Table``, rows with ``columns``, dicts, a dict of columns, or a DataFrame."""
        self._require_open()
        log_table(self.files, table, key, step, columns)

    def log_data(  # what is known of data, all by name
        self,
        name: str,
        data: object,
        *,
        context: str | None = None,
        digest: str | None = None,
        source: str | None = None,
        tags: Mapping[str, object] | None = None,
    ) -> str:
        """Say that the run reads some data, and give its digest; see ``runlore.log_data``."""
        from runlore.client.inputs.datasets import data_used

        self._require_open()
        used = data_used(name, data, context=context, digest=digest, source=source, tags=tags)
        self.recorder.append(used)
        return used.digest

    # --- its end ---------------------------------------------------------------------------------

    def flush(self, timeout: float = 60.0) -> bool:
        """Wait until everything logged is durable and acknowledged.

        Args:
            timeout: seconds to wait at most.

        Returns:
            False when the time was too short; what is missing is still sent, later.
        """
        return self.recorder.flush(timeout)

    def finish(
        self, status: RunStatus | str = RunStatus.FINISHED, failure: RunFailure | None = None
    ) -> None:
        """End the run. Ending it again does nothing.

        Args:
            status: finished, failed or killed.
            failure: why it did not finish.

        Raises:
            InvalidValueError: another status.
        """
        ending = check_ending(status)
        with self._ending:
            if self._status is not RunStatus.RUNNING:
                return
            self._status = ending
        self._log = self._refuse_row
        try:
            self._end(failure)
        finally:
            for tell in self._when_ended:
                tell(self)

    def end_with_process(self, failure: RunFailure) -> None:
        """End the run, killed, as its process will be. No later call returns: none is lost."""
        self._is_dying = True
        self.finish(RunStatus.KILLED, failure)

    def __enter__(self) -> "Run":
        self.is_entered = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        status, failure = ending_of(error)
        self.finish(status, failure)

    def __repr__(self) -> str:
        return f"<Run {self._name!r} {self.id} {self._status.value}>"

    # --- for the makers of runs ------------------------------------------------------------------

    def begin(self, template: NameTemplate | None, watch: Watch | None) -> None:
        """Take what only lasts while the run does: the open name template and the watchers."""
        self._template = template
        self._watch = watch
        self._name_from_params()

    def when_ended(self, tell: Callable[["Run"], None]) -> None:
        """Have this called once, when the run has ended in this process."""
        self._when_ended.append(tell)

    @property
    def unnamed(self) -> str:
        """Why the name template could not be filled; empty when there is nothing to say."""
        missing = self._template.missing(self._config.as_dict()) if self._template else []
        if not missing or self._template is None:
            return ""
        return f"the name {self._template.text!r} needs the param {missing[0]!r}, never set"

    @property
    def identity(self) -> RunIdentity:
        """Which run this is, and what this process is to it."""
        return self._identity

    @property
    def settings(self) -> ClientSettings:
        """What was decided when the run was made."""
        return self._settings

    # --- below -----------------------------------------------------------------------------------

    def _log_bytes(self, content: bytes, path: str, kind: str, step: int | None = None) -> None:
        self._require_open()
        self.files.log_bytes(content, path, kind, step)

    def _announce_params(self, params: dict[str, JSONValue]) -> None:
        self._require_open()
        masked = {key: redact_value(key, value) for key, value in params.items()}
        self.recorder.append(ParamsSet(masked))
        self._name_from_params()

    def _announce_summary(self, values: dict[str, JSONValue]) -> None:
        self._require_open()
        masked = {key: redact_value(key, value) for key, value in values.items()}
        self.recorder.append(SummarySet(masked))

    def _name_from_params(self) -> None:
        if self._template is None:
            return
        masked = {key: redact_value(key, value) for key, value in self._config.as_dict().items()}
        filled = self._template.fill(masked)
        if filled is not None and filled != self._name:
            self.name = filled

    def _end(self, failure: RunFailure | None) -> None:
        """Say how it ended before anything that may be interrupted or take long."""
        is_here = self._pid == os.getpid()
        ends_run = is_here and (self._identity.is_owner or self._status is RunStatus.FAILED)
        try:
            if self._watch is not None and is_here:
                self._watch.stop()
        finally:
            now = Micros(time.time_ns() // 1_000)
            ended = RunEnded(self._status, now, failure) if ends_run else None
            outcome = self.recorder.close(ended, self._settings.finish_seconds)
        if ends_run:
            tell_ending(self, outcome, self._notices)

    def _require_open(self) -> None:
        if self._status is not RunStatus.RUNNING:
            if self._is_dying:
                threading.Event().wait()  # until the process is no more
            raise ConflictError(
                f"Run {self._name!r} is {self._status.value}. Begin another one, or go on with it: "
                f"runlore.init(id={self.id!r}, resume=True)."
            )

    def _refuse_row(self, row: Row, step: int | None) -> None:  # noqa: ARG002  # stands for log
        if self._status is not RunStatus.KILLED or self._is_dying:  # threads do not see Ctrl-C
            self._require_open()
