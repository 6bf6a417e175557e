"""Stages and aliases: one version in Production, names that keep in step, and the way back."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runlore.engines.memory.blobs import MemoryBlobs
from runlore.engines.memory.catalog import MemoryCatalog
from runlore.engines.memory.series import MemorySeries
from runlore.entities.access import Actor, Role
from runlore.entities.errors import (
    ConflictError,
    InvalidNameError,
    InvalidValueError,
    LimitExceededError,
    NotFoundError,
    RunloreError,
)
from runlore.entities.registry import AuditEntry, Stage, parse_stage, stage_spelled_by
from runlore.server.assembly import join_services
from runlore.services import Services
from runlore.services.ledger import breaks_of
from runlore.services.registry import ModelPatch, NewVersion, VersionPatch
from runlore.testing.clock import ManualClock

ADA = Actor("ada", Role.EDITOR)
BEN = Actor("ben", Role.EDITOR)
NAME = "churn"
NONE, STAGING, PRODUCTION, ARCHIVED = Stage


@pytest.fixture
def registered(services: Services) -> Services:
    """A model with four versions, none of them in a stage."""
    return filled(services)


@pytest.fixture
def as_stock(clock: ManualClock) -> Services:
    """The same, where promoting archives nothing by itself."""
    stores = (MemoryCatalog(), MemorySeries(), MemoryBlobs())
    return filled(join_services(*stores, clock, one_production=False))


def filled(services: Services) -> Services:
    services.registry.create_model(ADA, NAME)
    for number in range(1, 5):
        services.registry.create_version(ADA, NAME, NewVersion(f"s3://models/{number}"))
    return services


def promote(services: Services, version: int, stage: Stage = PRODUCTION, **how) -> None:
    services.promotion.transition(ADA, NAME, version, stage, **how)


def stages(services: Services) -> str:
    """The first letters of the stages of versions 1, 2, 3, 4."""
    found = (services.registry.get_version(ADA, NAME, number) for number in range(1, 5))
    return "".join(one.stage.value[0] for one in found)


def aliases(services: Services) -> dict[str, int]:
    return services.registry.get_model(ADA, NAME).aliases


def told(services: Services, count: int) -> list[tuple[object, ...]]:
    """The newest entries, the oldest of them first: action, version, key, from, to, why."""
    entries = services.audit.entries(ADA, NAME).entries[:count]
    return [
        (one.action, one.version, one.key, one.before, one.after, one.reason)
        for one in reversed(entries)
    ]


def test_who_enters_production_archives_who_was_there(registered: Services) -> None:
    promote(registered, 1)
    promote(registered, 2, reason="better recall")
    assert stages(registered) == "APNN"
    assert told(registered, 3) == [
        ("stage", 1, "", "None", "Production", ""),
        ("stage", 1, "", "Production", "Archived", "Version 2 took its place."),
        ("stage", 2, "", "None", "Production", "better recall"),
    ]


def test_the_audit_says_who_and_when(registered: Services, clock: ManualClock) -> None:
    at = clock.advance(60)
    registered.promotion.transition(BEN, NAME, 3, PRODUCTION)
    newest = registered.audit.entries(ADA).entries[0]
    assert (newest.actor, newest.at, newest.model, newest.version) == ("ben", at, NAME, 3)
    assert registered.registry.get_version(ADA, NAME, 3).updated_at == at
    assert registered.registry.get_model(ADA, NAME).updated_at == at


def test_staging_holds_any_number_unless_the_others_are_to_be_archived(
    registered: Services,
) -> None:
    for version in (1, 2, 3):
        promote(registered, version, STAGING)
    assert stages(registered) == "SSSN"
    promote(registered, 4, STAGING, archive=True)
    assert stages(registered) == "AAAS"


@pytest.mark.parametrize("stage", [NONE, ARCHIVED])
def test_archiving_others_goes_with_staging_and_production_only(
    registered: Services, stage: Stage
) -> None:
    with pytest.raises(InvalidValueError, match="archive"):
        promote(registered, 1, stage, archive=True)


def test_a_version_that_is_there_already_changes_nothing(
    registered: Services, clock: ManualClock
) -> None:
    promote(registered, 1)
    before = registered.audit.entries(ADA)
    version = registered.registry.get_version(ADA, NAME, 1)
    clock.advance(1)
    promote(registered, 1)
    assert registered.audit.entries(ADA) == before
    assert registered.registry.get_version(ADA, NAME, 1) == version


def test_set_as_stock_production_holds_several_until_archiving_is_asked_for(
    as_stock: Services,
) -> None:
    promote(as_stock, 1)
    promote(as_stock, 2)
    as_stock.promotion.set_alias(ADA, NAME, "production", 3)
    assert stages(as_stock) == "PPPN"
    promote(as_stock, 4, archive=True)
    assert stages(as_stock) == "AAAP"


@pytest.mark.parametrize("text", ["Prod", "", "none ", "Shadow"])
def test_a_stage_that_does_not_exist_is_refused_with_those_that_do(text: str) -> None:
    with pytest.raises(InvalidValueError, match="None, Staging, Production, Archived"):
        parse_stage(text)


def test_a_reason_that_cannot_be_kept_is_refused(registered: Services) -> None:
    with pytest.raises(LimitExceededError):
        promote(registered, 1, reason="x" * 4_001)
    with pytest.raises(InvalidValueError):
        promote(registered, 1, reason="a\x1b[31mb")
    assert stages(registered) == "NNNN"


class TestAliases:
    def test_an_alias_moves_silently_and_is_told_in_the_audit(self, registered: Services) -> None:
        registered.promotion.set_alias(ADA, NAME, "champion", 1)
        registered.promotion.set_alias(ADA, NAME, "champion", 2, "better")
        registered.promotion.set_alias(ADA, NAME, "champion", 2, "again")
        registered.promotion.delete_alias(ADA, NAME, "champion")
        registered.promotion.delete_alias(ADA, NAME, "champion")
        assert aliases(registered) == {}
        assert told(registered, 3) == [
            ("alias", 1, "champion", None, "1", ""),
            ("alias", 2, "champion", "1", "2", "better"),
            ("alias", 2, "champion", "2", None, ""),
        ]
        assert stages(registered) == "NNNN"

    @pytest.mark.parametrize(
        "alias", ["", "a b", "ä", "a/b", "latest", "LATEST", "v1", "V22", "x" * 256, "a\n", "@a"]
    )
    def test_a_name_that_could_mean_something_else_is_refused(
        self, registered: Services, alias: str
    ) -> None:
        with pytest.raises(InvalidNameError):
            registered.promotion.set_alias(ADA, NAME, alias, 1)

    @pytest.mark.parametrize("alias", ["x" * 255, "v1a", "latest-1", "A_b-9"])
    def test_a_name_that_cannot_is_taken(self, registered: Services, alias: str) -> None:
        assert registered.promotion.set_alias(ADA, NAME, alias, 1).aliases == {alias: 1}

    def test_an_alias_points_to_a_version_that_exists(self, registered: Services) -> None:
        with pytest.raises(NotFoundError):
            registered.promotion.set_alias(ADA, NAME, "champion", 5)
        assert aliases(registered) == {}

    def test_setting_the_alias_of_a_stage_is_a_transition(self, registered: Services) -> None:
        promote(registered, 1)
        registered.promotion.set_alias(ADA, NAME, "Production", 2)
        assert stages(registered) == "APNN"
        registered.promotion.set_alias(ADA, NAME, "staging", 3)
        assert stages(registered) == "APSN"
        assert aliases(registered) == {"Production": 2, "staging": 3}

    def test_the_alias_of_a_stage_moves_along_when_it_is_set(self, registered: Services) -> None:
        promote(registered, 1)
        assert aliases(registered) == {}
        registered.promotion.set_alias(ADA, NAME, "production", 1)
        registered.promotion.set_alias(ADA, NAME, "champion", 1)
        promote(registered, 2)
        assert aliases(registered) == {"production": 2, "champion": 1}
        assert registered.registry.get_version(ADA, NAME, 2).aliases == ["production"]

    def test_the_alias_of_a_stage_that_is_left_goes_to_who_is_there_or_away(
        self, registered: Services
    ) -> None:
        for version in (1, 2, 3):
            promote(registered, version, STAGING)
        registered.promotion.set_alias(ADA, NAME, "staging", 1)
        promote(registered, 1)
        assert aliases(registered) == {"staging": 3}
        registered.registry.delete_version(ADA, NAME, 3)
        assert aliases(registered) == {"staging": 2}
        promote(registered, 2, NONE)
        assert aliases(registered) == {}

    def test_deleting_the_alias_of_a_stage_moves_nobody(self, registered: Services) -> None:
        registered.promotion.set_alias(ADA, NAME, "production", 1)
        registered.promotion.delete_alias(ADA, NAME, "production")
        assert stages(registered) == "PNNN"


class TestRollback:
    def test_the_version_before_comes_back_and_the_audit_says_so(
        self, registered: Services
    ) -> None:
        promote(registered, 1)
        promote(registered, 2)
        back = registered.promotion.rollback(BEN, NAME, "errors since noon")
        assert (back.version, back.stage) == (1, PRODUCTION)
        assert stages(registered) == "PANN"
        assert told(registered, 2) == [
            ("stage", 2, "", "Production", "Archived", "Version 1 took its place."),
            ("rollback", 1, "", "Archived", "Production", "errors since noon"),
        ]

    def test_again_goes_one_further_back(self, registered: Services) -> None:
        for version in (1, 2, 3):
            promote(registered, version)
        assert registered.promotion.rollback(ADA, NAME).version == 2
        assert registered.promotion.rollback(ADA, NAME).version == 1
        with pytest.raises(ConflictError, match="before"):
            registered.promotion.rollback(ADA, NAME)
        assert stages(registered) == "PAAN"
        promote(registered, 4)
        assert registered.promotion.rollback(ADA, NAME).version == 1

    def test_a_deleted_version_is_passed_over(self, registered: Services) -> None:
        for version in (1, 2, 3):
            promote(registered, version)
        registered.registry.delete_version(ADA, NAME, 2)
        assert registered.promotion.rollback(ADA, NAME).version == 1

    def test_with_none_in_production_the_last_one_comes_back(self, registered: Services) -> None:
        promote(registered, 1)
        promote(registered, 2)
        promote(registered, 2, ARCHIVED)
        assert registered.promotion.rollback(ADA, NAME).version == 2

    def test_the_history_goes_along_with_a_new_name(self, registered: Services) -> None:
        promote(registered, 1)
        promote(registered, 2)
        registered.registry.patch_model(ADA, NAME, ModelPatch(name="renamed"))
        assert registered.promotion.rollback(ADA, "renamed").version == 1

    def test_a_new_model_has_not_the_history_of_a_deleted_one(self, registered: Services) -> None:
        promote(registered, 1)
        promote(registered, 2)
        registered.registry.delete_model(ADA, NAME)
        filled(registered)
        with pytest.raises(ConflictError):
            registered.promotion.rollback(ADA, NAME)
        assert stages(registered) == "NNNN"

    def test_what_only_looks_like_a_promotion_is_none(self, registered: Services) -> None:
        promote(registered, 1)
        patch = VersionPatch(description="Production", tags={"stage": "Production"})
        registered.registry.patch_version(ADA, NAME, 2, patch)
        with pytest.raises(ConflictError):
            registered.promotion.rollback(ADA, NAME)


NUMBERS = st.integers(1, 4)
STEPS = st.one_of(
    st.tuples(st.just("move"), NUMBERS, st.sampled_from(Stage), st.booleans()),
    st.tuples(st.just("alias"), st.sampled_from(["production", "Staging", "x"]), NUMBERS),
    st.tuples(st.just("unalias"), st.sampled_from(["production", "Staging", "x"])),
    st.tuples(st.just("rollback")),
    st.tuples(st.just("delete"), NUMBERS),
    st.tuples(st.just("add")),
)


@given(steps=st.lists(STEPS, max_size=20))
@settings(max_examples=40)
def test_whatever_is_done_one_is_in_production_and_all_is_in_step(
    steps: list[tuple[object, ...]],
) -> None:
    catalog = MemoryCatalog()
    services = filled(join_services(catalog, MemorySeries(), MemoryBlobs(), ManualClock()))
    for verb, *words in steps:
        with contextlib.suppress(RunloreError):
            act(services, str(verb), words)
        check(services, catalog)


def check(services: Services, catalog: MemoryCatalog) -> None:
    """What always holds."""
    model = services.registry.get_model(ADA, NAME)
    with catalog.read() as tx:
        versions = {one.version: one.stage for one in tx.registry.versions(NAME)}
        entries = tx.audit.walk(0, 10_000)
    assert list(versions.values()).count(PRODUCTION) <= 1
    for alias, version in model.aliases.items():
        assert stage_spelled_by(alias) in (None, versions[version])
    assert replayed(entries) == versions
    assert list(breaks_of(catalog)) == []


def act(services: Services, verb: str, words: list) -> None:
    if verb == "move":
        version, stage, archive = words
        promote(services, version, stage, archive=archive and stage in (STAGING, PRODUCTION))
    elif verb == "alias":
        services.promotion.set_alias(ADA, NAME, *words)
    elif verb == "unalias":
        services.promotion.delete_alias(ADA, NAME, *words)
    elif verb == "rollback":
        services.promotion.rollback(ADA, NAME)
    elif verb == "delete":
        services.registry.delete_version(ADA, NAME, *words)
    else:
        services.registry.create_version(ADA, NAME, NewVersion("s3://x"))


def replayed(entries: list[AuditEntry]) -> dict[int, Stage]:
    """The stage of each version, from the audit alone."""
    found: dict[int, Stage] = {}
    for entry in entries:
        if entry.version is None:
            continue
        if entry.action == "create":
            found[entry.version] = NONE
        elif entry.action in ("stage", "rollback"):
            assert found[entry.version].value == entry.before
            found[entry.version] = parse_stage(str(entry.after))
        elif entry.action == "delete":
            del found[entry.version]
    return found
