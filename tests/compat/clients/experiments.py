"""Experiments: names, tags, deletion, search."""

import threading

import mlflow
from checks import a_run, an_experiment, call, check, fresh, must, must_refuse, refused
from mlflow import MlflowClient
from mlflow.entities import ViewType


@check
def an_experiment_comes_back_as_it_was_made():
    name = fresh("made")
    client = MlflowClient()
    made = client.create_experiment(name, tags={"team": "vision", "mlflow.note.content": "why"})
    found = client.get_experiment(made)
    assert found.name == name
    assert found.lifecycle_stage == "active"
    assert found.tags["team"] == "vision"
    assert found.tags["mlflow.note.content"] == "why"
    assert found.creation_time == found.last_update_time > 1_600_000_000_000
    assert found.artifact_location.endswith(f"/{made}")
    assert client.get_experiment_by_name(name).experiment_id == made


@check
def the_default_experiment_has_the_id_0():
    found = MlflowClient().get_experiment("0")
    assert found.name == "Default"
    assert mlflow.get_experiment_by_name("Default").experiment_id == "0"


@check
def a_name_that_nobody_has_gives_none():
    assert mlflow.get_experiment_by_name(fresh("nobody")) is None


@check
def a_name_is_taken_even_by_a_deleted_experiment():
    name = fresh("taken")
    client = MlflowClient()
    made = client.create_experiment(name)
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.create_experiment(name)
    client.delete_experiment(made)
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.create_experiment(name)


@check
def of_two_who_take_a_name_at_once_one_gets_it():
    name = fresh("race")
    answers = []

    def take():
        answers.append(call("POST", "experiments/create", {"name": name}))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [200, *[400] * 7]
    losers = {answer["error_code"] for status, answer in answers if status == 400}
    assert losers == {"RESOURCE_ALREADY_EXISTS"}


@check
def a_name_is_not_blank_and_not_longer_than_500():
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "experiments/create", {"name": ""})
    long = {"name": "n" * 501}
    words = "exceeds the maximum length of 500 characters"
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "experiments/create", long, words)


@check
def an_id_that_is_no_number_is_refused_and_an_absent_one_is_not_there():
    must_refuse("INVALID_PARAMETER_VALUE", "GET", "experiments/get", {"experiment_id": "abc"})
    words = "No Experiment with id=987654321 exists"
    absent = {"experiment_id": "987654321"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "GET", "experiments/get", absent, words)
    words = "Could not find experiment with name 'no-such-name'"
    absent = {"experiment_name": "no-such-name"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "GET", "experiments/get-by-name", absent, words)


@check
def an_artifact_location_is_kept_as_it_was_given():
    location = f"s3://bucket/{fresh('folder')}"
    client = MlflowClient()
    made = client.create_experiment(fresh("located"), artifact_location=location)
    assert client.get_experiment(made).artifact_location == location
    run = client.create_run(made)
    assert run.info.artifact_uri == f"{location}/{run.info.run_id}/artifacts"


@check
def an_artifact_location_with_a_query_or_too_long_is_refused():
    for location in ("http://host/path?a=b", "s3://bucket/x#part", "s3://b/" + "x" * 2048):
        body = {"name": fresh("located"), "artifact_location": location}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "experiments/create", body)


@check
def a_renamed_experiment_answers_to_its_new_name_only():
    client = MlflowClient()
    old, new = fresh("old"), fresh("new")
    made = client.create_experiment(old)
    client.rename_experiment(made, new)
    assert client.get_experiment(made).name == new
    assert client.get_experiment_by_name(old) is None
    assert client.get_experiment_by_name(new).experiment_id == made


@check
def a_name_that_is_taken_cannot_be_renamed_to():
    client = MlflowClient()
    name = fresh("kept")
    client.create_experiment(name)
    other = client.create_experiment(fresh("other"))
    # Stock says BAD_REQUEST here, and shows its SQL.
    status, answer = call("POST", "experiments/update", {"experiment_id": other, "new_name": name})
    assert status == 400
    assert answer["error_code"] in ("RESOURCE_ALREADY_EXISTS", "BAD_REQUEST")
    assert client.get_experiment(other).name != name


@check(ours="stock answers 500 when a deleted experiment is renamed")
def a_deleted_experiment_is_not_renamed():
    made = an_experiment()
    MlflowClient().delete_experiment(made)
    body = {"experiment_id": made, "new_name": fresh("never")}
    status, answer = call("POST", "experiments/update", body)
    assert 400 <= status < 500, (status, answer)
    assert answer["error_code"] in ("INVALID_PARAMETER_VALUE", "RESOURCE_DOES_NOT_EXIST")


