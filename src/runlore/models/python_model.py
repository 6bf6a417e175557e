"""The class of models that are written by hand. Pickled whole: it must need nothing but Python."""

from collections.abc import Callable, Mapping
from typing import Any


class TypeHints:
    """What MLflow notes of the types of ``predict``; nothing here looks at it."""

    def __init__(self, input: object = None, output: object = None) -> None:  # noqa: A002
        self.input = input
        self.output = output


class PythonModelContext:
    """What a model may use while it predicts.

    Attributes:
        artifacts: paths of the files that were saved with it, by name.
        model_config: settings that were saved with it.
    """

    def __init__(self, artifacts: Mapping[str, str], model_config: Mapping[str, Any]) -> None:
        self.artifacts = artifacts
        self.model_config = model_config


class PythonModel:
    """Subclass it and define ``predict(self, context, model_input, params=None)``."""

    @property
    def predict_type_hints(self) -> TypeHints:
        """What MLflow's loader asks for: nothing is known of the types."""
        return TypeHints()

    def load_context(self, context: Any) -> None:  # noqa: ANN401  # MLflow's own class, perhaps
        """Called once after loading, with the context."""

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:  # noqa: ANN401
        """Predictions for the input."""
        raise NotImplementedError("A PythonModel defines predict(self, context, model_input).")


class FunctionModel(PythonModel):
    """A model that is one function of its input."""

    def __init__(self, func: Callable[[Any], Any], signature: object = None) -> None:
        self.func = func
        self.signature = signature

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:  # noqa: ANN401, ARG002
        """Predictions for the input."""
        return self.func(model_input)
