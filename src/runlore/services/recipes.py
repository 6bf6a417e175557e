"""Recipes: what went into a run, made from what is stored of it."""

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.errors import NotFoundError
from runlore.entities.ids import RunId
from runlore.entities.recipe import SECTION, Recipe, make_recipe
from runlore.entities.run import Run
from runlore.services.access import Access
from runlore.stores.catalog import Catalog, Transaction


class Recipes:
    """Reads recipes."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    def recipe(self, actor: Actor, run: RunId) -> Recipe:
        """The facts of a run, as far as they are known now.

        Raises:
            NotFoundError: when there is no such run.
        """
        self._access.require(actor, Permission.READ)
        with self._catalog.read() as tx:
            found = tx.runs.get(run)
            if found is None:
                raise NotFoundError("run", run)
            return make_recipe(tx.trails.captures(run), found.params, found.inputs)


def keep_recipe(tx: Transaction, run: Run) -> Run:
    """The run with its fingerprint; the digests are kept among its captures as well.

    Its client says when the description is complete; what counts is what all its writers said.
    """
    recipe = make_recipe(tx.trails.captures(run.id), run.params, run.inputs)
    tx.trails.put_capture(run.id, SECTION, recipe.described())
    return msgspec.structs.replace(run, fingerprint=recipe.digests)
