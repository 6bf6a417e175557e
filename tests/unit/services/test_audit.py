"""The audit cannot be falsified unseen: any row changed, deleted or moved is found."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from runlore.engines.blobs.local import LocalBlobs
from runlore.engines.chunks.store import ChunkSeries
from runlore.engines.memory.blobs import MemoryBlobs
from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.memory.series import MemorySeries
from runlore.engines.sql.schema import open_sqlite
from runlore.entities.access import LOCAL_ACTOR, Actor, Role
from runlore.entities.errors import LimitExceededError, NotFoundError
from runlore.entities.registry import Stage
from runlore.server.assembly import join_services
from runlore.services import Services
from runlore.services.ledger import PAGE, breaks_of
from runlore.services.registry import ModelPatch, NewVersion

ADA = Actor("ada", Role.EDITOR)
NAME = "churn"
ENTRIES = 12
COLUMNS = (
    "number",
    "at",
    "actor",
    "action",
    "model_pk",
    "model",
    "version",
    "key",
    "before",
    "after",
    "reason",
    "previous",
    "hash",
)


@pytest.fixture
def file(untouched: Path, tmp_path: Path) -> Path:
    """A copy of the store with a history, for a test to falsify."""
    return Path(shutil.copy(untouched, tmp_path))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose registry has a history of twelve entries."""
    folder = tmp_path_factory.mktemp("audit")
    file = folder / "runlore.db"
    catalog = open_sqlite(file)
    services = join_services(catalog, ChunkSeries(), LocalBlobs(folder / "blobs"))
    services.registry.create_model(ADA, NAME, tags={"a": "b"})
    for number in range(1, 4):
        services.registry.create_version(ADA, NAME, NewVersion(f"s3://models/{number}"))
        services.promotion.transition(ADA, NAME, number, Stage.PRODUCTION, reason=f"try {number}")
    services.promotion.set_alias(ADA, NAME, "champion", 2)
    services.registry.patch_model(ADA, NAME, ModelPatch(tags={"a": "c"}, description="text"))
    with catalog.read() as tx:
        assert tx.audit.head().number == ENTRIES
    catalog.close()
    return file


def findings_after(file: Path, tamper: Callable[[sqlite3.Connection], object]) -> list[str]:
    """What `verify` finds about the audit once somebody who has the file has changed it."""
    with sqlite3.connect(file) as db:
        for verb in ("update", "delete"):
            db.execute(f"DROP TRIGGER audit_no_{verb}")
        tamper(db)
    db.close()
    catalog = open_sqlite(file)
    services = join_services(catalog, ChunkSeries(), LocalBlobs(file.parent / "blobs"))
    try:
        steps = list(services.maintenance.verify(LOCAL_ACTOR))
        checked = services.audit.check(LOCAL_ACTOR)
    finally:
        catalog.close()
    assert [one.step for one in steps] == ["database", "audit"]
    assert {one.what for one in steps[1].findings} <= {"audit"}
    found = [one.which for one in steps[1].findings]
    # What the registry's pages say is what `verify` says.
    assert [f"entry {one.number}" for one in checked.breaks] == found
    return found


def test_an_untouched_audit_is_whole(file: Path) -> None:
    assert findings_after(file, lambda db: None) == []


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_row_is_found(file: Path, number: int, column: str) -> None:
    worth = {"number": 99, "at": 1, "model_pk": 7, "version": 2**40}.get(column, "forged")
    change = f'UPDATE audit SET "{column}" = ? WHERE number = ?'
    found = findings_after(file, lambda db: db.execute(change, (worth, number)))
    assert found
    # A row that claims another number leaves a hole where it was.
    place = number + 1 if column == "number" and number < ENTRIES else number
    if column != "number":
        assert f"entry {place}" in found


@pytest.mark.parametrize("number", range(1, ENTRIES + 1))
def test_a_deleted_row_is_found(file: Path, number: int) -> None:
    found = findings_after(
        file, lambda db: db.execute("DELETE FROM audit WHERE number = ?", (number,))
    )
    # The hole is before the next row; that of the newest is told of the one before.
    assert found == [f"entry {number + 1 if number < ENTRIES else number - 1}"]


@pytest.mark.parametrize("first", range(1, ENTRIES))
def test_rows_that_changed_places_are_found(file: Path, first: int) -> None:
    def swap(db: sqlite3.Connection) -> None:
        for before, after in ((first, 99), (first + 1, first), (99, first + 1)):
            db.execute("UPDATE audit SET number = ? WHERE number = ?", (after, before))

    found = findings_after(file, swap)
    assert {f"entry {first}", f"entry {first + 1}"} <= set(found)


def test_a_row_that_was_put_in_is_found(file: Path) -> None:
    def put_in(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE copy AS SELECT * FROM audit WHERE number = 12")
        db.execute("UPDATE copy SET number = 13, previous = hash")
        db.execute("INSERT INTO audit SELECT * FROM copy")
        db.execute("DROP TABLE copy")

    assert f"entry {ENTRIES + 1}" in findings_after(file, put_in)


def test_an_emptied_audit_is_found(file: Path) -> None:
    assert findings_after(file, lambda db: db.execute("DELETE FROM audit")) == ["entry 0"]


def test_an_audit_that_lost_its_note_of_the_newest_is_found(file: Path) -> None:
    found = findings_after(file, lambda db: db.execute("DELETE FROM audit_head"))
    assert found == [f"entry {ENTRIES}"]


@pytest.mark.parametrize("verb", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_a_row(file: Path, verb: str) -> None:
    with sqlite3.connect(file) as db, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(verb)
    db.close()


def test_the_chain_is_checked_over_many_pages() -> None:
    catalog = MemoryCatalog()
    services = join_services(catalog, MemorySeries(), MemoryBlobs())
    services.registry.create_model(ADA, NAME)
    for number in range(PAGE // 250):
        tags: dict[str, str | None] = {f"{number}-{one}": "x" for one in range(250)}
        services.registry.patch_model(ADA, NAME, ModelPatch(tags=tags))
    with catalog.read() as tx:
        assert tx.audit.head().number > PAGE
    assert list(breaks_of(catalog)) == []


def test_the_audit_is_read_in_parts_newest_first(services: Services) -> None:
    services.registry.create_model(ADA, NAME)
    for number in range(5):
        services.registry.create_version(ADA, NAME, NewVersion(f"s3://{number}"))
    services.registry.create_model(ADA, "other")
    found, cursor = [], None
    while True:
        page = services.audit.entries(ADA, NAME, cursor, 4)
        found += [one.number for one in page.entries]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == [6, 5, 4, 3, 2, 1]
    assert services.audit.entries(ADA, limit=1).entries[0].model == "other"


def test_an_audit_of_nobody_and_a_limit_out_of_range_are_refused(services: Services) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        services.audit.entries(ADA, "nobody")
    for limit in (0, 1_001):
        with pytest.raises(LimitExceededError):
            services.audit.entries(ADA, limit=limit)
