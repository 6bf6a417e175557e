"""Registered models and versions: what can be made, said, found and deleted."""

import pytest
from tests.unit.services.logs import started

from runlore.entities.access import LOCAL_ACTOR, NOBODY, Actor, Role
from runlore.entities.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    InvalidInputError,
    InvalidNameError,
    InvalidValueError,
    LimitExceededError,
    NotAuthenticatedError,
    NotFoundError,
    QuerySyntaxError,
)
from runlore.entities.ids import RunId, new_run_id
from runlore.entities.limits import MAX_REGISTRY_TEXT_CHARS, MAX_TAGS
from runlore.entities.records import RunStarted
from runlore.entities.registry import ModelVersion, Stage
from runlore.services import Services
from runlore.services.model_changes import NewLoggedModel
from runlore.services.model_search import ModelSearch
from runlore.services.registry import ModelPatch, NewVersion, VersionPatch
from runlore.testing.clock import SOME_DAY, ManualClock

ADA = Actor("ada", Role.EDITOR)
BEN = Actor("ben", Role.READER)
NAME = "churn"


def made(services: Services, name: str = NAME, versions: int = 0) -> None:
    services.registry.create_model(ADA, name)
    for number in range(1, versions + 1):
        add(services, name, f"s3://models/{number}")


def add(services: Services, name: str = NAME, source: str = "s3://x", **fields) -> ModelVersion:
    return services.registry.create_version(ADA, name, NewVersion(source, **fields))


def versions_found(services: Services, query: str, *order: str) -> list[tuple[str, int]]:
    found = services.models.search_versions(BEN, ModelSearch(query, list(order)))
    return [(one.model, one.version) for one in found.versions]


def models_found(services: Services, query: str, *order: str) -> list[str]:
    found = services.models.search_models(BEN, ModelSearch(query, list(order)))
    return [one.name for one in found.models]


def test_a_model_and_its_first_version_come_back(services: Services) -> None:
    services.registry.create_model(ADA, NAME, "# Why\n\nBecause.", {"team": "nlp"})
    version = add(services, source="s3://bucket/1", description="first", tags={"a": "b"})
    model = services.registry.get_model(BEN, NAME)
    assert (model.description, model.tags, model.aliases) == (
        "# Why\n\nBecause.",
        {"team": "nlp"},
        {},
    )
    assert model.latest == [version] == [services.registry.get_version(BEN, NAME, 1)]
    assert (version.version, version.stage, version.status) == (1, Stage.NONE, "READY")
    assert (version.user, version.source, version.storage) == (
        "ada",
        "s3://bucket/1",
        "s3://bucket/1",
    )
    assert version.created_at == version.updated_at == SOME_DAY


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a:b", "..", ".", "a\nb", "x" * 501, "\ud800"])
def test_a_name_that_no_address_could_hold_is_refused(services: Services, name: str) -> None:
    with pytest.raises(InvalidNameError):
        services.registry.create_model(ADA, name)
    made(services)
    with pytest.raises(InvalidNameError):
        services.registry.patch_model(ADA, NAME, ModelPatch(name=name))


def test_a_name_is_taken_once(services: Services) -> None:
    made(services)
    made(services, "other")
    with pytest.raises(AlreadyExistsError, match="churn"):
        made(services)
    with pytest.raises(AlreadyExistsError, match="churn"):
        services.registry.patch_model(ADA, "other", ModelPatch(name=NAME))
    assert models_found(services, "") == ["churn", "other"]


def test_a_renamed_model_keeps_versions_aliases_and_audit(services: Services) -> None:
    made(services, versions=2)
    services.promotion.set_alias(ADA, NAME, "champion", 2)
    services.registry.patch_model(ADA, NAME, ModelPatch(name="renamed", tags={"a": "b"}))
    assert services.registry.resolve(BEN, "renamed", "@champion").version == 2
    assert [one.model for one in services.registry.get_model(BEN, "renamed").latest] == ["renamed"]
    assert len(services.audit.entries(BEN, "renamed").entries) == 6
    with pytest.raises(NotFoundError, match="churn"):
        services.registry.get_model(BEN, NAME)


