"""Models of PyTorch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from runlore.entities.errors import InvalidInputError, InvalidValueError
from runlore.models import torch_pickling
from runlore.models.format import Predict, Saved
from runlore.models.pickles import require_allowed

_DATA = "data"
_PICKLE = "model.pth"
_EXPORTED = "model.pt2"
_MODULE_FILE = "pickle_module_info.txt"
_MODULE = "mlflow.pytorch.pickle_module"
"""The module that MLflow imports to load the file; it has one that does what ours does."""


def save(model: Any, folder: Path, how: Mapping[str, Any]) -> Saved:  # noqa: ANN401
    """Write a module whole: weights and the classes that use them.

    Raises:
        InvalidValueError: no ``torch.nn.Module``.
    """
    if not isinstance(model, torch.nn.Module):
        raise InvalidValueError(f"A {type(model).__name__} is no torch.nn.Module.")
    data = folder / _DATA
    data.mkdir()
    (data / _MODULE_FILE).write_text(_MODULE)
    torch.save(model, data / _PICKLE, pickle_module=torch_pickling)
    return Saved(
        flavor={
            "model_data": _DATA,
            "pytorch_version": str(torch.__version__),
            "serialization_format": "pickle",
            "code": how.get("code"),
        },
        python_function={
            "loader_module": "mlflow.pytorch",
            "data": _DATA,
            "pickle_module_name": _MODULE,
        },
        packages=("torch", "numpy", "cloudpickle"),
        pickles=(data / _PICKLE,),
    )


def load(folder: Path, keys: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """The module of a folder, pickled or exported. A pickle runs code: load what one trusts only.

    Raises:
        InvalidInputError: there is no such file.
    """
    data = folder / Path(str(keys.get("model_data") or _DATA)).name
    exported = data / _EXPORTED
    if exported.is_file():
        return torch.export.load(exported).module()
    file = data / _PICKLE
    if not file.is_file():
        raise InvalidInputError(f"The model has neither {_PICKLE} nor {_EXPORTED}.")
    return load_torch(file, str(keys.get("map_location") or "") or None)


def load_torch(file: Path, device: str | None = None) -> Any:  # noqa: ANN401
    """What ``torch.save`` wrote; on the CPU where there is no GPU for it."""
    require_allowed(file)
    place = device or (None if torch.cuda.is_available() else "cpu")
    return torch.load(file, map_location=place, pickle_module=torch_pickling, weights_only=False)


def save_torch(value: object, file: Path) -> None:
    """Write weights, as ``torch.save`` does."""
    torch.save(value, file)


def predictor(folder: Path, told: Mapping[str, Any]) -> tuple[Any, Predict]:
    """The module, and what predicts with it: frames and arrays go in, and come out alike."""
    model = load(folder, told["flavors"]["pytorch"])

    def predict(data: Any, params: Mapping[str, Any] | None) -> Any:  # noqa: ANN401
        is_frame = hasattr(data, "columns") and hasattr(data, "to_numpy")
        array = data.to_numpy(dtype=np.float32) if is_frame else np.asarray(data)
        if isinstance(model, torch.nn.Module) and not exported:
            model.eval()
        with torch.no_grad():
            given = torch.from_numpy(np.ascontiguousarray(array)).to(_device_of(model))
            out = model(given, **(params or {}))
        if not isinstance(out, torch.Tensor):
            raise InvalidValueError(f"The model gave a {type(out).__name__}, and no tensor.")
        found = out.detach().cpu().numpy()
        return type(data)(found, index=data.index) if is_frame else found

    exported = (folder / _DATA / _EXPORTED).is_file()
    return model, predict


def _device_of(model: Any) -> Any:  # noqa: ANN401  # a module, whose device torch has no type for
    return next((weight.device for weight in model.parameters()), torch.device("cpu"))
