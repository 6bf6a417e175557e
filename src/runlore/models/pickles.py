"""Pickles of models: written so that classes of a script go along, read without MLflow too."""

import importlib.util
import os
import pickle
import pickletools
from pathlib import Path
from typing import IO, Any

import cloudpickle

from runlore.entities.errors import AccessDeniedError, InvalidInputError, InvalidValueError
from runlore.models import python_model

VERSION: str = cloudpickle.__version__
_ABSENT_BASES = {
    ("mlflow.pyfunc.model", "PythonModel"): python_model.PythonModel,
    ("mlflow.pyfunc", "PythonModel"): python_model.PythonModel,
    ("mlflow.pyfunc.model", "PythonModelContext"): python_model.PythonModelContext,
    ("mlflow.pyfunc.model", "_FunctionPythonModel"): python_model.FunctionModel,
    ("mlflow.models.signature", "_TypeHints"): python_model.TypeHints,
}
"""What stands for MLflow's own classes in a model that it wrote, where it is not installed."""


def write_pickle(model: object, file: Path) -> None:
    """Pickle a model; classes and functions of the script itself are written whole.

    Raises:
        InvalidValueError: it cannot be pickled.
    """
    cloudpickle.register_pickle_by_value(python_model)  # so that MLflow needs nothing of ours
    try:
        with file.open("wb") as out:
            cloudpickle.dump(model, out)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise InvalidValueError(f"The model cannot be pickled: {error}.") from error
    finally:
        cloudpickle.unregister_pickle_by_value(python_model)


def read_pickle(file: Path) -> Any:  # noqa: ANN401  # any model
    """Load a pickled model. This runs code that the file holds: load files one trusts only.

    Raises:
        AccessDeniedError: ``MLFLOW_ALLOW_PICKLE_DESERIALIZATION`` forbids it.
        InvalidInputError: the file is damaged, or needs what is not installed.
    """
    require_allowed(file)
    try:
        with file.open("rb") as content:
            return _Unpickler(content).load()
    except (pickle.UnpicklingError, EOFError, ImportError, AttributeError) as error:
        raise InvalidInputError(f"The model in {file.name!r} cannot be loaded: {error}.") from error


def require_allowed(file: Path) -> None:
    """Refuse pickles where they are forbidden.

    Raises:
        AccessDeniedError: ``MLFLOW_ALLOW_PICKLE_DESERIALIZATION`` says no.
    """
    if os.environ.get("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "true").lower() in ("false", "0"):
        raise AccessDeniedError(
            f"{file.name!r} is a pickle, and MLFLOW_ALLOW_PICKLE_DESERIALIZATION forbids them."
        )


def modules_in(stream: IO[bytes]) -> set[str]:
    """The modules that a pickle names, found without loading anything.

    Raises:
        InvalidInputError: it is no pickle.
    """
    names = _Names()
    try:
        for code, argument, _ in pickletools.genops(stream):
            names.read(code.name, argument)
    except ValueError as error:
        raise InvalidInputError(f"The model's pickle does not parse: {error}.") from None
    return names.found


class _Names:
    """Follows the texts that a pickle pushes: two of them before STACK_GLOBAL name a class."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._texts: list[str] = []
        self._memo: list[str] = []
        self._pushed: str | None = None
        self._imports = False

    def read(self, code: str, argument: object) -> None:
        """Take one instruction."""
        if code == "MEMOIZE":
            self._memo.append(self._pushed or "")
            return
        self._pushed = self._text_of(code, argument)
        if self._pushed is not None:
            if self._imports:
                self.found.add(self._pushed)
            self._texts = [*self._texts[-1:], self._pushed]
        elif code == "GLOBAL":
            self.found.add(str(argument).partition(" ")[0])
        elif code == "STACK_GLOBAL" and len(self._texts) == 2:
            self.found.add(self._texts[0])
        # cloudpickle writes a module as a call of its function ``subimport`` with the name
        self._imports = code == "STACK_GLOBAL" and self._texts[-1:] == ["subimport"]

    def _text_of(self, code: str, argument: object) -> str | None:
        if "UNICODE" in code and isinstance(argument, str):
            return argument
        if code in ("BINGET", "LONG_BINGET") and isinstance(argument, int):
            return (self._memo[argument] if argument < len(self._memo) else "") or None
        return None


class _Unpickler(pickle.Unpickler):
    """Finds stand-ins for MLflow's own classes where MLflow is not installed."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        """The class or function of that name."""
        stand_in = _ABSENT_BASES.get((module, name))
        if stand_in is not None and importlib.util.find_spec("mlflow") is None:
            return stand_in
        return super().find_class(module, name)
