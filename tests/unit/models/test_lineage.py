"""What a run read and made, and models by their own ids."""

from pathlib import Path

import numpy as np
import pytest

import runlore.mlflow as mlflow
from runlore.client.transport.http import open_transport
from runlore.mlflow.store.connection import current_store

pytestmark = [
    pytest.mark.usefixtures("mlflow_folder"),
    pytest.mark.xdist_group("sklearn"),  # one worker of the suite imports it
]

X = np.array([[1.0], [2.0]])


@pytest.fixture
def model():
    from sklearn.linear_model import LinearRegression

    return LinearRegression().fit(X, [1, 2])


def test_a_run_tells_the_data_that_it_read_and_the_model_that_it_made(model) -> None:
    data = mlflow.data.from_numpy(X, name="d")
    with mlflow.start_run() as run:
        mlflow.log_input(data, context="train", tags={"split": 1})
        info = mlflow.sklearn.log_model(model, "model", model_type="regressor", step=2)
    found = mlflow.get_run(run.info.run_id)
    (read,) = found.inputs.dataset_inputs
    assert (read.dataset.name, read.dataset.digest) == ("d", data.digest)
    tags = {tag.key: tag.value for tag in read.tags}
    assert tags == {"mlflow.data.context": "train", "split": "1"}
    (made,) = found.outputs.model_outputs
    assert (made.model_id, made.step) == (info.model_id, 2)
    assert len(mlflow.search_runs(filter_string="dataset.context = 'train'")) == 1
    assert np.allclose(mlflow.pyfunc.load_model(f"models:/{info.model_id}").predict(X), [1, 2])


def test_a_model_that_owns_its_files_loads_by_its_id(model, tmp_path: Path) -> None:
    mlflow.sklearn.save_model(model, "saved")
    asked = {"project": "default", "experiment": "default", "name": "own"}
    made = current_store().ask("POST", "/api/v1/logged-models", asked)["id"]
    transport = open_transport(str(tmp_path / "store"))
    for file in Path("saved").iterdir():
        path = f"/api/v1/logged-models/{made}/artifacts/content/{file.name}"
        assert transport.request("PUT", path, headers={}, body=file.read_bytes()).status == 200
    transport.close()
    assert np.allclose(mlflow.pyfunc.load_model(f"models:/{made}").predict(X), [1, 2])
    with pytest.raises(mlflow.MlflowException) as refused:
        mlflow.pyfunc.load_model(f"models:/m-{'0' * 32}")
    assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_a_model_has_the_params_of_its_run_and_no_secret(model) -> None:
    with mlflow.start_run():
        mlflow.log_params({"lr": 0.01, "api_key": "sk-very-secret"})
        info = mlflow.sklearn.log_model(model, "model", params={"lr": 1, "depth": 3})
    told = current_store().ask("GET", f"/api/v1/logged-models/{info.model_id}")["params"]
    assert (told["lr"], told["depth"]) == ("0.01", "3")
    assert "secret" not in told["api_key"]
