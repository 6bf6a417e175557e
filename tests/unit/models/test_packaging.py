"""Model folders: written, read, kept with runs and found by their addresses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas
import pytest
import yaml
from tests.frameworks import NO_MLFLOW, needs_frameworks, of_ours, run_script

import runlore.mlflow as mlflow

pytestmark = [
    pytest.mark.usefixtures("mlflow_folder"),
    pytest.mark.xdist_group("sklearn"),  # one worker of the suite imports it
]

X = pandas.DataFrame({"a": [1.0, 2.0, 3.0, 4.0], "b": [1, 2, 3, 4]})
Y = np.array([0, 0, 1, 1])


@pytest.fixture
def model():
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression().fit(X, Y)


def test_a_model_folder_says_what_it_is(model, tmp_path: Path) -> None:
    signature = mlflow.models.infer_signature(X, model.predict(X))
    folder = tmp_path / "m"
    mlflow.sklearn.save_model(
        model, str(folder), signature=signature, input_example=X.head(1), metadata={"owner": "me"}
    )
    told = yaml.safe_load((folder / "MLmodel").read_text())
    assert told["flavors"]["python_function"]["loader_module"] == "mlflow.sklearn"
    assert told["flavors"]["sklearn"]["pickled_model"] == "model.pkl"
    assert json.loads(told["signature"]["inputs"]) == [
        {"type": "double", "name": "a", "required": True},
        {"type": "long", "name": "b", "required": True},
    ]
    assert told["metadata"] == {"owner": "me"}
    example = json.loads((folder / "input_example.json").read_text())
    assert example == {"columns": ["a", "b"], "data": [[1.0, 1]]}
    pins = (folder / "requirements.txt").read_text().splitlines()
    assert {pin.partition("==")[0] for pin in pins[1:]} == {
        "cloudpickle", "numpy", "pandas", "scikit-learn", "scipy",
    }  # fmt: skip
    assert all("==" in pin for pin in pins[1:])
    conda = yaml.safe_load((folder / "conda.yaml").read_text())
    assert conda["dependencies"][-1] == {"pip": pins}
    with pytest.raises(mlflow.MlflowException, match="holds something"):
        mlflow.sklearn.save_model(model, str(folder))


def test_a_logged_model_is_in_its_run_and_loads_from_every_address(model) -> None:
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, "model", registered_model_name="Demo")
    assert (info.run_id, info.registered_model_version) == (run.info.run_id, 1)
    client = mlflow.MlflowClient()
    client.transition_model_version_stage("Demo", 1, "Production")
    client.set_registered_model_alias("Demo", "champion", 1)
    for uri in (
        info.model_uri,
        f"runs:/{run.info.run_id}/model",
        f"{run.info.artifact_uri}/model",
        "models:/Demo/1",
        "models:/Demo/latest",
        "models:/Demo/Production",
        "models:/Demo@champion",
        mlflow.artifacts.download_artifacts("models:/Demo/1"),
    ):
        assert (mlflow.sklearn.load_model(uri).predict(X) == Y).all()
        assert (mlflow.pyfunc.load_model(uri).predict(X) == Y).all()
    assert mlflow.models.get_model_info("models:/Demo/1").model_id == info.model_id
    listed = client.list_artifacts(run.info.run_id, "model")
    assert "model/MLmodel" in [one.path for one in listed]


def test_a_version_is_registered_of_files_that_are_there_only() -> None:
    with mlflow.start_run() as run:
        mlflow.log_text("x", "a.txt")
    for uri in (f"runs:/{run.info.run_id}/model", "models:/Nobody/1"):
        with pytest.raises(mlflow.MlflowException) as refused:
            mlflow.register_model(uri, "Demo")
        assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    with pytest.raises(mlflow.MlflowException, match="names no version"):
        mlflow.pyfunc.load_model("models:/Demo")


def test_a_predictor_asks_for_the_columns_of_the_signature(model) -> None:
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(model, name="model", input_example=X)
    loaded = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    shuffled = X.assign(more=1)[["more", "b", "a"]]
    assert (loaded.predict(shuffled) == Y).all()
    with pytest.raises(Exception, match=r"\['b'\] are missing"):
        loaded.predict(X[["a"]])


def test_classes_of_a_script_load_in_a_process_that_has_never_seen_them(tmp_path: Path) -> None:
    Path("weights.txt").write_text("7")
    script = """
