"""Makes runs: decides who a run is, opens its log, says its first words."""

import copyreg
import os
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from runlore.client.artifacts import BlobShelf
from runlore.client.channel import open_channel
from runlore.client.config import Config
from runlore.client.files import FileLog, SilentFileLog
from runlore.client.identity import RunIdentity
from runlore.client.leftovers import send_leftovers
from runlore.client.naming import NameTemplate
from runlore.client.notices import Notices
from runlore.client.recorder import ChannelRecorder, Recorder, SilentRecorder
from runlore.client.redact import redact_text
from runlore.client.run import Run
from runlore.client.settings import ClientSettings
from runlore.client.tags import plain_tags
from runlore.client.watch import Watch
from runlore.client.whereabouts import host_name, user_name
from runlore.entities.errors import InvalidValueError
from runlore.entities.experiment import DEFAULT_EXPERIMENT, DEFAULT_PROJECT
from runlore.entities.ids import Micros, RunId, new_run_id, parse_run_id
from runlore.entities.names import check_name
from runlore.entities.params import JSONValue
from runlore.entities.records import RunStarted
from runlore.entities.run_names import readable_name


class RunRequest(msgspec.Struct, frozen=True):
    """What the user asked for.

    Attributes:
        project: None for the settings' or the default.
        experiment: the same.
        name: a name, a template for one, or None to have one made.
        config: params to begin with.
        tags: names with values, or labels.
        notes: Markdown.
        id: of a run to go on with or to join, or an id for the new one.
        resume: whether the run is meant to exist; its status goes back to running.
        parent: the run it is nested in.
        started_at: when it began; None for now.
        user: who runs it; empty for the user of this process.
        is_template: whether braces in the name are fields to fill.
        known: params that the run has already; they are not said again.
    """

    project: str | None = None
    experiment: str | None = None
    name: str | None = None
    config: Mapping[str, object] | None = None
    tags: Mapping[str, object] | Sequence[str] | None = None
    notes: str = ""
    id: str | None = None
    resume: bool = False
    parent: RunId | None = None
    started_at: Micros | None = None
    user: str = ""
    is_template: bool = True
    known: Mapping[str, JSONValue] | None = None


def open_run(request: RunRequest, settings: ClientSettings) -> Run:
    """Make a run and begin to watch it. Touches no network and returns at once.

    Raises:
        InvalidInputError: a name, id, param or tag that cannot be taken; no run is begun then.
    """
    if request.config:
        Config(_nowhere).set_all(request.config)  # refused before anything is said, or not at all
    if request.tags:
        plain_tags(request.tags)
    template = NameTemplate(request.name) if request.name and request.is_template else None
    identity = _identity(request, settings, template)
    started = RunStarted(
        project=identity.project,
        experiment=identity.experiment,
        name=identity.name,
        started_at=request.started_at or Micros(time.time_ns() // 1_000),
        user=request.user or user_name(),
        host=host_name(),
        parent=identity.parent,
        notes=redact_text(request.notes),
        resumed=request.resume,
        label=identity.label,
    )
    notices = Notices(quiet=settings.quiet)
    run, watch = _assemble(identity, started, settings, notices)
    if request.known:
        run.config.recall(request.known)
    _tag(run, settings.tags, request.tags)
    if request.config:
        run.log_params(request.config)
    run.begin(template if template and template.fields else None, watch)
    if watch is not None:
        if run.url:  # said now that a name template had its chance to be filled
            notices.say(f"{run.name} · {run.url}")
        watch.start()
    return run


def _tag(run: Run, *given: Mapping[str, object] | Sequence[str] | None) -> None:
    """Set tags, the later ones over the earlier."""
    for tags in given:
        if tags:
            run.set_tags(tags)


def join_run(identity: RunIdentity, settings: ClientSettings) -> Run:
    """A further writer of a run that another process owns: what unpickling a run gives."""
    label = identity.label or f"process {os.getpid()}"
    return open_run(
        RunRequest(
            project=identity.project,
            experiment=identity.experiment,
            name=identity.name,
            id=identity.id,
        ),
        msgspec.structs.replace(
            settings, label=label, run_id=identity.id, capture=False, monitor=False
        ),
    )


def _assemble(
    identity: RunIdentity, started: RunStarted, settings: ClientSettings, notices: Notices
) -> tuple[Run, Watch | None]:
    if settings.mode == "disabled":
        silent: Recorder = SilentRecorder()
        nowhere = SilentFileLog(
            BlobShelf(settings.journal / identity.id / "blobs"), silent.append, notices
        )
        return Run(identity, settings, silent, nowhere, notices), None
    uri = settings.uri if settings.mode == "online" else None
    channel = open_channel(settings.journal, identity.id, started, uri, say=notices.warn)
    recorder = ChannelRecorder(channel)
    if uri is not None:
        send_leftovers(settings.journal, uri, identity.id, notices.warn)
    files = FileLog(BlobShelf(recorder.blobs), recorder.append, notices)
    run = Run(identity, settings, recorder, files, notices)
    return run, Watch(run, recorder, files, settings, notices) if identity.is_owner else None


def _identity(
    request: RunRequest, settings: ClientSettings, template: NameTemplate | None
) -> RunIdentity:
    wanted = request.id or settings.run_id
    if request.resume and not wanted:
        raise InvalidValueError("resume=True needs the id of the run to go on with: id='…'.")
    run_id = parse_run_id(wanted) if wanted else new_run_id()
    is_joined = bool(settings.run_id) and run_id == settings.run_id
    name = "" if template is not None and template.fields else request.name
    return RunIdentity(
        id=run_id,
        project=check_name("Project", request.project or settings.project or DEFAULT_PROJECT),
        experiment=check_name(
            "Experiment", request.experiment or settings.experiment or DEFAULT_EXPERIMENT
        ),
        name=check_name("Run", redact_text(name or readable_name(run_id))),
        parent=request.parent,
        label=settings.label,
        is_owner=not is_joined or settings.label in ("", "rank 0"),
    )


def _nowhere(params: dict[str, JSONValue]) -> None:
    """For a config that is only tried."""


def _pickled(run: Run) -> tuple[Callable[..., Run], tuple[RunIdentity, ClientSettings]]:
    """A run that is sent to another process arrives as a further writer of the same run."""
    return join_run, (run.identity, run.settings)


copyreg.pickle(Run, _pickled)
