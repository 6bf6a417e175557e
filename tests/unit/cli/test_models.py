"""``runlore models``: what is in Production, who put it there, and the way back."""

import sqlite3

import pytest
from tests.unit.cli.command_line import CommandLine

from runlore.entities.access import LOCAL_ACTOR
from runlore.server.assembly import open_store
from runlore.services.registry import NewVersion

NAME = "churn model"


@pytest.fixture
def registered(runlore: CommandLine) -> CommandLine:
    """The command line beside a store with a model of three versions."""
    store = open_store(str(runlore.store))
    registry = store.services.registry
    registry.create_model(LOCAL_ACTOR, NAME, "Who leaves?", {"team": "nlp"})
    for number in range(1, 4):
        new = NewVersion(f"s3://models/{number}", description="a\nb")
        registry.create_version(LOCAL_ACTOR, NAME, new)
    store.close()
    return runlore


def test_a_list_says_which_version_is_in_production(registered: CommandLine) -> None:
    registered("models", "promote", NAME, "2")
    registered("models", "promote", NAME, "3", "--stage", "staging")
    head, row = registered("models", "list").stdout.splitlines()
    assert head.split() == ["name", "production", "staging", "newest", "aliases", "updated"]
    assert row.split()[:5] == ["churn", "model", "2", "3", "3"]
    (model,) = registered.json("models", "list", "-q", "tag.team = 'nlp'")
    assert (model["name"], model["latest"][2]["stage"]) == (NAME, "Production")
    assert registered.json("models", "list", "-q", "name = 'x'") == []


def test_a_model_is_shown_with_its_versions(registered: CommandLine) -> None:
    shown = registered("models", "show", NAME).stdout
    for expected in (NAME, "Who leaves?", "team=nlp", "s3://models/3"):
        assert expected in shown
    versions = registered.json("models", "show", NAME)["versions"]
    assert [one["version"] for one in versions] == [3, 2, 1]


def test_promotion_and_rollback_tell_what_they_did(registered: CommandLine) -> None:
    done = registered("models", "promote", NAME, "1", "--reason", "the first")
    assert done.stdout == f"{NAME} version 1 is in Production now; it was in None.\n"
    assert registered.json("models", "promote", NAME, "latest")["version"] == 3
    again = registered("models", "promote", NAME, "production")
    assert again.stdout == f"{NAME} version 3 is in Production already.\n"
    back = registered("models", "rollback", NAME, "--reason", "errors since noon")
    assert back.stdout == f"{NAME} version 1 is in Production again.\n"
    assert registered("models", "rollback", NAME).returncode == 1


def test_the_audit_says_who_when_from_to_and_why(registered: CommandLine) -> None:
    registered("models", "promote", NAME, "1", "--reason", "the first")
    lines = registered("models", "audit", NAME).stdout.splitlines()
    assert lines[0].split() == [
        "number",
        "at",
        "who",
        "model",
        "version",
        "what",
        "from",
        "to",
        "why",
    ]
    for expected in ("local", "stage", "None", "Production", "the first"):
        assert expected in lines[1]
    entries = registered.json("models", "audit", "-n", "2")
    assert [one["number"] for one in entries] == [5, 4]
    assert entries[0]["previous"] == entries[1]["hash"]


def test_what_goes_wrong_is_one_sentence_and_an_exit_code(registered: CommandLine) -> None:
    for code, told, *words in (
        (1, "There is no registered model 'nobody'.", "show", "nobody"),
        (1, "There is no version of", "promote", NAME, "9"),
        (2, "There is no stage 'prod'", "promote", NAME, "prod"),
        (2, "Invalid value for '--stage'", "promote", NAME, "1", "--stage", "prod"),
        (1, "before", "rollback", NAME),
        (1, "nobody", "audit", "nobody"),
        (2, "does not parse", "list", "-q", "name ="),
    ):
        done = registered("models", *[str(word) for word in words])
        assert done.returncode == code, done.stderr
        assert str(told) in done.stderr
        assert done.stderr.count("\n") == 1


def test_an_empty_registry_says_so(runlore: CommandLine) -> None:
    runlore.train("import runlore\nrunlore.start_run().finish()")
    assert runlore("models", "list").stderr == "No models.\n"
    assert runlore("models", "audit").stderr == "Nothing was changed yet.\n"


def test_verify_finds_a_falsified_audit(registered: CommandLine) -> None:
    assert registered("verify").returncode == 0
    with sqlite3.connect(registered.store / "runlore.db") as db:
        db.execute("DROP TRIGGER audit_no_update")
        db.execute("UPDATE audit SET actor = 'somebody' WHERE number = 2")
    db.close()
    done = registered("verify")
    assert done.returncode == 1
    assert "damaged  audit entry 2: It does not say what was written." in done.stdout
