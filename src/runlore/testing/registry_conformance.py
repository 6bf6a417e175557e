"""What every store of the model registry and of its audit keeps."""

import msgspec
import pytest

from runlore.entities.errors import AlreadyExistsError, ConflictError
from runlore.entities.ids import LoggedModelId, Micros, ModelId, new_run_id
from runlore.entities.registry import (
    AuditAction,
    AuditEntry,
    ModelVersion,
    RegisteredModel,
    Stage,
)
from runlore.stores.audit import NO_HASH, AuditHead
from runlore.stores.catalog import Catalog, Transaction
from runlore.testing.clock import SOME_DAY

_LATER = Micros(SOME_DAY + 5)


class RegistryPromises:
    """What every registry store keeps; part of ``CatalogConformance``."""

    def test_a_model_comes_back_with_the_id_that_it_got(self, catalog: Catalog) -> None:
        wanted = _model("π's team", tags={"team": "nlp"}, description="# Why\n")
        made = catalog.write(lambda tx: tx.registry.create_model(wanted))
        assert made == msgspec.structs.replace(wanted, id=made.id)
        with catalog.read() as tx:
            assert tx.registry.model(made.name) == made
            assert tx.registry.model(made.name.upper()) is None
            assert tx.registry.models() == [made]

    def test_names_of_models_are_unique(self, catalog: Catalog) -> None:
        first, second = _create(catalog, "one"), _create(catalog, "two")
        with pytest.raises(AlreadyExistsError, match="'one'"):
            _create(catalog, "one")
        with pytest.raises(AlreadyExistsError, match="'one'"):
            _put(catalog, second, name="one")
        with catalog.read() as tx:
            assert tx.registry.models() == [first, second]

    def test_what_changes_of_a_model_is_kept(self, catalog: Catalog) -> None:
        made = _create(catalog, "old")
        _add(catalog, "old")
        changes = {
            "name": "new",
            "description": "text",
            "tags": {"a": "b"},
            "aliases": {"champion": 1},
            "updated_at": _LATER,
        }
        _put(catalog, made, created_at=Micros(1), **changes)
        with catalog.read() as tx:
            found = tx.registry.model("new")
            assert tx.registry.model("old") is None
        assert found is not None
        assert found == msgspec.structs.replace(made, latest=found.latest, **changes)
        assert [(one.model, one.aliases) for one in found.latest] == [("new", ["champion"])]

    def test_an_id_is_not_given_again(self, catalog: Catalog) -> None:
        first = _create(catalog, "one")
        catalog.write(lambda tx: tx.registry.delete_model(first.id))
        assert _create(catalog, "one").id > first.id

    def test_versions_are_numbered_for_each_model_and_deleted_ones_count(
        self, catalog: Catalog
    ) -> None:
        _create(catalog, "one")
        _create(catalog, "two")
        assert [_add(catalog, "one").version for _ in range(3)] == [1, 2, 3]
        catalog.write(lambda tx: tx.registry.delete_version("one", 3))
        assert _add(catalog, "one").version == 4
        assert _add(catalog, "two").version == 1
        with catalog.read() as tx:
            assert [one.version for one in tx.registry.versions("one")] == [4, 2, 1]
            assert tx.registry.version("one", 3) is None
            assert tx.registry.versions("three") == []

    def test_a_version_comes_back_whole(self, catalog: Catalog) -> None:
        model = _create(catalog, "one")
        made = _add(
            catalog,
            "one",
            description="lines\nof text",
            tags={"k": "v"},
            source="models:/m-1",
            storage="s3://bucket/path",
            run=new_run_id(),
            logged_model=LoggedModelId("m-" + "0" * 32),
            run_link="https://example.org",
            user="ada",
        )
        _put(catalog, model, aliases={"b": 1, "a": 1, "c": 7})
        expected = msgspec.structs.replace(made, aliases=["a", "b"])
        with catalog.read() as tx:
            assert tx.registry.version("one", 1) == expected
            assert tx.registry.versions() == [expected]
            found = tx.registry.model("one")
        assert found is not None
        assert found.latest == [expected]

    def test_a_put_version_is_replaced_but_for_its_birth(self, catalog: Catalog) -> None:
        _create(catalog, "one")
        first, second = _add(catalog, "one"), _add(catalog, "one")
        changed = msgspec.structs.replace(
            first, stage=Stage.STAGING, tags={"a": "b"}, description="x", updated_at=_LATER
        )
        born_later = msgspec.structs.replace(changed, created_at=_LATER)
        catalog.write(lambda tx: tx.registry.put_version(born_later))
        with catalog.read() as tx:
            assert tx.registry.versions("one") == [second, changed]

    def test_the_newest_of_each_stage_is_known(self, catalog: Catalog) -> None:
        for name in ("one", "two"):
            _create(catalog, name)
            for stage in (Stage.NONE, Stage.PRODUCTION, Stage.ARCHIVED, Stage.ARCHIVED, Stage.NONE):
                _add(catalog, name, stage=stage)
        expected = [(Stage.NONE, 5), (Stage.PRODUCTION, 2), (Stage.ARCHIVED, 4)]
        with catalog.read() as tx:
            one = tx.registry.model("one")
            for found in [one, *tx.registry.models()]:
                assert found is not None
                assert [(each.stage, each.version) for each in found.latest] == expected
                assert {each.model for each in found.latest} == {found.name}
            archived = tx.registry.in_stage("one", Stage.ARCHIVED)
            assert [each.version for each in archived] == [4, 3]
            assert tx.registry.in_stage("one", Stage.STAGING) == []

    def test_all_versions_come_by_model_then_newest_first(self, catalog: Catalog) -> None:
        for name in ("b", "a"):
            _create(catalog, name)
        for name in ("a", "b", "a"):
            _add(catalog, name)
        with catalog.read() as tx:
            found = [(one.model, one.version) for one in tx.registry.versions()]
        assert found == [("a", 2), ("a", 1), ("b", 1)]

    def test_a_deleted_model_takes_its_versions_along(self, catalog: Catalog) -> None:
        gone, left = _create(catalog, "gone"), _create(catalog, "left")
        _add(catalog, "gone")
        _add(catalog, "left")
        catalog.write(lambda tx: tx.registry.delete_model(gone.id))
        with catalog.read() as tx:
            assert [one.id for one in tx.registry.models()] == [left.id]
            assert [one.model for one in tx.registry.versions()] == ["left"]
        _create(catalog, "gone")
        assert _add(catalog, "gone").version == 1

    def test_a_registry_that_raises_changes_nothing(self, catalog: Catalog) -> None:
        _create(catalog, "one")

        def work(tx: Transaction) -> None:
            tx.registry.create_version(_version("one"))
            tx.registry.create_model(_model("two"))
            tx.audit.append(_entry(1))
            raise LookupError("no")

        with pytest.raises(LookupError):
            catalog.write(work)
        with catalog.read() as tx:
            assert tx.registry.versions() == []
            assert [one.name for one in tx.registry.models()] == ["one"]
            assert tx.audit.head() == AuditHead()
        assert _add(catalog, "one").version == 1


