"""Loads model folders: as what they are, or as anything that predicts."""

import shutil
import sys
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runlore.entities.errors import InvalidValueError
from runlore.models.format import (
    ModelFile,
    Predict,
    flavor_named,
    flavor_of_loader,
    read_model_file,
)
from runlore.models.signature import Schema


class Predictor:
    """Any model, with one way to predict.

    Attributes:
        metadata: what its ``MLmodel`` says.
    """

    def __init__(
        self,
        metadata: ModelFile,
        loaded: tuple[Any, Predict],
        kept: Path | None = None,
    ) -> None:
        """Make one of what ``load_parts`` gives.

        Args:
            metadata: what its ``MLmodel`` says.
            loaded: the model, and what predicts with it.
            kept: the folder that it may still read; it goes when the model does.
        """
        self.metadata = metadata
        self._model, self._predict = loaded
        if kept is not None:
            weakref.finalize(self, shutil.rmtree, kept, ignore_errors=True)

    def predict(self, data: Any, params: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
        """Predictions.

        Args:
            data: a DataFrame, an array, or whatever the model takes.
            params: of this prediction.

        Raises:
            InvalidValueError: a column that the model's signature asks for is missing.
        """
        signature = self.metadata.signature
        if signature is not None and signature.inputs is not None:
            data = _as_asked(data, signature.inputs)
        return self._predict(data, params)

    def unwrap_python_model(self) -> Any:  # noqa: ANN401  # the user's own class
        """The model object itself."""
        return self._model

    def get_raw_model(self) -> Any:  # noqa: ANN401
        """The model object itself."""
        return self._model

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {', '.join(sorted(self.metadata.flavors))}>"


def load_model(flavor: str, folder: Path) -> Any:  # noqa: ANN401  # a model of that framework
    """The model of a folder, as its framework knows it. Loading a pickle runs code that it holds.

    Raises:
        NotFoundError: no model, or none of that flavor.
    """
    file = read_model_file(folder)
    _find_code(file, folder)
    return flavor_named(flavor).load(folder, file.keys_of(flavor))


def load_parts(folder: Path) -> tuple[ModelFile, tuple[Any, Predict]]:
    """What a ``Predictor`` is made of. Loading a pickle runs code that it holds.

    Raises:
        NotFoundError: no model in the folder.
        InvalidValueError: a framework that is not known here.
    """
    file = read_model_file(folder)
    _find_code(file, folder)
    flavor = flavor_of_loader(file.keys_of("python_function").get("loader_module"))
    return file, flavor.predictor(folder, file.told)


def _find_code(file: ModelFile, folder: Path) -> None:
    """Code that was saved with a model can be imported from now on."""
    for keys in file.flavors.values():
        code = keys.get("code")
        place = str(folder / str(code))
        if code and Path(place).is_dir() and place not in sys.path:
            sys.path.append(place)


def _as_asked(data: Any, inputs: Schema) -> Any:  # noqa: ANN401
    """A frame with the columns of the signature, in their order; anything else as it is."""
    names = inputs.input_names()
    if inputs.is_tensor_spec() or not names or not hasattr(data, "columns"):
        return data
    required = [spec["name"] for spec in inputs.specs if spec.get("required", True)]
    missing = [name for name in required if name not in data.columns]
    if missing:
        raise InvalidValueError(
            f"The model asks for the columns {names}; {missing} are missing in the data."
        )
    return data[[name for name in names if name in data.columns]]
