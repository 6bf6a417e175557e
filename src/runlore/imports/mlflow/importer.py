"""Brings what a source of MLflow's holds into a store, run by run.

Whatever ends it, it can be started again: runs keep their ids, logs that are here are passed over.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from runlore.entities.errors import (
    InvalidIdError,
    NotFoundError,
    RunloreError,
    UnavailableError,
)
from runlore.entities.ids import RunId, parse_run_id
from runlore.entities.names import check_name
from runlore.imports.log import Log, LogOutbox
from runlore.imports.mlflow.differences import Differences
from runlore.imports.mlflow.files import FilesOutbox
from runlore.imports.mlflow.logged_models import LoggedModels
from runlore.imports.mlflow.registry import Registry
from runlore.imports.mlflow.rows import rows_of
from runlore.imports.mlflow.source import (
    AT_THE_SERVER,
    FilesUnreachableError,
    Place,
    Source,
    SourceExperiment,
    SourceFile,
    SourceRun,
)
from runlore.imports.mlflow.translate import Told, kept_tags, records_before_points, tell_run
from runlore.imports.report import Report
from runlore.imports.store import Store
from runlore.wire.mlflow import NOTE, join_name, split_name

BATCH_RUNS = 100
"""Runs for which the store is asked at once whether it has them."""

_AT_THEIR_PLACE = ("s3", "gs", "wasbs", "abfss", "hdfs", "dbfs", "ftp", "sftp", AT_THE_SERVER)
"""Places that MLflow's clients read by themselves: the run keeps the address."""


class Options(msgspec.Struct, frozen=True):
    """What of a source is wanted.

    Attributes:
        experiments: names there; empty means all.
        files: whether to bring files.
        dry: read everything and send nothing.
    """

    experiments: tuple[str, ...] = ()
    files: bool = True
    dry: bool = False


Tell = Callable[[str, int], None]
"""Told what is being done, and by how many runs the work is further."""


def chosen(source: Source, options: Options) -> list[SourceExperiment]:
    """The experiments that are wanted.

    Raises:
        NotFoundError: one of them is not there.
    """
    there = source.experiments()
    names = {one.name for one in there}
    for wanted in options.experiments:
        if wanted not in names:
            raise NotFoundError("experiment of MLflow's", wanted)
    return [one for one in there if not options.experiments or one.name in options.experiments]


