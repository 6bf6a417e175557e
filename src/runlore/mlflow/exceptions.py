"""MLflow's one exception, and how our errors become it."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from runlore.entities.errors import RunloreError

P = ParamSpec("P")
R = TypeVar("R")
C = TypeVar("C", bound=type)

_CODES = {
    "not_found": "RESOURCE_DOES_NOT_EXIST",
    "already_exists": "RESOURCE_ALREADY_EXISTS",
    "conflict": "INVALID_PARAMETER_VALUE",
    "out_of_order": "INVALID_STATE",
    "access_denied": "PERMISSION_DENIED",
    "not_authenticated": "UNAUTHENTICATED",
    "storage_full": "RESOURCE_EXHAUSTED",
    "unavailable": "TEMPORARILY_UNAVAILABLE",
    "invalid_input": "INVALID_PARAMETER_VALUE",
    "invalid_id": "INVALID_PARAMETER_VALUE",
    "invalid_name": "INVALID_PARAMETER_VALUE",
    "invalid_path": "INVALID_PARAMETER_VALUE",
    "invalid_value": "INVALID_PARAMETER_VALUE",
    "query_syntax": "INVALID_PARAMETER_VALUE",
    "out_of_range": "INVALID_PARAMETER_VALUE",
    "limit_exceeded": "INVALID_PARAMETER_VALUE",
}
"""Our words for what went wrong and MLflow's. What is not here is INTERNAL_ERROR."""


class MlflowException(Exception):  # noqa: N818  # the name users know
    """What every verb of this facade raises.

    Attributes:
        error_code: MLflow's name of the kind, such as ``RESOURCE_DOES_NOT_EXIST``.
        message: one sentence for a person.
    """

    def __init__(self, message: object, error_code: str = "INTERNAL_ERROR") -> None:
        self.message = str(message)
        self.error_code = error_code
        super().__init__(self.message)

    @classmethod
    def invalid_parameter_value(cls, message: object) -> "MlflowException":
        """One that says that something given cannot be taken."""
        return cls(message, "INVALID_PARAMETER_VALUE")


RestException = MlflowException
"""MLflow's clients raise it for what a server refused; here there is no difference."""


def in_mlflow_terms(verb: Callable[P, R]) -> Callable[P, R]:
    """The verb, raising ``MlflowException`` where it would raise one of our errors."""

    @functools.wraps(verb)
    def translated(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except RunloreError as error:
            raise as_mlflow(error) from error

    return translated


def methods_in_mlflow_terms(kind: C) -> C:
    """The class, each public method of which raises ``MlflowException`` instead of our errors."""
    for name, method in list(vars(kind).items()):
        if callable(method) and not name.startswith("_"):
            setattr(kind, name, in_mlflow_terms(method))
    return kind


def as_mlflow(error: RunloreError) -> MlflowException:
    """One of our errors as MLflow's."""
    return MlflowException(error.message, _CODES.get(error.code, "INTERNAL_ERROR"))
