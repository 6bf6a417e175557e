"""``MlflowClient``: every noun of MLflow by its id, whatever is active."""

from runlore.mlflow.fluent.experiments import get_tracking_uri, set_tracking_uri
from runlore.mlflow.tracking.client import MlflowClient

__all__ = ["MlflowClient", "get_tracking_uri", "set_tracking_uri"]