@check
def deleting_hides_an_experiment_and_its_runs_and_restoring_brings_both_back():
    client = MlflowClient()
    made = an_experiment()
    run = a_run(made)
    before = client.get_experiment(made).last_update_time
    client.delete_experiment(made)
    gone = client.get_experiment(made)
    assert gone.lifecycle_stage == "deleted"
    assert gone.last_update_time >= before
    assert client.get_run(run).info.lifecycle_stage == "deleted"
    client.restore_experiment(made)
    assert client.get_experiment(made).lifecycle_stage == "active"
    assert client.get_run(run).info.lifecycle_stage == "active"


@check
def a_deleted_experiment_is_not_deleted_again_and_takes_no_run():
    client = MlflowClient()
    made = an_experiment()
    client.delete_experiment(made)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.delete_experiment(made)
    with refused("INVALID_PARAMETER_VALUE", "active"):
        client.create_run(made)
    with refused("INVALID_PARAMETER_VALUE", "active"):
        client.set_experiment_tag(made, "a", "b")


@check
def an_active_or_absent_experiment_is_not_restored():
    must_refuse(
        "RESOURCE_DOES_NOT_EXIST", "POST", "experiments/restore", {"experiment_id": an_experiment()}
    )
    must_refuse(
        "RESOURCE_DOES_NOT_EXIST", "POST", "experiments/restore", {"experiment_id": "987654321"}
    )


@check
def a_deleted_experiment_cannot_be_set_as_the_active_one():
    name = fresh("gone")
    client = MlflowClient()
    client.delete_experiment(client.create_experiment(name))
    with refused("INVALID_PARAMETER_VALUE", "deleted"):
        mlflow.set_experiment(name)


@check
def a_tag_of_an_experiment_is_set_overwritten_and_deleted():
    client = MlflowClient()
    made = an_experiment(tags={"kept": "1"})
    client.set_experiment_tag(made, "stage", "draft")
    client.set_experiment_tag(made, "stage", "final")
    client.set_experiment_tag(made, "note", "n" * 5_000)
    tags = client.get_experiment(made).tags
    assert (tags["stage"], tags["kept"], len(tags["note"])) == ("final", "1", 5_000)
    must("POST", "experiments/delete-experiment-tag", {"experiment_id": made, "key": "stage"})
    assert "stage" not in client.get_experiment(made).tags
    absent = {"experiment_id": made, "key": "stage"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "POST", "experiments/delete-experiment-tag", absent)


@check(only=3)
def the_client_deletes_a_tag_of_an_experiment():
    client = MlflowClient()
    made = an_experiment(tags={"gone": "1"})
    client.delete_experiment_tag(made, "gone")
    assert "gone" not in client.get_experiment(made).tags


@check
def keys_and_values_of_tags_have_limits():
    made = an_experiment()
    for key, value in (("k" * 251, "v"), ("k", "v" * 20_001)):
        body = {"experiment_id": made, "key": key, "value": value}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "experiments/set-experiment-tag", body)


def three() -> tuple[str, list[str]]:
    """A word that three new experiments have in their names, and their ids as they were made."""
    client, word = MlflowClient(), fresh("three")
    tags = ({"team": "a"}, {"team": "b", "lr.base": "1"}, {})
    return word, [
        client.create_experiment(f"{word}-{letter}", tags=tag)
        for letter, tag in zip("abc", tags, strict=True)
    ]


def found(text: str, **how) -> list[str]:
    """The ids of the experiments that a filter finds."""
    return [one.experiment_id for one in mlflow.search_experiments(filter_string=text, **how)]


@check
def experiments_are_found_by_name():
    word, (first, second, third) = three()
    assert found(f"name = '{word}-a'") == [first]
    assert set(found(f"name LIKE '{word}%'")) == {first, second, third}
    assert found(f"name LIKE '{word.upper()}%'") == []
    assert set(found(f"name ILIKE '{word.upper()}%'")) == {first, second, third}
    assert set(found(f"name LIKE '{word}%' AND name != '{word}-a'")) == {second, third}
    assert found(f"attribute.name = '{word}-b'") == [second]
    assert found(f"attribute.name LIKE '{word}-_' and name LIKE '%c'") == [third]


