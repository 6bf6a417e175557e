"""What a model folder is: the file ``MLmodel``, and what a flavor promises."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Protocol, cast

import msgspec

from runlore.entities.errors import InvalidValueError, NotFoundError
from runlore.models.parts import load_part
from runlore.models.signature import ModelSignature

MLMODEL = "MLmodel"
FORMAT_VERSION = "3.17.2"
"""The version of MLflow whose folders ours are like; its loaders look at it."""

FLAVORS: dict[str, str] = {
    "sklearn": "runlore.models.flavors.sklearn",
    "pytorch": "runlore.models.flavors.pytorch",
    "python_function": "runlore.models.flavors.pyfunc",
}
"""Our flavors by MLflow's names. Strings: a framework is imported when a model of it comes."""

_LOADERS = {
    "mlflow.sklearn": "sklearn",
    "mlflow.pytorch": "pytorch",
    "mlflow.pyfunc.model": "python_function",
}
"""Which flavor makes a predictor, by the loader that a folder names."""

Predict = Callable[[Any, "Mapping[str, Any] | None"], Any]
"""Takes data and params, gives predictions."""


class Saved(msgspec.Struct, frozen=True):
    """What a flavor wrote into a folder.

    Attributes:
        flavor: the keys under its own name; empty when it is ``python_function`` itself.
        python_function: the keys by which any loader finds a predictor.
        packages: distributions that the model needs whatever it holds.
        pickles: files whose content tells of further ones.
    """

    flavor: dict[str, object]
    python_function: dict[str, object]
    packages: tuple[str, ...] = ()
    pickles: tuple[Path, ...] = ()


class Flavor(Protocol):
    """How models of one framework are written and read.

    ``load`` of what ``save`` wrote gives a model of the same predictions. Loading runs code that
    the folder holds: only folders of people one trusts are loaded.
    """

    def save(self, model: Any, folder: Path, how: Mapping[str, Any]) -> Saved:  # noqa: ANN401
        """Write a model's files.

        Raises:
            InvalidValueError: no model of this framework.
        """
        ...

    def load(self, folder: Path, keys: Mapping[str, Any]) -> Any:  # noqa: ANN401
        """The model that a folder holds, by the keys of this flavor."""
        ...

    def predictor(self, folder: Path, told: Mapping[str, Any]) -> tuple[Any, Predict]:
        """The model and what predicts with it, by the whole of ``MLmodel``."""
        ...


class ModelFile(msgspec.Struct, frozen=True):
    """The file ``MLmodel`` of a folder; ``told`` is all that it says, unknown keys included."""

    told: dict[str, Any]

    @property
    def flavors(self) -> dict[str, dict[str, Any]]:
        """Keys by flavor."""
        found: dict[str, dict[str, Any]] = self.told.get("flavors") or {}
        return found

    @property
    def signature(self) -> ModelSignature | None:
        """What goes in and comes out, if that is told."""
        told = self.told.get("signature")
        return None if not told else ModelSignature.from_dict(told)

    def keys_of(self, flavor: str) -> dict[str, Any]:
        """The keys of one flavor.

        Raises:
            NotFoundError: the model is not of that flavor.
        """
        if flavor not in self.flavors:
            there = ", ".join(sorted(self.flavors)) or "none"
            raise NotFoundError(f"flavor in this model, which has {there}: no", flavor)
        return self.flavors[flavor]


def flavor_named(name: str) -> Flavor:
    """A flavor of ours, loaded now.

    Raises:
        ConflictError: its framework is not installed.
    """
    return cast("Flavor", load_part(FLAVORS[name]))


def flavor_of_loader(loader: object) -> Flavor:
    """The flavor that makes a predictor of a folder which names this loader.

    Raises:
        InvalidValueError: a framework that is not known here.
    """
    name = _LOADERS.get(str(loader))
    if name is None:
        raise InvalidValueError(
            f"Models of {loader!r} cannot be loaded here yet: there are {', '.join(_LOADERS)}."
        )
    return flavor_named(name)


def read_model_file(folder: Path) -> ModelFile:
    """What a model folder says of itself.

    Raises:
        NotFoundError: the folder holds no model.
    """
    file = folder / MLMODEL
    if not file.is_file():
        raise NotFoundError("file MLmodel in the folder", str(folder))
    return ModelFile(load_part("runlore.models.yaml_text").read_yaml(file))


def new_model_file(flavors: Mapping[str, object], **more: object) -> dict[str, Any]:
    """What ``MLmodel`` says of a model that is made now; what is None is left out."""
    now = datetime.now(tz=timezone.utc).replace(tzinfo=None)
    told = {
        "flavors": dict(flavors),
        "mlflow_version": FORMAT_VERSION,
        "model_uuid": more.get("model_id") or uuid.uuid4().hex,
        "utc_time_created": now.isoformat(sep=" ", timespec="microseconds"),
    }
    return told | {key: value for key, value in more.items() if value is not None}
