"""Logs a model and registers versions of it, by the real client.

python register.py FOLDER    makes FOLDER/mlflow.db, its files beside it
"""

import os
import sys

import mlflow
import numpy as np
from mlflow import MlflowClient
from mlflow.entities import LoggedModelInput
from sklearn.linear_model import LinearRegression


def main(folder: str) -> None:
    os.chdir(folder)
    mlflow.set_tracking_uri("sqlite:///mlflow.db")
    mlflow.set_experiment("reg")
    client = MlflowClient()
    model = LinearRegression().fit(np.array([[1.0], [2.0]]), np.array([1.0, 2.0]))
    with mlflow.start_run() as first:
        made = mlflow.sklearn.log_model(model, name="lin", params={"a": "b"}, tags={"t": "u"})
        mlflow.log_metric("acc", 0.5, step=2, model_id=made.model_id)
    with mlflow.start_run() as second:
        client.log_inputs(second.info.run_id, models=[LoggedModelInput(made.model_id)])
    client.create_registered_model("Lin", tags={"x": "y"}, description="lines")
    source = f"models:/{made.model_id}"
    client.create_model_version("Lin", source, run_id=first.info.run_id, tags={"k": "v"})
    for _ in range(2):
        client.create_model_version("Lin", "s3://bucket/x", description="elsewhere")
    client.create_model_version("Lin", source)
    client.delete_model_version("Lin", "2")
    for version, stage in (("1", "Archived"), ("3", "Production"), ("4", "Staging")):
        client.transition_model_version_stage("Lin", version, stage)
    client.set_registered_model_alias("Lin", "champion", "3")


if __name__ == "__main__":
    main(sys.argv[1])
