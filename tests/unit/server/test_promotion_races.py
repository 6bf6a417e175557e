"""Many promote at once: exactly one version is in Production, and the audit tells a true story."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.server_process import ServerProcess

from runlore.engines.sql.schema import open_sqlite
from runlore.entities.access import LOCAL_ACTOR, Actor, Role
from runlore.entities.registry import AuditEntry, Stage
from runlore.server.assembly import OpenStore, open_store
from runlore.services.ledger import breaks_of
from runlore.services.registry import NewVersion

RACERS = 50
NAME = "churn"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a model of fifty versions."""
    folder = tmp_path / "store"
    opened = open_store(str(folder))
    opened.services.registry.create_model(LOCAL_ACTOR, NAME)
    for number in range(RACERS):
        opened.services.registry.create_version(LOCAL_ACTOR, NAME, NewVersion(f"s3://m/{number}"))
    opened.close()
    return folder


def test_fifty_threads_promote_at_once(store: Path) -> None:
    opened = open_store(str(store))

    def promote(version: int) -> Stage:
        who = Actor(f"racer-{version}", Role.EDITOR)
        moved = opened.services.promotion.transition(who, NAME, version, Stage.PRODUCTION)
        return moved.stage

    with ThreadPoolExecutor(RACERS) as pool:
        assert set(pool.map(promote, range(1, RACERS + 1))) == {Stage.PRODUCTION}
    opened.close()
    check(store, {f"racer-{version}" for version in range(1, RACERS + 1)})


def test_fifty_threads_promote_through_two_open_stores_at_once(store: Path) -> None:
    """Two catalogs open one file, as two processes do: only the database keeps them apart."""
    stores = [open_store(str(store)) for _ in range(2)]

    def promote(version: int) -> None:
        one: OpenStore = stores[version % 2]
        one.services.promotion.transition(LOCAL_ACTOR, NAME, version, Stage.PRODUCTION)

    with ThreadPoolExecutor(RACERS) as pool:
        list(pool.map(promote, range(1, RACERS + 1)))
    for one in stores:
        one.close()
    check(store, {"local"})


def test_fifty_clients_promote_at_once(store: Path) -> None:
    server = ServerProcess(store).start()

    def promote(version: int) -> str:
        wanted = {"stage": "Production", "reason": f"racer {version}"}
        path = f"/api/v1/models/{NAME}/versions/{version}/stage"
        answer: str = server.json("POST", path, wanted)["stage"]
        return answer

    with ThreadPoolExecutor(RACERS) as pool:
        assert set(pool.map(promote, range(1, RACERS + 1))) == {"Production"}
    (current,) = server.json(
        "POST", "/api/v1/models/versions/search", {"query": "stage = 'Production'"}
    )["versions"]
    shown = server.json("GET", f"/api/v1/models/{NAME}/resolve?version=Production")
    assert shown["version"] == current["version"]
    assert server.stop() == 0
    check(store, {"local"})


def test_a_server_can_be_set_to_archive_only_when_asked(store: Path) -> None:
    server = ServerProcess(store, env={"RUNLORE_ONE_PRODUCTION": "false"}).start()

    def promote(version: int, **how: bool) -> int:
        path = f"/api/v1/models/{NAME}/versions/{version}/stage"
        server.json("POST", path, {"stage": "Production", **how})
        found = server.json(
            "POST", "/api/v1/models/versions/search", {"query": "stage = 'Production'"}
        )
        total: int = found["total"]
        return total

    assert [promote(1), promote(2), promote(3, archive=True)] == [1, 2, 1]
    assert server.stop() == 0


def check(store: Path, actors: set[str]) -> None:
    """One in Production, the others archived, and an audit from which that follows."""
    catalog = open_sqlite(store / "runlore.db")
    with catalog.read() as tx:
        stages = {one.version: one.stage for one in tx.registry.versions(NAME)}
        entries = tx.audit.walk(0, 10_000)
    assert list(breaks_of(catalog)) == []
    catalog.close()
    assert sorted(stage.value for stage in stages.values()) == sorted(
        ["Production", *["Archived"] * (RACERS - 1)]
    )
    moves = [entry for entry in entries if entry.action == "stage"]
    assert len(moves) == 2 * RACERS - 1
    assert {entry.actor for entry in moves} == actors
    assert most_in_production(moves) == 1
    last = next(one for one in reversed(moves) if one.after == "Production")
    assert stages[last.version or 0] is Stage.PRODUCTION


def most_in_production(moves: list[AuditEntry]) -> int:
    """How many were in Production at once at the end of any promotion."""
    inside: set[int | None] = set()
    most = 0
    for move in moves:
        if move.after == "Production":
            inside.add(move.version)
        else:
            inside.discard(move.version)
        most = max(most, len(inside))
    return most