import runlore.mlflow as mlflow
class Times(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        with open(context.artifacts["weights"]) as file:
            self.factor = int(file.read())
    def predict(self, context, model_input, params=None):
        return [value * self.factor + (params or {}).get("plus", 0) for value in model_input]
mlflow.pyfunc.save_model("times", python_model=Times(), artifacts={"weights": "weights.txt"})
mlflow.pyfunc.save_model("double", python_model=lambda values: [value * 2 for value in values])
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path)
    times = mlflow.pyfunc.load_model("times")
    assert times.predict([1, 2], params={"plus": 1}) == [8, 15]
    assert times.unwrap_python_model().factor == 7
    assert mlflow.pyfunc.load_model("double").predict([3]) == [6]


def test_code_that_a_model_imports_goes_along(tmp_path: Path) -> None:
    Path("own_code.py").write_text("def shift(value):\n    return value + 1\n")
    script = """
import sys; sys.path.insert(0, ".")
import own_code
import runlore.mlflow as mlflow
def predict(values):
    return [own_code.shift(value) for value in values]
mlflow.pyfunc.save_model("coded", python_model=predict, code_paths=["own_code.py"])
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path)
    Path("own_code.py").unlink()
    assert mlflow.pyfunc.load_model("coded").predict([1]) == [2]


@pytest.mark.parametrize(
    ("say", "told"),
    [
        (lambda: mlflow.sklearn.log_model("text", "m"), "no scikit-learn model"),
        (lambda: mlflow.sklearn.log_model(object()), "needs a name"),
        (lambda: mlflow.pyfunc.log_model("m", python_model=3), "has no predict"),
        (lambda: mlflow.pyfunc.log_model("m", python_model="code.py"), "not packaged yet"),
        (lambda: mlflow.pyfunc.load_model("nowhere"), "no file MLmodel"),
        (lambda: mlflow.sklearn.load_model("foreign"), "no flavor"),
        (lambda: mlflow.pyfunc.load_model("foreign"), "cannot be loaded here yet"),
        (lambda: mlflow.pyfunc.load_model("broken"), "does not parse"),
    ],
)
def test_what_is_no_model_is_refused_with_a_reason(say, told: str) -> None:
    for name, text in (
        ("foreign", "flavors: {python_function: {loader_module: mlflow.xgboost}, xgboost: {}}"),
        ("broken", "flavors: ["),
    ):
        Path(name).mkdir()
        Path(name, "MLmodel").write_text(text)
    with mlflow.start_run(), pytest.raises(mlflow.MlflowException, match=told):
        say()


def test_pickles_can_be_forbidden(model, monkeypatch: pytest.MonkeyPatch) -> None:
    mlflow.sklearn.save_model(model, "m")
    monkeypatch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    with pytest.raises(mlflow.MlflowException, match="forbids") as refused:
        mlflow.sklearn.load_model("m")
    assert refused.value.error_code == "PERMISSION_DENIED"


def test_a_damaged_model_is_an_error_that_says_so(model) -> None:
    mlflow.sklearn.save_model(model, "m")
    file = Path("m/model.pkl")
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(mlflow.MlflowException, match="cannot be loaded"):
        mlflow.sklearn.load_model("m")


TORCH_SAVE = """
import numpy as np, torch
import runlore.mlflow as mlflow
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
    def forward(self, x):
        return self.layer(x)
net = Net()
mlflow.pytorch.save_model(net, "net")
x = np.ones((3, 2), dtype="float32")
np.save("wanted.npy", net(torch.from_numpy(x)).detach().numpy())
"""

TORCH_LOAD = """
import numpy as np, pandas, torch
import runlore.mlflow as mlflow
wanted, x = np.load("wanted.npy"), np.ones((3, 2), dtype="float32")
assert np.allclose(mlflow.pyfunc.load_model("net").predict(x), wanted)
frame = mlflow.pyfunc.load_model("net").predict(pandas.DataFrame(x))
assert np.allclose(frame.to_numpy(), wanted)
loaded = mlflow.pytorch.load_model("net")
assert np.allclose(loaded(torch.from_numpy(x)).detach().numpy(), wanted)
with mlflow.start_run() as run:
    mlflow.pytorch.log_state_dict(loaded.state_dict(), "weights")
weights = mlflow.pytorch.load_state_dict(f"runs:/{run.info.run_id}/weights")
assert torch.equal(weights["layer.weight"], loaded.state_dict()["layer.weight"])
"""


@needs_frameworks
def test_a_pytorch_model_predicts_the_same_in_another_process(tmp_path: Path) -> None:
    environ = of_ours({**os.environ, "RUNLORE_URI": str(tmp_path / "store")})
    run_script(NO_MLFLOW + TORCH_SAVE, tmp_path, environ)
    run_script(NO_MLFLOW + TORCH_LOAD, tmp_path, environ)
    assert "torch==" in Path("net/requirements.txt").read_text()
