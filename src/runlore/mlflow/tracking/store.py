"""Which store a client speaks to."""

from runlore.client.asking import Asker
from runlore.client.facades.active import open_runs
from runlore.client.run import Run as NativeRun
from runlore.client.settings import resolve_uri, working_folder
from runlore.mlflow.exceptions import MlflowException
from runlore.mlflow.fluent.runs import writable
from runlore.mlflow.store.connection import plain_uri, store_at, tracking_uri


class OfOneStore:
    """What all methods of a client stand on."""

    def __init__(self, tracking_uri: str | None = None, registry_uri: str | None = None) -> None:
        if registry_uri not in (None, tracking_uri):
            raise MlflowException.invalid_parameter_value(
                f"registry_uri={registry_uri!r}: the registry is in the store of the runs. "
                "Leave it out."
            )
        self._fixed = None
        if tracking_uri is not None:
            self._fixed = resolve_uri(plain_uri(tracking_uri), {}, working_folder())

    @property
    def tracking_uri(self) -> str:
        """The store that a call would speak to now."""
        return self._fixed or tracking_uri()

    def _store(self) -> Asker:
        return store_at(self.tracking_uri)

    def _run(self, run_id: str) -> NativeRun:
        """A run as something to write to.

        Raises:
            NotFoundError: there is no such run.
        """
        return writable(run_id, self.tracking_uri)

    def _open_here(self, run_id: str) -> NativeRun | None:
        """The run, when this process began it and has it open."""
        return next((run for run in open_runs() if run.id == run_id), None)