@check
def experiments_are_found_by_tag():
    word, (first, second, _) = three()
    mine = f"name LIKE '{word}%'"
    assert found(f"tags.team = 'a' AND {mine}") == [first]
    assert found(f"tag.team != 'a' AND {mine}") == [second]
    assert found(f"tags.`lr.base` = '1' AND {mine}") == [second]
    assert set(found(f"tags.team LIKE '_' AND {mine}")) == {first, second}
    assert set(found(f"tags.team ILIKE 'A' AND {mine}")) == {first}


@check(only=3)
def experiments_are_found_by_a_tag_that_is_not_there():
    word, (first, second, third) = three()
    mine = f"name LIKE '{word}%'"
    assert found(f"tags.team IS NULL AND {mine}") == [third]
    assert set(found(f"tags.team IS NOT NULL AND {mine}")) == {first, second}


@check
def experiments_are_found_by_time():
    word, ids = three()
    mine = f"name LIKE '{word}%'"
    made = MlflowClient().get_experiment(ids[0]).creation_time
    assert set(found(f"creation_time >= {made} AND {mine}")) == set(ids)
    assert found(f"creation_time < {made} AND {mine}") == []
    assert set(found(f"last_update_time > {made - 1} AND {mine}")) == set(ids)


@check(only=3)
def experiments_are_found_by_id():
    word, (first, second, third) = three()
    mine = f"name LIKE '{word}%'"
    assert found(f"experiment_id = '{first}' AND {mine}") == [first]
    assert set(found(f"experiment_id IN ('{first}', '{third}') AND {mine}")) == {first, third}
    assert set(found(f"experiment_id NOT IN ('{first}') AND {mine}")) == {second, third}


@check
def experiments_come_in_the_order_asked_for():
    word, (first, second, third) = three()
    mine = f"name LIKE '{word}%'"
    assert found(mine, order_by=["name DESC"]) == [third, second, first]
    assert found(mine, order_by=["name"]) == [first, second, third]
    assert found(mine, order_by=["experiment_id ASC"]) == [first, second, third]
    newest = found(mine, order_by=["creation_time DESC", "name ASC"])
    assert set(newest) == {first, second, third}
    MlflowClient().set_experiment_tag(first, "touch", "1")
    assert len(found(mine, order_by=["last_update_time DESC"])) == 3


@check
def deleted_experiments_are_found_when_asked_for():
    word, (first, second, third) = three()
    MlflowClient().delete_experiment(second)
    mine = f"name LIKE '{word}%'"
    assert set(found(mine)) == {first, third}
    assert found(mine, view_type=ViewType.DELETED_ONLY) == [second]
    assert set(found(mine, view_type=ViewType.ALL)) == {first, second, third}
    answer = must("POST", "experiments/search", {"max_results": 9, "filter": mine, "view_type": 2})
    assert [one["experiment_id"] for one in answer["experiments"]] == [second]


@check
def experiments_come_in_pages_that_cover_all_of_them_once():
    word, ids = three()
    client = MlflowClient()
    how = {"filter_string": f"name LIKE '{word}%'", "order_by": ["name ASC"]}
    page = client.search_experiments(max_results=2, **how)
    assert [one.experiment_id for one in page] == ids[:2]
    assert page.token
    rest = client.search_experiments(max_results=2, page_token=page.token, **how)
    assert [one.experiment_id for one in rest] == ids[2:]
    assert not rest.token
    full = client.search_experiments(max_results=3, **how)
    assert not full.token


@check
def a_search_of_experiments_by_get_is_the_same():
    word, (first, _, _) = three()
    how = {
        "max_results": 5,
        "filter": f"name = '{word}-a'",
        "order_by": ["name ASC", "creation_time"],
    }
    answer = must("GET", "experiments/search", how)
    assert [one["experiment_id"] for one in answer["experiments"]] == [first]


@check
def a_bad_search_of_experiments_is_refused():
    for body in (
        {"max_results": 0},
        {"max_results": -1},
        {"max_results": 50_001},
        {"max_results": 5, "filter": "name = unquoted"},
        {"max_results": 5, "filter": "colour = 'x'"},
        {"max_results": 5, "filter": "creation_time = 'x'"},
        {"max_results": 5, "order_by": ["colour"]},
        {"max_results": 5, "order_by": ["name SIDEWAYS"]},
        {"max_results": 5, "page_token": "forged"},
        {"max_results": 5, "page_token": "eyJvZmZzZXQiOiAieCJ9"},
    ):
        status, answer = call("POST", "experiments/search", body)
        assert status == 400, (body, status, answer)
        assert answer["error_code"] == "INVALID_PARAMETER_VALUE", (body, answer)
