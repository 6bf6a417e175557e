"""Saved views and long addresses in SQL."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from runlore.engines.sql.session import Session
from runlore.engines.sql.view_tables import addresses, saved_views
from runlore.entities.errors import AlreadyExistsError
from runlore.entities.ids import Micros, ProjectName
from runlore.entities.view import AddressId, SavedView, ViewId

_VIEW = select(*(saved_views.c[name] for name in SavedView.__struct_fields__))
_ONE = _VIEW.where(saved_views.c.id == bindparam("wanted"))
_OF_PROJECT = _VIEW.where(saved_views.c.project == bindparam("of_project")).order_by(
    saved_views.c.created_at, saved_views.c.id
)
_OF_OWNER = (
    _VIEW.where(saved_views.c.owner == bindparam("of_owner"))
    .order_by(saved_views.c.updated_at.desc(), saved_views.c.id)
    .limit(bindparam("most"))
)
_NAMED = select(saved_views.c.id).where(
    saved_views.c.project == bindparam("of_project"), saved_views.c.name == bindparam("wanted")
)
_STATE = select(addresses.c.state).where(addresses.c.id == bindparam("wanted"))


class SqlViews:
    """Saved views in SQL; a ``stores.views.ViewStore``."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection
        self._dialect = session.dialect

    def list(self, project: ProjectName) -> list[SavedView]:
        """The project's views, the oldest first; those of one moment by id."""
        rows = self._connection.execute(_OF_PROJECT, {"of_project": project})
        return [SavedView(*row) for row in rows]

    def saved_by(self, owner: str, limit: int) -> Sequence[SavedView]:
        """Views of any project that somebody saved, the last changed first; ties by id."""
        rows = self._connection.execute(_OF_OWNER, {"of_owner": owner, "most": limit})
        return [SavedView(*row) for row in rows]

    def get(self, view: ViewId) -> SavedView | None:
        """The view, or None."""
        row = self._connection.execute(_ONE, {"wanted": view}).one_or_none()
        return None if row is None else SavedView(*row)

    def put(self, view: SavedView) -> None:
        """Keep a view, replacing the one of the same id."""
        named = {"of_project": view.project, "wanted": view.name}
        if self._connection.execute(_NAMED, named).scalar() not in (None, view.id):
            raise AlreadyExistsError("view", view.name)
        self._connection.execute(
            self._dialect.upsert(saved_views, ("id",)), msgspec.structs.asdict(view)
        )

    def delete(self, view: ViewId) -> None:
        """Forget a view; nothing happens when there is none."""
        self._connection.execute(delete(saved_views).where(saved_views.c.id == view))

    def keep_address(self, address: AddressId, state: str, at: Micros) -> None:
        """Keep the state of an address; nothing happens when it is kept already."""
        if self.address(address) is None:
            row = {"id": address, "state": state, "kept_at": at}
            self._connection.execute(insert(addresses), row)

    def address(self, address: AddressId) -> str | None:
        """The state that was kept under an id, or None."""
        return self._connection.execute(_STATE, {"wanted": address}).scalar()
