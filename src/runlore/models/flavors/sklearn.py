"""Models of scikit-learn."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sklearn

from runlore.entities.errors import InvalidValueError
from runlore.models.format import Predict, Saved
from runlore.models.parts import load_part
from runlore.models.pickles import read_pickle, write_pickle

_PICKLE = "model.pkl"
_FORMATS = ("cloudpickle", "pickle")


def save(model: Any, folder: Path, how: Mapping[str, Any]) -> Saved:  # noqa: ANN401
    """Write an estimator.

    Raises:
        InvalidValueError: no estimator, or another format.
    """
    if not hasattr(model, "get_params"):
        raise InvalidValueError(f"A {type(model).__name__} is no scikit-learn model.")
    form = how.get("serialization_format") or "cloudpickle"
    if form not in _FORMATS:
        raise InvalidValueError(f"serialization_format {form!r} must be one of {_FORMATS}.")
    write_pickle(model, folder / _PICKLE)
    predict = how.get("pyfunc_predict_fn") or "predict"
    return Saved(
        flavor={
            "pickled_model": _PICKLE,
            "sklearn_version": sklearn.__version__,
            "serialization_format": form,
            "code": how.get("code"),
        },
        python_function={
            "loader_module": "mlflow.sklearn",
            "model_path": _PICKLE,
            "predict_fn": predict,
        },
        packages=("scikit-learn", "numpy", "scipy", "cloudpickle"),
        pickles=(folder / _PICKLE,),
    )


def load(folder: Path, keys: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The estimator of a folder, in any format in which MLflow writes one."""
    file = folder / Path(str(keys.get("pickled_model") or _PICKLE)).name
    if keys.get("serialization_format") == "skops":
        trusted = list(keys.get("skops_trusted_types") or ())
        return load_part("skops.io").load(file, trusted=trusted)
    return read_pickle(file)


def predictor(folder: Path, told: Mapping[str, Any]) -> tuple[Any, Predict]:
    """The estimator, and its method that predicts."""
    flavors = told["flavors"]
    model = load(folder, flavors["sklearn"])
    method = getattr(model, flavors["python_function"].get("predict_fn") or "predict", None)
    if not callable(method):
        return model, _cannot_predict

    def predict(data: Any, params: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        return method(data, **(params or {}))

    return model, predict


def _cannot_predict(_data: object, _params: object) -> object:
    raise InvalidValueError("This model does not predict: it has no such method.")