class AuditPromises:
    """What every audit store keeps; part of ``CatalogConformance``."""

    def test_an_empty_audit_has_no_newest_entry(self, catalog: Catalog) -> None:
        with catalog.read() as tx:
            assert tx.audit.head() == AuditHead(0, NO_HASH)
            assert tx.audit.newest() == tx.audit.walk(0, 10) == []

    def test_entries_come_back_as_they_were_given(self, catalog: Catalog) -> None:
        bare = _entry(1)
        full = _entry(
            2,
            version=3,
            key="champion",
            before="1",
            after="",
            reason="it's better",
            previous=bare.hash,
        )
        for entry in (bare, full):
            _append(catalog, entry)
        with catalog.read() as tx:
            assert tx.audit.walk(0, 10) == [bare, full]
            assert tx.audit.newest() == [full, bare]
            assert tx.audit.head() == AuditHead(2, full.hash)

    def test_only_the_next_entry_can_be_appended(self, catalog: Catalog) -> None:
        _append(catalog, _entry(1))
        for number in (0, 1, 3):
            with pytest.raises(ConflictError):
                _append(catalog, _entry(number))
        with catalog.read() as tx:
            assert tx.audit.walk(0, 10) == [_entry(1)]

    def test_the_audit_is_read_by_model_by_name_and_in_parts(self, catalog: Catalog) -> None:
        for number in range(1, 10):
            # Model 1 was called b from its sixth entry on.
            model = ModelId(number % 2)
            name = "a" if number < 6 or number % 2 == 0 else "b"
            entry = _entry(number, model_id=model, model=name)
            _append(catalog, entry)
        with catalog.read() as tx:
            assert _numbers(tx.audit.newest(ModelId(1))) == [9, 7, 5, 3, 1]
            assert _numbers(tx.audit.newest(ModelId(1), before=7, limit=2)) == [5, 3]
            assert _numbers(tx.audit.newest("b")) == [9, 7]
            assert _numbers(tx.audit.newest("a", limit=3)) == [8, 6, 5]
            assert _numbers(tx.audit.newest(before=3)) == [2, 1]
            assert _numbers(tx.audit.newest("c")) == []
            assert _numbers(tx.audit.walk(6, 2)) == [7, 8]
            assert _numbers(tx.audit.walk(9, 2)) == []


def _model(name: str, **fields: object) -> RegisteredModel:
    made = RegisteredModel(ModelId(0), name, SOME_DAY, SOME_DAY)
    return msgspec.structs.replace(made, **fields)


def _version(model: str, **fields: object) -> ModelVersion:
    return msgspec.structs.replace(ModelVersion(model, 0, SOME_DAY, SOME_DAY), **fields)


def _entry(number: int, **fields: object) -> AuditEntry:
    digest = f"{number:064x}"
    action = AuditAction.STAGE.value
    made = AuditEntry(number, SOME_DAY, "ada", action, ModelId(1), "a", hash=digest)
    return msgspec.structs.replace(made, **fields)


def _numbers(entries: list[AuditEntry]) -> list[int]:
    return [entry.number for entry in entries]


def _create(catalog: Catalog, name: str) -> RegisteredModel:
    return catalog.write(lambda tx: tx.registry.create_model(_model(name)))


def _put(catalog: Catalog, model: RegisteredModel, **fields: object) -> None:
    changed = msgspec.structs.replace(model, **fields)
    catalog.write(lambda tx: tx.registry.put_model(changed))


def _add(catalog: Catalog, model: str, **fields: object) -> ModelVersion:
    return catalog.write(lambda tx: tx.registry.create_version(_version(model, **fields)))


def _append(catalog: Catalog, entry: AuditEntry) -> None:
    catalog.write(lambda tx: tx.audit.append(entry))
