"""Files of models, and how the run that made a model shows them."""

import hashlib

import pytest
from tests.unit.services.logs import WriterLog
from tests.unit.services.test_ingest import started

from runlore.engines.memory.blobs import MemoryBlobs
from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.memory.series import MemorySeries
from runlore.entities.access import LOCAL_ACTOR
from runlore.entities.artifact import ArtifactOwner
from runlore.entities.errors import ConflictError, InvalidPathError, NotFoundError
from runlore.entities.ids import LoggedModelId, new_logged_model_id, new_run_id
from runlore.entities.records import ModelLogged
from runlore.server.assembly import join_services
from runlore.services import Services
from runlore.services.model_changes import NewLoggedModel
from runlore.testing.clock import SOME_DAY, ManualClock


def a_model(services: Services, log: WriterLog | None = None, name: str = "clf") -> LoggedModelId:
    run = None if log is None else log.run
    return services.logged_models.create(LOCAL_ACTOR, NewLoggedModel(name=name, run=run)).id


def put(services: Services, owner: ArtifactOwner, path: str, text: str = "x") -> None:
    services.artifacts.put(LOCAL_ACTOR, owner, path, [text.encode()], "text/plain")


def paths(services: Services, owner: ArtifactOwner, folder: str = "") -> list[str]:
    found = services.artifacts.list(LOCAL_ACTOR, owner, folder, deep=True)
    return [one.path for one in found]


def read(services: Services, owner: ArtifactOwner, path: str) -> str:
    return b"".join(services.artifacts.open(LOCAL_ACTOR, owner, path).chunks).decode()


def test_a_file_is_kept_as_it_came(services: Services) -> None:
    model = a_model(services)
    kept = services.artifacts.put(LOCAL_ACTOR, model, "data/a.txt", [b"he", b"llo"], "text/plain")
    assert (kept.path, kept.size, kept.kind) == ("data/a.txt", 5, "model")
    assert kept.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert (kept.media_type, kept.logged_at) == ("text/plain", SOME_DAY)
    assert services.artifacts.open(LOCAL_ACTOR, model, "data/a.txt").artifact == kept
    assert read(services, model, "data/a.txt") == "hello"
    (folder,) = services.artifacts.list(LOCAL_ACTOR, model)
    assert (folder.path, folder.is_folder, folder.size) == ("data", True, 5)
    (entry,) = services.artifacts.list(LOCAL_ACTOR, model, "data")
    assert entry.artifact == kept


def test_a_run_takes_files_the_same_way(services: Services) -> None:
    run = started(services).run
    put(services, run, "a/b.txt", "one")
    put(services, run, "a/b.txt", "two")
    put(services, run, "c.txt")
    assert paths(services, run) == ["a/b.txt", "c.txt"]
    assert read(services, run, "a/b.txt") == "two"
    assert services.artifacts.delete(LOCAL_ACTOR, run, "a") == 1
    assert services.artifacts.delete(LOCAL_ACTOR, run, "a") == 0
    assert paths(services, run) == ["c.txt"]


def test_a_run_shows_the_files_of_its_models_below_their_names(services: Services) -> None:
    log = started(services)
    model = a_model(services, log)
    for path in ("MLmodel", "data/w.bin"):
        put(services, model, path)
    put(services, log.run, "notes.txt")
    a = services.artifacts
    assert paths(services, log.run) == ["clf/MLmodel", "clf/data/w.bin", "notes.txt"]
    assert [one.path for one in a.list(LOCAL_ACTOR, log.run)] == ["clf", "notes.txt"]
    assert [one.path for one in a.list(LOCAL_ACTOR, log.run, "clf")] == ["clf/data", "clf/MLmodel"]
    assert paths(services, log.run, "clf/data") == ["clf/data/w.bin"]
    assert paths(services, log.run, "cl") == []
    opened = a.open(LOCAL_ACTOR, log.run, "clf/data/w.bin")
    assert (opened.artifact.path, opened.artifact.kind) == ("clf/data/w.bin", "model")
    assert read(services, log.run, "clf/MLmodel") == "x"


def test_a_file_of_the_runs_own_wins(services: Services) -> None:
    log = started(services)
    model = a_model(services, log)
    put(services, model, "MLmodel", "of the model")
    put(services, model, "other", "of the model")
    put(services, log.run, "clf/MLmodel", "of the run")
    assert paths(services, log.run) == ["clf/MLmodel", "clf/other"]
    assert read(services, log.run, "clf/MLmodel") == "of the run"
    assert services.artifacts.delete(LOCAL_ACTOR, log.run, "clf") == 1
    assert read(services, log.run, "clf/MLmodel") == "of the model"


