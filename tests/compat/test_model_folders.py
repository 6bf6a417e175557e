"""Model folders go both ways: the real mlflow loads ours, and we load what it wrote without it."""

import os
from pathlib import Path

import pytest

from tests.compat.seed_scripts import with_the_facade
from tests.frameworks import NO_MLFLOW, needs_frameworks, of_mlflow, of_ours, run_script

pytestmark = [pytest.mark.compat, needs_frameworks]

SAVE = """
import mlflow
import mlflow.pyfunc
import mlflow.sklearn
from mlflow.models import infer_signature
import numpy as np, pandas as pd
from sklearn.linear_model import LinearRegression

class Shift(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        with open(context.artifacts["by"]) as file:
            self.by = int(file.read())
    def predict(self, context, model_input, params=None):
        return [value + self.by for value in model_input["a"]]

with open("by.txt", "w") as file:
    file.write("5")
X = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [1, 2, 3]})
model = LinearRegression().fit(X, [1, 2, 3])
signature = infer_signature(X, model.predict(X), params={"k": 1})
mlflow.sklearn.save_model(model, "linear", signature=signature, input_example=X.head(1))
mlflow.sklearn.save_model(model, "pickled", serialization_format="cloudpickle")
mlflow.pyfunc.save_model("shift", python_model=Shift(), artifacts={"by": "by.txt"})
mlflow.pyfunc.save_model(
    "half", python_model=lambda model_input: model_input["a"] / 2, pip_requirements=["numpy"]
)
np.save("wanted.npy", model.predict(X))
"""

LOAD = """
import mlflow
import mlflow.pyfunc
import numpy as np, pandas as pd

X = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [1, 2, 3]})
wanted = np.load("wanted.npy")
for name in ("linear", "pickled"):
    assert np.allclose(mlflow.pyfunc.load_model(name).predict(X), wanted), name
    assert np.allclose(mlflow.sklearn.load_model(name).predict(X), wanted), name
assert list(mlflow.pyfunc.load_model("shift").predict(X)) == [6.0, 7.0, 9.0]
assert list(mlflow.pyfunc.load_model("half").predict(X)) == [0.5, 1.0, 2.0]
signature = mlflow.pyfunc.load_model("linear").metadata.signature
assert signature.inputs.input_names() == ["a", "b"]
assert len(signature.params.to_dict()) == 1
"""

TORCH_SAVE = """
import mlflow
import mlflow.pytorch
import numpy as np, torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
    def forward(self, x):
        return self.layer(x)

net = Net()
mlflow.pytorch.save_model(net, "net", serialization_format="pickle")
np.save("wanted.npy", net(torch.ones(3, 2)).detach().numpy())
"""

TORCH_LOAD = """
import mlflow
import mlflow.pyfunc
import mlflow.pytorch
import numpy as np, torch

wanted = np.load("wanted.npy")
ones = np.ones((3, 2), dtype="float32")
assert np.allclose(mlflow.pyfunc.load_model("net").predict(ones), wanted)
loaded = mlflow.pytorch.load_model("net")
assert np.allclose(loaded(torch.from_numpy(ones)).detach().numpy(), wanted)
"""


def theirs(script: str, folder: Path) -> None:
    environ = {**of_mlflow(dict(os.environ)), "MLFLOW_TRACKING_URI": "sqlite:///unused.db"}
    run_script(script, folder, environ)


def ours(script: str, folder: Path) -> None:
    run_script(NO_MLFLOW + with_the_facade(script), folder, of_ours(dict(os.environ)))


def test_mlflow_loads_what_we_wrote(tmp_path: Path) -> None:
    ours(SAVE, tmp_path)
    theirs(LOAD, tmp_path)


@pytest.mark.slow
def test_we_load_what_mlflow_wrote_and_need_none_of_it(tmp_path: Path) -> None:
    theirs(SAVE, tmp_path)
    assert (tmp_path / "linear" / "model.skops").exists()
    ours(LOAD, tmp_path)


@pytest.mark.slow
def test_pytorch_models_go_both_ways(tmp_path: Path) -> None:
    for save, load, name in ((ours, theirs, "ours"), (theirs, ours, "theirs")):
        folder = tmp_path / name
        folder.mkdir()
        save(TORCH_SAVE, folder)
        load(TORCH_LOAD, folder)