def test_a_patch_changes_what_it_names_and_nothing_else(
    services: Services, clock: ManualClock
) -> None:
    services.registry.create_model(ADA, NAME, "text", {"a": "1", "b": "2"})
    before = services.registry.get_model(BEN, NAME)
    clock.advance(1)
    assert services.registry.patch_model(ADA, NAME, ModelPatch()) == before
    same = ModelPatch(description="text", tags={"a": "1", "none": None})
    assert services.registry.patch_model(ADA, NAME, same) == before
    changed = services.registry.patch_model(ADA, NAME, ModelPatch(tags={"a": None, "c": "3"}))
    assert (changed.description, changed.tags) == ("text", {"b": "2", "c": "3"})
    assert changed.updated_at == clock.now() > before.updated_at


def test_a_changed_version_changes_its_model_too(services: Services, clock: ManualClock) -> None:
    made(services, versions=2)
    clock.advance(1)
    patch = VersionPatch(description="two\nlines", tags={"ok": "yes"})
    changed = services.registry.patch_version(ADA, NAME, 1, patch)
    assert (changed.description, changed.tags) == ("two\nlines", {"ok": "yes"})
    assert changed.updated_at == clock.now()
    assert services.registry.get_version(BEN, NAME, 2).updated_at == SOME_DAY
    assert services.registry.get_model(BEN, NAME).updated_at == clock.now()


