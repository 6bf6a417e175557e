"""The facade on a folder of each test's own; see there."""

from tests.unit.mlflow_facade.conftest import mlflow_folder

__all__ = ["mlflow_folder"]
