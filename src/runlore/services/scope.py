"""Which experiments a search looks into."""

from collections.abc import Sequence

from runlore.entities.ids import ProjectName
from runlore.stores.catalog import Transaction


def experiments_of(
    tx: Transaction, project: str | None, names: Sequence[str] | None
) -> tuple[int, ...] | None:
    """Ids of the live experiments meant by a project and names; None means the whole store.

    A name or project that is not there means no experiment, not an error: a page of a project
    that has no run yet is an empty page.
    """
    if project is None and names is None:
        return None
    scope = tx.experiments.list(None if project is None else ProjectName(project))
    wanted = None if names is None else set(names)
    return tuple(
        one.id for one in scope if one.deleted_at is None and (wanted is None or one.name in wanted)
    )
