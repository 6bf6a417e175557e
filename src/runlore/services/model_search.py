"""Searching registered models and their versions."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import LimitExceededError
from runlore.entities.limits import MAX_PAGE, MAX_VERSIONS_PAGE
from runlore.entities.registry import ModelVersion, RegisteredModel
from runlore.query.ast import Expr, Field, FieldKind, Order
from runlore.query.listing import Read, select_things
from runlore.query.page import PageSigner
from runlore.query.parse import parse_order, parse_query
from runlore.query.registry_values import (
    names,
    only_model,
    value_of_model,
    value_of_version,
    with_stages,
)
from runlore.query.vocabulary import MODELS, VERSIONS, Vocabulary
from runlore.services.access import Access
from runlore.stores.catalog import Catalog

T = TypeVar("T", RegisteredModel, ModelVersion)

IS_PROMPT = Field(FieldKind.TAG, "mlflow.prompt.is_prompt")
"""The tag by which MLflow tells prompts, which it keeps as models, from models."""

_NEWEST_FIRST = (Order(Field(FieldKind.ATTRIBUTE, "updated"), descending=True),)


class ModelSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A search for models or for versions, as a client asks for it.

    Attributes:
        query: filter text, which may end in ORDER BY; see docs/reference/query.md.
        order_by: sort keys such as ``updated DESC``; before those of the text.
        limit: things in one answer.
        cursor: where the page before ended.
    """

    query: str = ""
    order_by: list[str] = []
    limit: int = 100
    cursor: str | None = None


class ModelPage(msgspec.Struct, frozen=True):
    """One page of models.

    Attributes:
        models: in order.
        total: how many match in all.
        cursor: for the next page; None at the end.
    """

    models: list[RegisteredModel]
    total: int
    cursor: str | None


class VersionPage(msgspec.Struct, frozen=True):
    """One page of versions.

    Attributes:
        versions: in order.
        total: how many match in all.
        cursor: for the next page; None at the end.
    """

    versions: list[ModelVersion]
    total: int
    cursor: str | None


class ModelFinder:
    """Finds models and versions. Prompts are found only by a filter that names their tag."""

    def __init__(self, catalog: Catalog, access: Access, signer: PageSigner) -> None:
        self._catalog = catalog
        self._access = access
        self._signer = signer

    def search_models(self, actor: Actor, search: ModelSearch) -> ModelPage:
        """One page of the models that match, by name unless an order is asked for.

        Raises:
            QuerySyntaxError: the text does not parse; carries the position.
            InvalidInputError: a limit out of range or a cursor of another search.
        """
        self._access.require(actor, Permission.READ)
        _check_limit(search, MAX_PAGE)
        where, order = _parse(search, MODELS)
        with self._catalog.read() as tx:
            every = tx.registry.models()
        found = _select(every, value_of_model, where, order)
        page, cursor = self._page(found, ("models", where, order), search)
        return ModelPage(page, len(found), cursor)

    def search_versions(self, actor: Actor, search: ModelSearch) -> VersionPage:
        """One page of the versions that match; unless an order is asked for, who changed last.

        Raises:
            QuerySyntaxError: the text does not parse; carries the position.
            InvalidInputError: a limit out of range or a cursor of another search.
        """
        self._access.require(actor, Permission.READ)
        _check_limit(search, MAX_VERSIONS_PAGE)
        where, order = _parse(search, VERSIONS)
        where = None if where is None else with_stages(where)
        with self._catalog.read() as tx:
            # The usual question, the versions of one model, reads no other.
            every = tx.registry.versions(only_model(where))
        found = _select(every, value_of_version, where, order or _NEWEST_FIRST)
        page, cursor = self._page(found, ("versions", where, order), search)
        return VersionPage(page, len(found), cursor)

    def _page(
        self, found: list[T], meaning: tuple[object, ...], search: ModelSearch
    ) -> tuple[list[T], str | None]:
        """The page that is asked for, and the cursor of the next."""
        first = 0
        if search.cursor is not None:
            first = self._signer.open_offset(search.cursor, meaning)
        end = first + search.limit
        cursor = self._signer.seal_offset(end, meaning) if end < len(found) else None
        return found[first:end], cursor


def _parse(search: ModelSearch, words: Vocabulary) -> tuple[Expr | None, tuple[Order, ...]]:
    where, order = parse_query(search.query, words)
    return where, (*parse_order(search.order_by, words), *order)


def _select(
    every: Iterable[T], read: Read[T], where: Expr | None, order: tuple[Order, ...]
) -> list[T]:
    if not names(where, IS_PROMPT):
        every = (one for one in every if one.tags.get(IS_PROMPT.key) != "true")
    return select_things(every, read, where, order)


def _check_limit(search: ModelSearch, most: int) -> None:
    if not 1 <= search.limit <= most:
        raise LimitExceededError("limit", search.limit, most, f"Ask for 1 to {most:,}.")
