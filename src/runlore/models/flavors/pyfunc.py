"""Models that are Python: a class with ``predict``, or one function."""

import inspect
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.models.format import Predict, Saved
from runlore.models.pickles import VERSION, read_pickle, write_pickle
from runlore.models.python_model import FunctionModel, PythonModelContext

_PICKLE = "python_model.pkl"


def save(model: Any, folder: Path, how: Mapping[str, Any]) -> Saved:  # noqa: ANN401
    """Write a model, with the files that it wants beside it.

    Raises:
        InvalidValueError: neither an object with ``predict`` nor a function.
        NotFoundError: a file that it wants is not there.
    """
    if isinstance(model, str | Path):
        raise InvalidValueError("Models from code files are not packaged yet: give the object.")
    if not callable(getattr(model, "predict", None)):
        if not callable(model):
            raise InvalidValueError(f"A {type(model).__name__} has no predict().")
        model = FunctionModel(model)
    write_pickle(model, folder / _PICKLE)
    artifacts = _copied(how.get("artifacts") or {}, folder)
    keys: dict[str, object] = {
        "loader_module": "mlflow.pyfunc.model",
        "python_model": _PICKLE,
        "cloudpickle_version": VERSION,
        "code": how.get("code"),
    }
    if artifacts:
        keys["artifacts"] = artifacts
    if how.get("model_config"):
        keys["config"] = dict(how["model_config"])
    return Saved({}, keys, packages=("cloudpickle",), pickles=(folder / _PICKLE,))


def load(folder: Path, keys: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The model object of a folder, with its context loaded."""
    return _opened(folder, keys)[0]


def predictor(folder: Path, told: Mapping[str, Any]) -> tuple[Any, Predict]:
    """The model object, and its ``predict`` whatever it takes."""
    model, context = _opened(folder, told["flavors"]["python_function"])
    takes = inspect.signature(model.predict).parameters
    with_context = "context" in takes or len([name for name in takes if name != "params"]) > 1

    def predict(data: Any, params: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        more = {"params": params} if "params" in takes else {}
        if with_context:
            return model.predict(context, data, **more)
        return model.predict(data, **more)

    return model, predict


def _opened(folder: Path, keys: Mapping[str, Any]) -> tuple[Any, PythonModelContext]:
    if not keys.get("python_model"):
        raise InvalidValueError("This model is a script; such models are not loaded here yet.")
    model = read_pickle(folder / Path(str(keys["python_model"])).name)
    paths = {
        name: str(folder / str(one["path"])) for name, one in (keys.get("artifacts") or {}).items()
    }
    context = PythonModelContext(paths, keys.get("config") or {})
    model.load_context(context)
    return model, context


def _copied(artifacts: Mapping[str, str], folder: Path) -> dict[str, dict[str, str]]:
    told = {}
    for name, source in artifacts.items():
        found = Path(source)
        into = folder / "artifacts" / found.name
        into.parent.mkdir(exist_ok=True)
        if found.is_dir():
            shutil.copytree(found, into)
        elif found.is_file():
            shutil.copy2(found, into)
        else:
            raise NotFoundError("file for the model", source)
        told[name] = {"path": f"artifacts/{found.name}", "uri": source}
    return told