def test_of_models_of_one_name_the_newest_is_shown_whole(
    services: Services, clock: ManualClock
) -> None:
    log = started(services)
    old = a_model(services, log)
    clock.advance(1)
    new = a_model(services, log)
    put(services, old, "old.bin")
    put(services, new, "new.bin")
    assert paths(services, log.run) == ["clf/new.bin"]
    with pytest.raises(NotFoundError):
        read(services, log.run, "clf/old.bin")
    services.logged_models.delete(LOCAL_ACTOR, new)
    assert paths(services, log.run) == ["clf/old.bin"]


def test_names_of_models_may_be_folders_in_folders(services: Services) -> None:
    log = started(services)
    put(services, a_model(services, log, "models/a"), "MLmodel", "a")
    put(services, a_model(services, log, "models"), "MLmodel", "outer")
    assert paths(services, log.run) == ["models/MLmodel", "models/a/MLmodel"]
    assert paths(services, log.run, "models/a") == ["models/a/MLmodel"]
    assert read(services, log.run, "models/a/MLmodel") == "a"


def test_a_model_of_the_journal_has_its_files_among_the_runs(services: Services) -> None:
    log, model = started(services), new_logged_model_id()
    put(services, log.run, "models/clf/MLmodel", "hello")
    put(services, log.run, "models/other", "not of the model")
    log.add(ModelLogged(model, "clf", "models/clf", SOME_DAY)).send(2)
    assert paths(services, model) == ["MLmodel"]
    assert read(services, model, "MLmodel") == "hello"
    put(services, model, "data/w.bin")
    assert paths(services, model, "data") == ["data/w.bin"]
    assert paths(services, log.run) == [
        "models/clf/MLmodel",
        "models/clf/data/w.bin",
        "models/other",
    ]
    assert services.artifacts.delete(LOCAL_ACTOR, model, "data") == 1
    assert paths(services, model) == ["MLmodel"]


@pytest.mark.parametrize("path", ["", "../x", "/x", "a//b", "a/../b", "a\\b", "a\x00", "C:", "."])
def test_a_path_that_leaves_its_owner_is_refused_before_the_bytes_come(
    services: Services, path: str
) -> None:
    model = a_model(services)

    def never() -> bytes:
        raise AssertionError("The body was read.")

    with pytest.raises(InvalidPathError):
        services.artifacts.put(LOCAL_ACTOR, model, path, (never() for _ in range(1)))
    with pytest.raises(InvalidPathError):
        services.artifacts.delete(LOCAL_ACTOR, model, path)
    with pytest.raises(InvalidPathError):
        services.artifacts.open(LOCAL_ACTOR, model, path)


def test_files_of_nobody_are_refused_before_the_bytes_come(services: Services) -> None:
    def never() -> bytes:
        raise AssertionError("The body was read.")

    for owner in (new_run_id(), new_logged_model_id()):
        with pytest.raises(NotFoundError, match=owner):
            services.artifacts.put(LOCAL_ACTOR, owner, "a", (never() for _ in range(1)))
        for ask in (services.artifacts.delete, services.artifacts.open):
            with pytest.raises(NotFoundError, match=owner):
                ask(LOCAL_ACTOR, owner, "a")
        with pytest.raises(NotFoundError, match=owner):
            services.artifacts.list(LOCAL_ACTOR, owner)


def test_a_model_in_the_trash_takes_no_files_and_keeps_those_it_has(services: Services) -> None:
    model = a_model(services)
    put(services, model, "a.txt", "kept")
    services.logged_models.delete(LOCAL_ACTOR, model)
    with pytest.raises(ConflictError, match="trash"):
        put(services, model, "b.txt")
    with pytest.raises(ConflictError, match="trash"):
        services.artifacts.delete(LOCAL_ACTOR, model, "a.txt")
    assert read(services, model, "a.txt") == "kept"


def test_a_lost_file_of_a_model_is_found_by_verify() -> None:
    blobs = MemoryBlobs()
    services = join_services(MemoryCatalog(), MemorySeries(), blobs)
    model = a_model(services)
    put(services, model, "a.txt", "hello")
    whole = [one for step in services.maintenance.verify(LOCAL_ACTOR) for one in step.findings]
    assert whole == []
    blobs.delete(services.artifacts.open(LOCAL_ACTOR, model, "a.txt").artifact.sha256)
    (finding,) = [one for step in services.maintenance.verify(LOCAL_ACTOR) for one in step.findings]
    assert finding.which == f"{model} a.txt"
