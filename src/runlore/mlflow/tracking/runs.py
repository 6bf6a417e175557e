"""Runs by their ids: made, read, searched, ended, put in the trash."""

from collections.abc import Mapping, Sequence

import msgspec

from runlore.client.opening import RunRequest
from runlore.client.whereabouts import user_name
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import Micros, parse_run_id
from runlore.mlflow import filters, say
from runlore.mlflow.entities import Metric, PagedList, Run, ViewType
from runlore.mlflow.exceptions import methods_in_mlflow_terms
from runlore.mlflow.fluent.runs import describe
from runlore.mlflow.fluent.searching import parent_of, places_of
from runlore.mlflow.names import place_of
from runlore.mlflow.store import experiments as stored_experiments
from runlore.mlflow.store import joined
from runlore.mlflow.store import runs as stored
from runlore.mlflow.store.connection import client_settings
from runlore.mlflow.tracking.store import OfOneStore
from runlore.wire.mlflow import NOTE, PARENT, RUN_NAME, USER


@methods_in_mlflow_terms
class RunMethods(OfOneStore):
    """Methods about runs."""

    def create_run(
        self,
        experiment_id: str,
        start_time: int | None = None,
        tags: Mapping[str, object] | None = None,
        run_name: str | None = None,
    ) -> Run:
        """Make a run that goes on until ``set_terminated``, whatever becomes of this process."""
        words = {key: str(value) for key, value in (tags or {}).items()}
        found = stored_experiments.get_experiment(self._store(), experiment_id)
        place = place_of(found.name)
        parent = words.pop(PARENT, None)
        request = RunRequest(
            project=place.project,
            experiment=place.experiment,
            name=run_name or words.pop(RUN_NAME, None),
            is_template=False,
            notes=words.pop(NOTE, ""),
            parent=None if parent is None else parse_run_id(parent),
            started_at=None if start_time is None else Micros(say.micros(start_time)),
            user=words.pop(USER, "") or user_name(),
        )
        run = joined.begin_elsewhere(request, client_settings(self.tracking_uri))
        say.set_tags(run, words)
        return stored.get_run(self._store(), run.id)

    def get_run(self, run_id: str) -> Run:
        """A run as it is now."""
        return stored.get_run(self._store(), run_id)

    def get_parent_run(self, run_id: str) -> Run | None:
        """The run in which a run is nested, or None."""
        return parent_of(self._store(), run_id)

    def search_runs(  # MLflow's own signature
        self,
        experiment_ids: Sequence[str],
        filter_string: str = "",
        run_view_type: int = ViewType.ACTIVE_ONLY,
        max_results: int = 1_000,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> PagedList[Run]:
        """One page of the runs of these experiments that match; at most 1,000."""
        store = self._store()
        scope = places_of(store, experiment_ids)
        if not scope:
            return PagedList([], None)
        asked = filters.run_search(filter_string, scope, run_view_type, order_by)
        return PagedList(*stored.search_page(store, asked, max_results, page_token))

    def get_metric_history(self, run_id: str, key: str) -> list[Metric]:
        """Every point of a metric; a final value has the step 0."""
        return stored.metric_history(self._store(), run_id, key)

    def update_run(self, run_id: str, status: str | None = None, name: str | None = None) -> None:
        """Change the name of a run, or how it stands."""
        if name is not None:
            stored.patch_run(self._store(), run_id, name=name)
        if status is not None and str(status).upper() == "RUNNING":
            self._go_on(run_id)
        elif status is not None:
            self.set_terminated(run_id, status)

    def set_terminated(
        self, run_id: str, status: str | None = None, end_time: int | None = None
    ) -> None:
        """End a run."""
        ended = say.ending(status or "FINISHED")
        here = self._open_here(run_id)
        if here is not None:
            here.finish(ended)
            return
        run = self._run(run_id)
        say.end(run, status or "FINISHED", end_time)
        joined.leave(run)

    def delete_run(self, run_id: str) -> None:
        """Put a run in the trash."""
        stored.set_deleted(self._store(), [run_id], deleted=True)

    def restore_run(self, run_id: str) -> None:
        """Take a run out of the trash."""
        stored.set_deleted(self._store(), [run_id], deleted=False)

    def _go_on(self, run_id: str) -> None:
        """Have a run stand as running."""
        if self._open_here(run_id) is not None:
            return
        known = describe(self._store(), run_id)
        if known.id is None:
            raise InvalidValueError(f"{run_id!r} is no run.")
        joined.leave(self._run(run_id))
        again = msgspec.structs.replace(known, resume=True)
        joined.begin_elsewhere(again, client_settings(self.tracking_uri))
