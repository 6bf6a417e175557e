"""What every store of saved views keeps."""

import msgspec
import pytest

from runlore.entities.errors import AlreadyExistsError
from runlore.entities.ids import Micros, ProjectName
from runlore.entities.view import SavedView, ViewId, address_id
from runlore.stores.catalog import Catalog, Transaction
from runlore.testing.clock import SOME_DAY

_LONG = "q=" + "ä" * 30_000


def _view(number: int, name: str, project: str = "digits") -> SavedView:
    at = Micros(SOME_DAY + number)
    view = ViewId(f"{number:016x}")
    return SavedView(
        view,
        ProjectName(project),
        name,
        f"sort={number}",
        default=False,
        owner="ada",
        created_at=at,
        updated_at=at,
    )


class ViewPromises:
    """What every view store keeps; part of ``CatalogConformance``."""

    def test_views_are_listed_by_project_the_oldest_first(self, catalog: Catalog) -> None:
        views = [_view(3, "c"), _view(1, "a"), _view(2, "b", "other")]

        def work(tx: Transaction) -> None:
            for view in views:
                tx.views.put(view)

        catalog.write(work)
        with catalog.read() as tx:
            assert tx.views.list(ProjectName("digits")) == [views[1], views[0]]
            assert tx.views.list(ProjectName("nothing")) == []
            assert tx.views.get(views[2].id) == views[2]
            assert tx.views.get(ViewId("f" * 16)) is None

    def test_views_of_somebody_are_listed_over_projects_the_last_changed_first(
        self, catalog: Catalog
    ) -> None:
        early, late, tie = _view(1, "a"), _view(3, "b", "other"), _view(4, "c")
        tie = msgspec.structs.replace(tie, updated_at=late.updated_at)
        foreign = msgspec.structs.replace(_view(5, "d"), owner="grace")

        def work(tx: Transaction) -> None:
            for view in (early, tie, foreign, late):
                tx.views.put(view)

        catalog.write(work)
        with catalog.read() as tx:
            assert tx.views.saved_by("ada", 10) == [late, tie, early]
            assert tx.views.saved_by("ada", 2) == [late, tie]
            assert tx.views.saved_by("nobody", 10) == []

    def test_a_view_is_replaced_whole(self, catalog: Catalog) -> None:
        first = _view(1, "a")
        catalog.write(lambda tx: tx.views.put(first))
        second = msgspec.structs.replace(first, name="b", state=_LONG, default=True)
        catalog.write(lambda tx: tx.views.put(second))
        with catalog.read() as tx:
            assert tx.views.list(ProjectName("digits")) == [second]

    def test_a_name_is_given_once_in_a_project(self, catalog: Catalog) -> None:
        catalog.write(lambda tx: tx.views.put(_view(1, "a")))
        with pytest.raises(AlreadyExistsError, match="'a'"):
            catalog.write(lambda tx: tx.views.put(_view(2, "a")))
        catalog.write(lambda tx: tx.views.put(_view(3, "a", "other")))
        with catalog.read() as tx:
            assert [one.id for one in tx.views.list(ProjectName("digits"))] == [_view(1, "a").id]

    def test_a_deleted_view_is_gone_and_its_name_free(self, catalog: Catalog) -> None:
        catalog.write(lambda tx: tx.views.put(_view(1, "a")))
        catalog.write(lambda tx: tx.views.delete(_view(1, "a").id))
        catalog.write(lambda tx: tx.views.delete(_view(1, "a").id))
        catalog.write(lambda tx: tx.views.put(_view(2, "a")))
        with catalog.read() as tx:
            assert tx.views.get(_view(1, "a").id) is None

    def test_an_address_is_kept_once(self, catalog: Catalog) -> None:
        address = address_id(_LONG)
        for _ in range(2):
            catalog.write(lambda tx: tx.views.keep_address(address, _LONG, Micros(SOME_DAY)))
        with catalog.read() as tx:
            assert tx.views.address(address) == _LONG
            assert tx.views.address(address_id("other")) is None
