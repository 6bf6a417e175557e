"""Experiments by their numbers."""

from collections.abc import Mapping, Sequence

from runlore.mlflow import filters
from runlore.mlflow.entities import Experiment, PagedList, ViewType
from runlore.mlflow.exceptions import methods_in_mlflow_terms
from runlore.mlflow.fluent.experiments import make_experiment
from runlore.mlflow.names import place_of
from runlore.mlflow.store import experiments as stored
from runlore.mlflow.tracking.store import OfOneStore


@methods_in_mlflow_terms
class ExperimentMethods(OfOneStore):
    """Methods about experiments."""

    def create_experiment(
        self,
        name: str,
        artifact_location: str | None = None,
        tags: Mapping[str, object] | None = None,
    ) -> str:
        """Make an experiment, and give its number."""
        return make_experiment(self._store(), name, artifact_location, tags)

    def get_experiment(self, experiment_id: str) -> Experiment:
        """The experiment of that number."""
        return stored.get_experiment(self._store(), experiment_id)

    def get_experiment_by_name(self, name: str) -> Experiment | None:
        """The experiment of that name, in the trash or not; None when there is none."""
        return stored.find_experiment(self._store(), name)

    def search_experiments(
        self,
        view_type: int = ViewType.ACTIVE_ONLY,
        max_results: int | None = 1_000,
        filter_string: str | None = None,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> PagedList[Experiment]:
        """Find experiments; the token of the next page is the number of those before it."""
        known = stored.list_experiments(self._store())
        found = filters.select_experiments(known, view_type, filter_string, order_by)
        first = filters.offset_of(page_token)
        last = len(found) if max_results is None else first + max_results
        token = str(last) if last < len(found) else None
        return PagedList(found[first:last], token)

    def rename_experiment(self, experiment_id: str, new_name: str) -> None:
        """Give an experiment another name, in its project."""
        name = place_of(new_name).experiment
        stored.patch_experiment(self._store(), experiment_id, name=name)

    def set_experiment_tag(self, experiment_id: str, key: str, value: object) -> None:
        """Set a tag."""
        stored.patch_experiment(self._store(), experiment_id, tags={key: str(value)})

    def delete_experiment_tag(self, experiment_id: str, key: str) -> None:
        """Remove a tag."""
        stored.patch_experiment(self._store(), experiment_id, tags={key: None})

    def delete_experiment(self, experiment_id: str) -> None:
        """Put an experiment in the trash."""
        stored.patch_experiment(self._store(), experiment_id, deleted=True)

    def restore_experiment(self, experiment_id: str) -> None:
        """Take an experiment out of the trash."""
        stored.patch_experiment(self._store(), experiment_id, deleted=False)
