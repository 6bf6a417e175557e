"""Loads what needs a framework only when a model of it is packaged or loaded."""

import importlib
from types import ModuleType

from runlore.entities.errors import ConflictError


def load_part(module: str) -> ModuleType:
    """Import a module by name.

    Raises:
        ConflictError: a package that it needs is not installed; says which.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        package = (error.name or module).partition(".")[0]
        raise ConflictError(
            f"Models need the package {package!r} here, which is not installed. Install it; "
            "pip install 'runlore[models]' brings what all models need."
        ) from error