@pytest.mark.parametrize(
    ("patch", "error"),
    [
        (ModelPatch(description="x" * (MAX_REGISTRY_TEXT_CHARS + 1)), LimitExceededError),
        (ModelPatch(tags={"k": "x" * (MAX_REGISTRY_TEXT_CHARS + 1)}), LimitExceededError),
        (ModelPatch(tags={str(n): "x" for n in range(MAX_TAGS + 1)}), LimitExceededError),
        (ModelPatch(tags={"": "x"}), InvalidNameError),
        (ModelPatch(description="a\0b"), InvalidValueError),
        (ModelPatch(description="\ud800"), InvalidValueError),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_whole(
    services: Services, patch: ModelPatch, error: type[Exception]
) -> None:
    made(services)
    before = services.registry.get_model(BEN, NAME)
    with pytest.raises(error):
        services.registry.patch_model(ADA, NAME, patch)
    assert services.registry.get_model(BEN, NAME) == before
    assert len(services.audit.entries(BEN).entries) == 1


def test_a_deleted_version_is_gone_with_its_aliases_and_its_number(services: Services) -> None:
    made(services, versions=2)
    for alias in ("champion", "best"):
        services.promotion.set_alias(ADA, NAME, alias, 2)
    services.promotion.set_alias(ADA, NAME, "first", 1)
    left = services.registry.delete_version(ADA, NAME, 2)
    assert left.aliases == {"first": 1}
    assert versions_found(services, "") == [(NAME, 1)]
    with pytest.raises(NotFoundError, match="'2'"):
        services.registry.get_version(BEN, NAME, 2)
    assert add(services).version == 3


def test_a_deleted_model_leaves_its_audit(services: Services) -> None:
    made(services, versions=3)
    services.promotion.transition(ADA, NAME, 1, Stage.PRODUCTION)
    assert services.registry.delete_model(ADA, NAME) == 3
    assert models_found(services, "") == []
    assert versions_found(services, "") == []
    newest, *others = services.audit.entries(BEN, NAME).entries
    assert (newest.action, newest.actor, newest.before, newest.after) == (
        "delete",
        "ada",
        NAME,
        None,
    )
    assert len(others) == 5
    made(services, versions=1)
    assert [one.action for one in services.audit.entries(BEN, NAME).entries] == ["create"] * 2


class TestWhereAVersionComesFrom:
    def test_a_source_is_kept_as_it_is_and_never_opened(self, services: Services) -> None:
        made(services)
        for source in (
            "/etc/passwd",
            "file:///etc/passwd",
            "http://127.0.0.1:1/x?y#z",
            "C:\\models\\a",
            "mlflow-artifacts:/../../x",
        ):
            version = add(services, source=source)
            assert (version.source, version.storage, version.run) == (source, source, None)

    def test_the_run_of_a_source_is_found(self, services: Services) -> None:
        made(services)
        run = started(services).run
        assert add(services, source=f"runs:/{run}/model").run == run
        assert add(services, source="s3://x", run=run).run == run

    def test_a_run_that_does_not_exist_is_refused(self, services: Services) -> None:
        made(services)
        run = new_run_id()
        for refused in (NewVersion("s3://x", run=run), NewVersion(f"runs:/{run}/model")):
            with pytest.raises(NotFoundError, match=run):
                services.registry.create_version(ADA, NAME, refused)
        assert versions_found(services, "") == []

    @pytest.mark.parametrize("which", ["1", "latest", "None", "@champion"])
    def test_a_copied_version_has_the_storage_of_the_first(
        self, services: Services, which: str
    ) -> None:
        made(services, "first")
        made(services)
        run = started(services).run
        add(services, "first", "s3://files", run=run, storage="s3://there")
        services.promotion.set_alias(ADA, "first", "champion", 1)
        source = f"models:/first{which}" if which[0] == "@" else f"models:/first/{which}"
        copy = add(services, source=source)
        assert (copy.source, copy.storage, copy.run) == (source, "s3://there", run)

    def test_a_logged_model_is_told_by_its_source(self, services: Services) -> None:
        made(services)
        experiment = services.experiments.ensure(LOCAL_ACTOR, "digits", "baseline")
        run = new_run_id()
        started = RunStarted("", "", "first", SOME_DAY)
        services.ingest.start(LOCAL_ACTOR, experiment.id, run, lambda _: (started, []))
        new = NewLoggedModel(experiment_id=experiment.id, name="clf", run=run)
        logged = services.logged_models.create(LOCAL_ACTOR, new).id
        version = add(services, source=f"models:/{logged}", storage="runs:/x/models/y")
        assert (version.logged_model, version.run) == (logged, run)
        assert version.storage == "runs:/x/models/y"

    def test_a_logged_model_that_is_not_there_is_no_source(self, services: Services) -> None:
        made(services)
        with pytest.raises(NotFoundError, match="logged model"):
            add(services, source="models:/m-" + "0a" * 16)

    @pytest.mark.parametrize(
        "source",
        [
            "",
            "  ",
            "a\nb",
            "a\0b",
            "\x1b[31m",
            "x" * 4_001,
            "https://ada:secret@host/model",
            "s3://key:secret@bucket",
            "runs:/",
            "runs://host/x",
            "RUNS:/0123456789abcdef/model",
            "runs:/0123456789abcdef/../../x",
            "runs:/0123456789abcdef/a\\b",
            "runs:/NO-RUN-ID/x",
            "models:/",
            "models:churn/1",
            "models://churn/1",
            "models:/churn",
            "models:/churn/1/2",
            "models:/@x",
            "models:/churn/nonsense",
            "models:/m-123",
            " models:/m-123",
        ],
    )
    def test_a_source_that_hides_something_is_refused(
        self, services: Services, source: str
    ) -> None:
        made(services, versions=1)
        with pytest.raises(InvalidInputError):
            add(services, source=source)

    @pytest.mark.parametrize(
        "source",
        ["models:/nobody/1", "models:/churn/9", "models:/churn@x", "models:/churn/Staging"],
    )
    def test_a_version_that_does_not_exist_cannot_be_copied(
        self, services: Services, source: str
    ) -> None:
        made(services, versions=1)
        with pytest.raises(NotFoundError):
            add(services, source=source)


class TestWhichVersionIsMeant:
    @pytest.mark.parametrize(
        ("which", "version"),
        [
            ("1", 1),
            ("latest", 4),
            ("LATEST", 4),
            ("@latest", 4),
            ("Production", 2),
            ("production", 2),
            ("None", 4),
            ("archived", 3),
            ("@champion", 1),
        ],
    )
    def test_a_word_means_a_version(self, services: Services, which: str, version: int) -> None:
        made(services, versions=4)
        services.promotion.transition(ADA, NAME, 2, Stage.PRODUCTION)
        services.promotion.transition(ADA, NAME, 3, Stage.ARCHIVED)
        services.promotion.set_alias(ADA, NAME, "champion", 1)
        assert services.registry.resolve(BEN, NAME, which).version == version

    @pytest.mark.parametrize("which", ["9", "latest", "Production", "@Champion", "@production"])
    def test_a_word_that_means_nothing_yet_is_told(self, services: Services, which: str) -> None:
        made(services)
        with pytest.raises(NotFoundError, match=r"churn"):
            services.registry.resolve(BEN, NAME, which)

    @pytest.mark.parametrize("which", ["", "prod", "3x", "-1", "1" * 30])
    def test_a_word_that_means_nothing_ever_is_refused(
        self, services: Services, which: str
    ) -> None:
        made(services, versions=1)
        with pytest.raises(InvalidInputError):
            services.registry.resolve(BEN, NAME, which)

    def test_the_newest_of_each_stage_is_given(self, services: Services) -> None:
        made(services, versions=3)
        services.promotion.transition(ADA, NAME, 1, Stage.STAGING)
        found = services.registry.latest(BEN, NAME)
        assert [(one.stage, one.version) for one in found] == [(Stage.NONE, 3), (Stage.STAGING, 1)]
        assert services.registry.latest(BEN, NAME, [Stage.STAGING, Stage.PRODUCTION]) == [found[1]]


class TestSearch:
    def test_models_are_found_by_name_and_tags(
        self, services: Services, clock: ManualClock
    ) -> None:
        for name, tags in (("b", {"team": "nlp"}), ("a", {"team": "vision"}), ("c", {})):
            clock.advance(1)
            services.registry.create_model(ADA, name, tags=tags)
        assert models_found(services, "") == ["a", "b", "c"]
        assert models_found(services, "tags.team = 'nlp'") == ["b"]
        assert models_found(services, "name LIKE 'a%' OR NOT tags.team IS NOT NULL") == ["a", "c"]
        assert models_found(services, "", "last_updated_timestamp DESC") == ["c", "a", "b"]
        assert models_found(services, "name != 'a' ORDER BY name DESC") == ["c", "b"]

    def test_versions_are_found_by_what_they_say(
        self, services: Services, clock: ManualClock
    ) -> None:
        run = started(services).run
        for name in ("b", "a"):
            made(services, name, versions=2)
            clock.advance(1)
        services.registry.create_version(BEN_AS_EDITOR, "a", NewVersion("s3://x", run=run))
        services.promotion.transition(ADA, "b", 1, Stage.PRODUCTION)
        assert versions_found(services, "") == [("a", 3), ("b", 1), ("a", 2), ("a", 1), ("b", 2)]
        assert versions_found(services, "name = 'b'", "version_number ASC") == [("b", 1), ("b", 2)]
        assert versions_found(services, "version = 1 AND (name = 'b' AND user = 'ada')") == [
            ("b", 1)
        ]
        assert versions_found(services, "name = 'a' AND name = 'b'") == []
        assert versions_found(services, "name = 'a' AND version = 1 OR name = 'b'", "name") == [
            ("a", 1),
            ("b", 2),
            ("b", 1),
        ]
        assert versions_found(services, f"run_id IN ('{run}')") == [("a", 3)]
        assert versions_found(services, "source_path = 's3://models/2'") == [("a", 2), ("b", 2)]
        assert versions_found(services, "version > 1 and user = 'ada'") == [("a", 2), ("b", 2)]
        assert versions_found(services, "stage = 'production'") == [("b", 1)]
        assert versions_found(services, "NOT (stage IN ('NONE') OR name = 'a')") == [("b", 1)]

    def test_a_stage_or_field_that_does_not_exist_is_refused(self, services: Services) -> None:
        with pytest.raises(InvalidValueError, match="Archived"):
            versions_found(services, "stage = 'prod'")
        with pytest.raises(QuerySyntaxError):
            versions_found(services, "metrics.loss < 1")
        with pytest.raises(QuerySyntaxError):
            models_found(services, "version = 1")

    def test_prompts_are_hidden_until_their_tag_is_named(self, services: Services) -> None:
        made(services, versions=1)
        prompt = {"mlflow.prompt.is_prompt": "true"}
        services.registry.create_model(ADA, "prompt", tags=prompt)
        add(services, "prompt", tags=prompt)
        assert models_found(services, "") == [NAME]
        assert versions_found(services, "") == [(NAME, 1)]
        asked = "tags.`mlflow.prompt.is_prompt` = 'true'"
        assert models_found(services, asked) == ["prompt"]
        assert versions_found(services, f"{asked} AND name LIKE '%'") == [("prompt", 1)]
        assert models_found(services, f"NOT ({asked})") == [NAME]

    def test_pages_follow_each_other(self, services: Services) -> None:
        made(services, versions=5)
        search, found = ModelSearch("version > 0", ["version"], limit=2), []
        while True:
            page = services.models.search_versions(BEN, search)
            assert page.total == 5
            found += [one.version for one in page.versions]
            if page.cursor is None:
                break
            search = ModelSearch("version > 0", ["version"], limit=2, cursor=page.cursor)
        assert found == [1, 2, 3, 4, 5]

    def test_a_cursor_is_good_for_its_search_only(self, services: Services) -> None:
        made(services, versions=2)
        made(services, "other")
        cursor = services.models.search_versions(BEN, ModelSearch(limit=1)).cursor
        for bad in (cursor, "x", ""):
            with pytest.raises(InvalidInputError, match="cursor"):
                services.models.search_models(BEN, ModelSearch(cursor=bad))

    @pytest.mark.parametrize("limit", [0, -1, 1_001])
    def test_a_limit_out_of_range_is_refused(self, services: Services, limit: int) -> None:
        with pytest.raises(LimitExceededError):
            services.models.search_models(BEN, ModelSearch(limit=limit))


BEN_AS_EDITOR = Actor("ben", Role.EDITOR)


def test_a_reader_changes_nothing_and_a_stranger_sees_nothing(services: Services) -> None:
    made(services, versions=1)
    registry, promotion = services.registry, services.promotion
    changes = [
        lambda who: registry.create_model(who, "x"),
        lambda who: registry.patch_model(who, NAME, ModelPatch(description="x")),
        lambda who: registry.delete_model(who, NAME),
        lambda who: registry.create_version(who, NAME, NewVersion("s3://x")),
        lambda who: registry.patch_version(who, NAME, 1, VersionPatch(description="x")),
        lambda who: registry.delete_version(who, NAME, 1),
        lambda who: promotion.transition(who, NAME, 1, Stage.STAGING),
        lambda who: promotion.rollback(who, NAME),
        lambda who: promotion.set_alias(who, NAME, "a", 1),
        lambda who: promotion.delete_alias(who, NAME, "a"),
    ]
    looks = [
        lambda who: registry.get_model(who, NAME),
        lambda who: registry.get_version(who, NAME, 1),
        lambda who: registry.latest(who, NAME),
        lambda who: registry.resolve(who, NAME, "1"),
        lambda who: services.models.search_models(who, ModelSearch()),
        lambda who: services.models.search_versions(who, ModelSearch()),
        services.audit.entries,
    ]
    before = services.audit.entries(LOCAL_ACTOR)
    for change in changes:
        with pytest.raises(AccessDeniedError):
            change(BEN)
    for act in (*changes, *looks):
        with pytest.raises(NotAuthenticatedError):
            act(NOBODY)
    assert services.audit.entries(LOCAL_ACTOR) == before


@pytest.mark.parametrize("version", [0, 2, 10**17])
def test_a_version_that_is_not_there_is_told_by_model_and_number(
    services: Services, version: int
) -> None:
    made(services, versions=1)
    with pytest.raises(NotFoundError, match=rf"'churn' '{version}'"):
        services.registry.get_version(BEN, NAME, version)
    with pytest.raises(NotFoundError, match="registered model 'nobody'"):
        services.registry.get_version(BEN, "nobody", version)


def test_a_run_that_is_not_there_is_not_a_version_of_it(services: Services) -> None:
    made(services)
    with pytest.raises(NotFoundError):
        add(services, run=RunId("0" * 32))
