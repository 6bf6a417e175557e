"""Recipes: what went into a run, made from what is stored of it."""

import msgspec

from runlore.entities.access import Actor, Permission
from runlore.entities.artifact import ArtifactOwner
from runlore.entities.errors import InvalidIdError
from runlore.entities.ids import RunId, parse_logged_model_id, parse_run_id
from runlore.entities.params import JSONValue
from runlore.entities.recipe import SECTION, Captures, Recipe, make_recipe
from runlore.entities.run import Run
from runlore.services.access import Access
from runlore.services.scope import existing_run
from runlore.stores.catalog import Catalog, Transaction

MAX_READ = 2_000
"""Owners of files that a run may say it read; a client of ours tells no more."""


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
            found = existing_run(tx, run)
            return make_recipe(tx.trails.captures(run), found.params, found.inputs)


def keep_recipe(tx: Transaction, run: Run) -> Run:
    """The run with its fingerprint; the digests are kept among its captures as well.

    Its client says when the description is complete; what counts is what all its writers said.
    """
    captures = tx.trails.captures(run.id)
    recipe = make_recipe(captures, run.params, run.inputs)
    tx.trails.put_capture(run.id, SECTION, recipe.described())
    tx.trails.put_reads(run.id, [owner for owner in read_owners(captures) if owner != run.id])
    return msgspec.structs.replace(run, fingerprint=recipe.digests)


def read_owners(captures: Captures) -> list[ArtifactOwner]:
    """The runs and models whose files a run says it read; what is no id is passed over."""
    parents = captures.get("parents")
    told = parents.get("runs") if isinstance(parents, dict) else None
    found = (_owner(one) for one in told[:MAX_READ]) if isinstance(told, list) else ()
    return [owner for owner in found if owner is not None]


def _owner(told: JSONValue) -> ArtifactOwner | None:
    try:
        text = str(told)
        return parse_logged_model_id(text) if text.startswith("m-") else parse_run_id(text)
    except InvalidIdError:
        return None