class Importer:
    """One import."""

    def __init__(
        self, source: Source, store: Store, report: Report, options: Options, tell: Tell
    ) -> None:
        self._source = source
        self._store = store
        self._report = report
        self._options = options
        self._tell = tell
        self._differences = Differences(store, report)
        self._models = LoggedModels(source, store, report, files=options.files)
        self._with_models: list[SourceRun] = []

    def bring(self) -> None:
        """Bring all that is wanted.

        Raises:
            NotFoundError: an experiment that is wanted is not there.
            UnavailableError: source or store are not reached any more.
        """
        for experiment in chosen(self._source, self._options):
            try:
                self._experiment(experiment)
            except UnavailableError:
                raise
            except RunloreError as error:
                self._report.refuse("experiment", experiment.name, error.message)
            self._report.experiments += 1
        if not self._options.dry:
            for run in self._with_models:
                self._models.tell_uses(run)
            if not self._options.experiments:
                Registry(self._source, self._store, self._report).bring()
        self._report.left_out = self._source.left_out()

    def _experiment(self, experiment: SourceExperiment) -> None:
        project, name = split_name(experiment.name)
        check_name("Project", project)
        check_name("Experiment", name)
        shown = join_name(project, name)
        if shown != experiment.name:
            self._report.refuse("name of an experiment", experiment.name, f"here it is {shown!r}")
        here = None if self._options.dry else self._ensure(project, name, experiment)
        added: list[RunId] = []
        for batch in _batches(self._source.runs(experiment), BATCH_RUNS):
            added += self._runs(batch, experiment)
        if here is not None:
            if here["deleted_at"] is None:
                self._models.bring(experiment, self._tell)
            self._settle(here, experiment, added)

    def _ensure(self, project: str, name: str, experiment: SourceExperiment) -> dict[str, Any]:
        """The experiment here, made when it is new, with tags and notes as there."""
        body = {"project": project, "name": name}
        here: dict[str, Any] = self._store.send_json("POST", "experiments", body)
        if here["deleted_at"] is not None and not experiment.is_deleted:
            raise RunloreError("It is in the trash here. Restore it first.")
        tags = kept_tags(experiment, self._report)
        patch: dict[str, object] = {}
        if any(here["tags"].get(key) != value for key, value in tags.items()):
            patch["tags"] = tags
        notes = experiment.tags.get(NOTE, "")
        if notes not in ("", here["notes"]):
            patch["notes"] = notes
        if patch:
            self._store.send_json("PATCH", f"experiments/{here['id']}", patch)
        return here

    def _settle(
        self, here: dict[str, Any], experiment: SourceExperiment, added: Sequence[RunId]
    ) -> None:
        """Put the experiment in the trash when it is there; its runs go with it."""
        if not experiment.is_deleted:
            return
        if here["deleted_at"] is None:
            self._store.send_json("PATCH", f"experiments/{here['id']}", {"deleted": True})
        elif added:
            self._delete(added)

    def _runs(self, batch: Sequence[SourceRun], experiment: SourceExperiment) -> list[RunId]:
        """Bring some runs; gives those that were not here before."""
        ids = [RunId(run.id) for run in batch if _is_id(run.id)]
        known = {} if self._options.dry or not ids else self._store.known(ids)
        brought = []
        for run in batch:
            self._report.runs += 1
            if self._brought(run, experiment, known.get(RunId(run.id))):
                brought.append(run)
            self._tell(run.name or run.id, 1)
        self._with_models += [one for one in brought if one.models_used or one.models_made]
        gone = [
            RunId(run.id)
            for run in brought
            if run.is_deleted and (known.get(RunId(run.id)) or {}).get("deleted_at") is None
        ]
        # The runs of an experiment in the trash go there with it, to come back with it.
        if gone and not experiment.is_deleted and not self._options.dry:
            self._delete(gone)
        return [RunId(run.id) for run in brought if run.id not in known]

    def _brought(
        self, run: SourceRun, experiment: SourceExperiment, known: dict[str, Any] | None
    ) -> bool:
        try:
            self._run(run, experiment, known)
        except UnavailableError:
            raise
        except (RunloreError, OSError) as error:
            self._report.refuse("run", run.id, str(error))
            return False
        return True

    def _run(
        self, run: SourceRun, experiment: SourceExperiment, known: dict[str, Any] | None
    ) -> None:
        place, files_at = self._place(run)
        told = tell_run(run, experiment, self._report, files_at=files_at)
        log = self._log(run, told)
        try:
            if self._options.dry:
                self._report.new += 1
                self._report.points += log.points
            else:
                self._send(run, told, log, known)
        finally:
            log.close()
        if place is not None:
            self._files(run, told, place)

    def _log(self, run: SourceRun, told: Told) -> Log:
        """All that the source says of a run but its files."""
        log = Log(told.id)
        for record in records_before_points(told):
            log.add(record)
        for row in rows_of(run.id, self._source.points(run), self._report):
            log.add_row(row.step, row.moment * 1000, row.values)
        if told.ending is not None:
            log.add(told.ending)
        return log

    def _send(self, run: SourceRun, told: Told, log: Log, known: dict[str, Any] | None) -> None:
        held = 0 if known is None else self._store.holds(told.id, log.writer)
        if known is not None and held == 0:
            self._send_differences(run, told, known)
        elif held < log.last_seq:
            points = log.points
            self._upload(run, LogOutbox(log, held))
            self._report.new += known is None
            self._report.changed += known is not None
            self._report.points += points

    def _send_differences(self, run: SourceRun, told: Told, known: dict[str, Any]) -> None:
        """The run is here and was brought from another state of the source, or not by an import."""
        quiet = Report()  # what cannot be kept was told when the whole log was made
        rows = rows_of(run.id, self._source.points(run), quiet)
        log = self._differences.log(told, known, rows)
        try:
            if log.last_seq > 1:
                self._upload(run, LogOutbox(log, 0))
                self._report.changed += 1
                self._report.points += log.points
        finally:
            log.close()

    def _upload(self, run: SourceRun, outbox: LogOutbox) -> None:
        self._store.send(outbox, lambda _: self._tell(run.name or run.id, 0))
        for why in outbox.refused:
            self._report.refuse("record", run.id, why)

    def _place(self, run: SourceRun) -> tuple[Place | None, str]:
        """Where a run's files are read from, or the address at which they stay."""
        if not self._options.files or not run.artifact_uri:
            return None, ""
        try:
            return self._source.place(run.artifact_uri, run.id), ""
        except FilesUnreachableError as error:
            self._report.lies_elsewhere(error.place)
            return None, run.artifact_uri if error.place in _AT_THEIR_PLACE else ""

    def _files(self, run: SourceRun, told: Told, place: Place) -> None:
        files = place.files()
        if not files:
            return
        if self._options.dry:
            self._count(files)
            return
        outbox = FilesOutbox(told.opening, told.id, place, files)
        try:
            outbox.rewind(self._store.holds(told.id, outbox.writer))
            left = files[max(outbox.acked - 1, 0) :]
            self._store.send(outbox, lambda _: self._tell(run.name or run.id, 0))
        finally:
            outbox.close()
        for why in outbox.refused:
            self._report.refuse("file", run.id, why)
        self._count(left)

    def _count(self, files: Sequence[SourceFile]) -> None:
        self._report.files += len(files)
        self._report.bytes += sum(file.size for file in files)

    def _delete(self, runs: Sequence[RunId]) -> None:
        for batch in _batches(iter(runs), BATCH_RUNS):
            self._store.send_json("POST", "runs/bulk", {"runs": batch, "action": "delete"})


def _batches(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(itertools.islice(items, size)):
        yield batch


def _is_id(text: str) -> bool:
    try:
        parse_run_id(text)
    except InvalidIdError:
        return False
    return True
