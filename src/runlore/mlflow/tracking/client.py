"""The client of all nouns: one class for each, put together here."""

from runlore.mlflow.tracking.experiments import ExperimentMethods
from runlore.mlflow.tracking.files import FileMethods
from runlore.mlflow.tracking.models import ModelMethods
from runlore.mlflow.tracking.runs import RunMethods
from runlore.mlflow.tracking.values import ValueMethods
from runlore.mlflow.tracking.versions import VersionMethods


class MlflowClient(
    ExperimentMethods, RunMethods, ValueMethods, FileMethods, ModelMethods, VersionMethods
):
    """MLflow's client of experiments, runs, files and the registry.

    What it logs goes into a journal first: it returns at once, with or without a server.

    Args:
        tracking_uri: the store; None for the one that is chosen at each call.
        registry_uri: the same store, or None: there is one for both.
    """
