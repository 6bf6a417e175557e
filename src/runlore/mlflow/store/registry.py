"""The model registry: models, versions, stages and aliases.

A program that `runlore reproduce` executes again registers beside the models that it registered
then, never among them: it writes under names of its own, and reads those first.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from runlore.client.asking import Asker
from runlore.entities.errors import NotFoundError
from runlore.mlflow.entities import ModelVersion, PagedList, RegisteredModel

_ROUTE = "/api/v1/models"
REPEATED = "RUNLORE_REPRODUCES"
"""Variable of a process that repeats a run: the id of that run."""

STAGES = ("None", "Staging", "Production", "Archived")


def create_model(
    store: Asker, name: str, tags: Mapping[str, object] | None, description: str | None
) -> RegisteredModel:
    """Make a model without versions.

    Raises:
        ConflictError: there is one of that name.
    """
    asked = {"name": _own(name), "tags": _words(tags), "description": description or ""}
    return model_of(store.ask("POST", _ROUTE, asked))


def get_model(store: Asker, name: str) -> RegisteredModel:
    """A model with its newest version of each stage.

    Raises:
        NotFoundError: there is none of that name.
    """
    return model_of(_get(store, name, ""))


def patch_model(store: Asker, model: str, **changes: object) -> RegisteredModel:
    """Rename, describe or tag a model; a tag of None is removed."""
    return model_of(store.ask("PATCH", _model(model), changes))


def delete_model(store: Asker, name: str) -> None:
    """Delete a model with all its versions, for good."""
    store.ask("DELETE", _model(name))


def search_models(
    store: Asker, query: str, order_by: Sequence[str], limit: int, token: str | None
) -> PagedList[RegisteredModel]:
    """One page of the models that match."""
    asked = [("query", query), ("limit", limit), *(("order_by", key) for key in order_by)]
    if token:
        asked.append(("cursor", token))
    page = store.ask("GET", f"{_ROUTE}?{urlencode(asked, quote_via=quote)}")
    return PagedList([model_of(one) for one in page["models"]], page["cursor"])


def set_alias(store: Asker, name: str, alias: str, version: object) -> None:
    """Point an alias at a version."""
    store.ask("PUT", f"{_model(name)}/aliases/{_part(alias)}", {"version": str(version)})


def delete_alias(store: Asker, name: str, alias: str) -> None:
    """Remove an alias, if it is there."""
    store.ask("DELETE", f"{_model(name)}/aliases/{_part(alias)}")


def create_version(store: Asker, name: str, **told: object) -> ModelVersion:
    """Register a version: ``source``, ``run``, ``logged_model``, ``description``, ``tags``."""
    return version_of(store.ask("POST", f"{_model(name)}/versions", told))


def get_version(store: Asker, name: str, version: object) -> ModelVersion:
    """A version by its number.

    Raises:
        NotFoundError: there is none.
    """
    return version_of(_get(store, name, f"/versions/{_part(str(version))}"))


def resolve(store: Asker, name: str, which: str) -> ModelVersion:
    """The version that a number, a stage, ``latest`` or ``@alias`` means.

    Raises:
        NotFoundError: there is none.
    """
    query = urlencode({"version": which}, quote_via=quote)
    return version_of(_get(store, name, f"/resolve?{query}"))


def patch_version(store: Asker, name: str, version: object, **changes: object) -> ModelVersion:
    """Describe or tag a version; a tag of None is removed."""
    return version_of(store.ask("PATCH", _version(name, version), changes))


def delete_version(store: Asker, name: str, version: object) -> None:
    """Delete a version for good."""
    store.ask("DELETE", _version(name, version))


def move_version(
    store: Asker, name: str, version: object, stage: str, *, archive: bool
) -> ModelVersion:
    """Move a version to a stage; who enters Production archives who was there.

    Raises:
        InvalidValueError: there is no such stage.
    """
    asked = {"stage": stage, "archive": archive}
    return version_of(store.ask("POST", f"{_version(name, version)}/stage", asked))


def search_versions(
    store: Asker, query: str, order_by: Sequence[str], limit: int, token: str | None
) -> PagedList[ModelVersion]:
    """One page of the versions that match, of all models."""
    asked: dict[str, object] = {"query": query, "limit": limit, "order_by": list(order_by)}
    if token:
        asked["cursor"] = token
    page = store.ask("POST", f"{_ROUTE}/versions/search", asked)
    return PagedList([version_of(one) for one in page["versions"]], page["cursor"])


def model_of(told: Mapping[str, Any]) -> RegisteredModel:
    """A model of ours as MLflow's."""
    return RegisteredModel(
        name=told["name"],
        creation_timestamp=told["created_at"] // 1_000,
        last_updated_timestamp=told["updated_at"] // 1_000,
        description=told["description"],
        latest_versions=[version_of(one) for one in told["latest"]],
        tags=told["tags"],
        aliases={alias: str(version) for alias, version in told["aliases"].items()},
    )


def version_of(told: Mapping[str, Any]) -> ModelVersion:
    """A version of ours as MLflow's."""
    return ModelVersion(
        name=told["model"],
        version=str(told["version"]),
        creation_timestamp=told["created_at"] // 1_000,
        last_updated_timestamp=told["updated_at"] // 1_000,
        description=told["description"],
        user_id=told["user"],
        current_stage=told["stage"],
        source=told["source"],
        run_id=told["run"] or "",
        status=told["status"],
        tags=told["tags"],
        run_link=told["run_link"],
        aliases=told["aliases"],
        model_id=told["logged_model"],
        storage_location=told["storage"],
    )


def _get(store: Asker, name: str, below: str) -> Any:  # noqa: ANN401  # JSON
    """What a repetition registered itself, else what is registered under the name."""
    own = _own(name)
    if own != name:
        with contextlib.suppress(NotFoundError):
            return store.ask("GET", f"{_ROUTE}/{_part(own)}{below}")
    return store.ask("GET", f"{_ROUTE}/{_part(name)}{below}")


def _own(name: str) -> str:
    """The name under which this process registers; another one in a repetition."""
    repeated = os.environ.get(REPEATED, "")
    suffix = f" (reproduces {repeated[-8:]})"
    return name if not repeated or name.endswith(suffix) else name + suffix


def _model(name: str) -> str:
    return f"{_ROUTE}/{_part(_own(name))}"


def _version(name: str, version: object) -> str:
    return f"{_model(name)}/versions/{_part(str(version))}"


def _part(text: object) -> str:
    return quote(str(text), safe="")


def _words(tags: Mapping[str, object] | None) -> dict[str, str]:
    return {key: str(value) for key, value in (tags or {}).items()}
