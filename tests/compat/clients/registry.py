"""The model registry: models, versions, stages, aliases, search."""

import mlflow
from checks import a_run, call, check, fresh, must, must_refuse, refused
from mlflow import MlflowClient


def a_model(**more) -> str:
    """The name of a new registered model."""
    return MlflowClient().create_registered_model(fresh("model"), **more).name


def a_version(name: str, **more) -> str:
    """The number of a new version, from a file that a run has."""
    run = a_run()
    MlflowClient().log_text(run, "flavors: {}\n", "model/MLmodel")
    source = f"{MlflowClient().get_run(run).info.artifact_uri}/model"
    made = MlflowClient().create_model_version(name, source, run_id=run, **more)
    return str(made.version)


def move(name: str, version: str, stage: str, *, archive: bool = False):
    """Put a version into a stage."""
    return MlflowClient().transition_model_version_stage(
        name, version, stage, archive_existing_versions=archive
    )


def stage_of(name: str, version: str) -> str:
    """The stage of a version as it is now."""
    return MlflowClient().get_model_version(name, version).current_stage


@check
def a_registered_model_comes_back_as_it_was_made():
    client, name = MlflowClient(), fresh("model")
    client.create_registered_model(name, tags={"team": "x"}, description="what it is")
    found = client.get_registered_model(name)
    assert (found.name, found.description, found.tags) == (name, "what it is", {"team": "x"})
    assert found.creation_timestamp == found.last_updated_timestamp > 1_600_000_000_000
    assert found.latest_versions == []
    assert found.aliases == {}


@check
def a_name_of_a_model_is_taken_once():
    name = a_model()
    with refused("RESOURCE_ALREADY_EXISTS"):
        MlflowClient().create_registered_model(name)


@check
def a_bad_name_of_a_model_is_refused():
    for name in ("", " ", "a/b", "a:b"):
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "registered-models/create", {"name": name})


@check
def a_model_that_does_not_exist_is_told_by_its_name():
    words = "Registered Model with name=no-such-model not found"
    query = {"name": "no-such-model"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "GET", "registered-models/get", query, words)
    for method, path, body in (
        ("PATCH", "registered-models/update", {"description": "x"}),
        ("DELETE", "registered-models/delete", {}),
        ("POST", "registered-models/set-tag", {"key": "k", "value": "v"}),
        ("POST", "registered-models/rename", {"new_name": "x"}),
    ):
        must_refuse("RESOURCE_DOES_NOT_EXIST", method, path, {"name": "no-such-model", **body})


@check
def a_description_is_changed():
    client, name = MlflowClient(), a_model(description="old")
    client.update_registered_model(name, "new")
    assert client.get_registered_model(name).description == "new"


@check
def renaming_moves_versions_tags_and_aliases():
    client, old, new = MlflowClient(), a_model(tags={"a": "1"}), fresh("renamed")
    version = a_version(old, tags={"b": "2"})
    client.set_registered_model_alias(old, "champion", version)
    client.rename_registered_model(old, new)
    found = client.get_registered_model(new)
    assert found.tags == {"a": "1"}
    assert {k: str(v) for k, v in found.aliases.items()} == {"champion": version}
    assert client.get_model_version(new, version).tags == {"b": "2"}
    assert str(client.get_model_version_by_alias(new, "champion").version) == version
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_registered_model(old)


@check
def a_taken_name_cannot_be_renamed_to():
    client, kept, other = MlflowClient(), a_model(), a_model()
    with refused("RESOURCE_ALREADY_EXISTS"):
        client.rename_registered_model(other, kept)
    assert client.get_registered_model(other).name == other


@check
def deleting_a_model_deletes_its_versions():
    client, name = MlflowClient(), a_model()
    version = a_version(name)
    client.delete_registered_model(name)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_registered_model(name)
    with refused("RESOURCE_DOES_NOT_EXIST"):
        client.get_model_version(name, version)
    assert client.search_model_versions(f"name = '{name}'") == []
    client.create_registered_model(name)
    assert a_version(name) == "1"


@check
def tags_of_models_and_versions_are_set_and_deleted():
    client, name = MlflowClient(), a_model()
    version = a_version(name)
    client.set_registered_model_tag(name, "k", "1")
    client.set_registered_model_tag(name, "k", "2" * 5_000)
    client.set_model_version_tag(name, version, "k", "1")
    client.set_model_version_tag(name, version, "k", "v")
    assert client.get_registered_model(name).tags == {"k": "2" * 5_000}
    assert client.get_model_version(name, version).tags == {"k": "v"}
    for _ in range(2):  # one that is not there is no mistake
        client.delete_registered_model_tag(name, "k")
        client.delete_model_version_tag(name, version, "k")
    assert client.get_registered_model(name).tags == {}
    assert client.get_model_version(name, version).tags == {}


@check
def a_version_comes_back_as_it_was_made():
    client, name, run = MlflowClient(), a_model(), a_run()
    client.log_text(run, "x", "model/MLmodel")
    source = f"{client.get_run(run).info.artifact_uri}/model"
    made = client.create_model_version(
        name, source, run_id=run, tags={"a": "1"}, run_link="http://here/run", description="first"
    )
    found = client.get_model_version(name, made.version)
    assert (found.name, str(found.version)) == (name, "1")
    assert (found.source, found.run_id, found.run_link) == (source, run, "http://here/run")
    assert (found.description, found.tags) == ("first", {"a": "1"})
    assert (found.status, found.current_stage) == ("READY", "None")
    assert found.creation_timestamp == found.last_updated_timestamp > 1_600_000_000_000
    assert client.get_model_version_download_uri(name, made.version) == source


@check
def versions_count_up_and_a_number_is_never_used_again():
    client, name = MlflowClient(), a_model()
    assert [a_version(name) for _ in range(3)] == ["1", "2", "3"]
    client.delete_model_version(name, "3")
    client.delete_model_version(name, "1")
    assert a_version(name) == "4"
    words = f"Model Version (name={name}, version=3) not found"
    query = {"name": name, "version": "3"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "GET", "model-versions/get", query, words)


@check
def a_version_that_is_no_number_or_not_there_is_refused():
    name = a_model()
    query = {"name": name, "version": "abc"}
    must_refuse("INVALID_PARAMETER_VALUE", "GET", "model-versions/get", query)
    for method, path, body in (
        ("GET", "model-versions/get", {}),
        ("GET", "model-versions/get-download-uri", {}),
        ("PATCH", "model-versions/update", {"description": "x"}),
        ("DELETE", "model-versions/delete", {}),
        ("POST", "model-versions/transition-stage", {"stage": "Staging"}),
        ("POST", "model-versions/set-tag", {"key": "k", "value": "v"}),
        ("POST", "registered-models/alias", {"alias": "champion"}),
    ):
        whole = {"name": name, "version": "9", **body}
        must_refuse("RESOURCE_DOES_NOT_EXIST", method, path, whole)


@check
def a_version_of_no_model_or_without_a_source_is_refused():
    body = {"name": "no-such-model", "source": "s3://bucket/x"}
    must_refuse("RESOURCE_DOES_NOT_EXIST", "POST", "model-versions/create", body)
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "model-versions/create", {"name": a_model()})


@check
def a_description_of_a_version_is_changed_and_moves_its_time():
    client, name = MlflowClient(), a_model()
    version = a_version(name)
    before = client.get_model_version(name, version)
    client.update_model_version(name, version, "better")
    found = client.get_model_version(name, version)
    assert found.description == "better"
    assert found.last_updated_timestamp >= before.last_updated_timestamp


@check
def a_version_goes_through_every_stage():
    name = a_model()
    version = a_version(name)
    for stage, word in (
        ("Staging", "Staging"),
        ("production", "Production"),
        ("ARCHIVED", "Archived"),
        ("none", "None"),
    ):
        moved = move(name, version, stage)
        assert moved.current_stage == stage_of(name, version) == word


@check
def an_unknown_stage_is_refused():
    name = a_model()
    version = a_version(name)
    body = {"name": name, "version": version, "stage": "Live", "archive_existing_versions": False}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "model-versions/transition-stage", body)
    body = {"name": name, "stages": ["Live"]}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "registered-models/get-latest-versions", body)


@check
def archiving_the_existing_leaves_one_in_the_stage():
    name = a_model()
    first, second, third = (a_version(name) for _ in range(3))
    for stage in ("Staging", "Production"):
        move(name, first, stage)
        move(name, second, stage, archive=True)
        assert (stage_of(name, first), stage_of(name, second)) == ("Archived", stage)
    assert stage_of(name, third) == "None"


@check(ours="stock fails with 500")
def only_staging_and_production_archive_what_they_had():
    name = a_model()
    third = a_version(name)
    body = {
        "name": name,
        "version": third,
        "stage": "Archived",
        "archive_existing_versions": True,
    }
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "model-versions/transition-stage", body)


@check(ours="stock leaves two versions in Production unless it is asked to archive")
def production_has_one_version():
    name = a_model()
    first, second = a_version(name), a_version(name)
    move(name, first, "Production")
    body = {"name": name, "version": second, "stage": "Production"}
    must("POST", "model-versions/transition-stage", body)
    assert (stage_of(name, first), stage_of(name, second)) == ("Archived", "Production")
    found = MlflowClient().get_latest_versions(name, ["Production"])
    assert [str(one.version) for one in found] == [second]


@check
def the_latest_of_each_stage_are_given():
    client, name = MlflowClient(), a_model()
    numbers = [a_version(name) for _ in range(4)]
    move(name, numbers[0], "Staging")
    move(name, numbers[1], "Production")
    move(name, numbers[2], "Staging")

    def told(stages=None):
        found = client.get_latest_versions(name, stages)
        return {one.current_stage: str(one.version) for one in found}

    assert told() == {"Staging": "3", "Production": "2", "None": "4"}
    assert told(["Production"]) == {"Production": "2"}
    assert told(["staging", "Archived"]) == {"Staging": "3"}
    listed = {str(one.version) for one in client.get_registered_model(name).latest_versions}
    assert listed == {"2", "3", "4"}
    query = {"name": name, "stages": ["Staging", "Production"]}
    old_way = must("GET", "registered-models/get-latest-versions", query)["model_versions"]
    assert {one["version"] for one in old_way} == {"2", "3"}


@check
def a_tag_is_set_on_the_version_of_a_stage():
    client, name = MlflowClient(), a_model()
    version = a_version(name)
    move(name, version, "Staging")
    client.set_model_version_tag(name, key="k", value="v", stage="Staging")
    assert client.get_model_version(name, version).tags == {"k": "v"}
    client.delete_model_version_tag(name, key="k", stage="Staging")
    assert client.get_model_version(name, version).tags == {}


@check
def an_alias_is_set_moved_and_deleted():
    client, name = MlflowClient(), a_model()
    first, second = a_version(name), a_version(name)
    client.set_registered_model_alias(name, "champion", first)
    client.set_registered_model_alias(name, "other_One-2", first)
    assert sorted(client.get_model_version(name, first).aliases) == ["champion", "other_One-2"]
    client.set_registered_model_alias(name, "champion", second)
    assert str(client.get_model_version_by_alias(name, "champion").version) == second
    assert client.get_model_version(name, first).aliases == ["other_One-2"]
    for _ in range(2):
        client.delete_registered_model_alias(name, "champion")
    with refused("INVALID_PARAMETER_VALUE"):
        client.get_model_version_by_alias(name, "champion")
    client.delete_model_version(name, first)
    assert client.get_registered_model(name).aliases == {}


@check
def an_alias_is_read_in_its_own_case_and_latest_is_the_highest_version():
    client, name = MlflowClient(), a_model()
    a_version(name)
    second = a_version(name)
    client.set_registered_model_alias(name, "champion", "1")
    query = {"name": name, "alias": "Champion"}
    must_refuse("INVALID_PARAMETER_VALUE", "GET", "registered-models/alias", query)
    found = must("GET", "registered-models/alias", {"name": name, "alias": "latest"})
    assert found["model_version"]["version"] == second


@check
def a_bad_alias_is_refused():
    name = a_model()
    version = a_version(name)
    for alias in ("latest", "Latest", "v3", "V12", "a b", "a/b", "a.b", "", "x" * 256):
        body = {"name": name, "alias": alias, "version": version}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "registered-models/alias", body)


def library() -> tuple[str, list[str]]:
    """A word that three models have in their names, and these names."""
    client, word = MlflowClient(), fresh("lib")
    made = [f"{word}-{letter}" for letter in "abc"]
    for name, tags in zip(made, ({"team": "x"}, {"team": "y"}, {}), strict=True):
        client.create_registered_model(name, tags=tags)
    return word, made


def found(text: str, **how) -> list[str]:
    """Names of the models that a filter finds."""
    return [one.name for one in MlflowClient().search_registered_models(text, **how)]


@check
def models_are_found_by_name_and_tag():
    word, (a, b, c) = library()
    mine = f"name LIKE '{word}%'"
    assert found(mine) == [a, b, c]
    assert found(f"name = '{a}'") == [a]
    assert found(f"name != '{a}' AND {mine}") == [b, c]
    assert found(f"name LIKE '{word.upper()}%'") == []
    assert found(f"name ILIKE '{word.upper()}%'") == [a, b, c]
    assert found(f"tags.team = 'x' AND {mine}") == [a]
    assert found(f"tag.team != 'x' AND {mine}") == [b]
    assert found(f"tags.team LIKE '_' AND {mine}") == [a, b]


@check
def models_come_in_the_order_asked_for_and_in_pages():
    word, (a, b, c) = library()
    mine, client = f"name LIKE '{word}%'", MlflowClient()
    assert found(mine, order_by=["name DESC"]) == [c, b, a]
    client.update_registered_model(a, "touched")
    assert found(mine, order_by=["last_updated_timestamp DESC", "name"])[0] == a
    assert len(found(mine, order_by=["timestamp ASC"])) == 3
    page = client.search_registered_models(mine, max_results=2)
    rest = client.search_registered_models(mine, max_results=2, page_token=page.token)
    assert [one.name for one in (*page, *rest)] == [a, b, c]
    assert not rest.token
    assert not client.search_registered_models(mine, max_results=3).token


@check
def a_bad_search_of_the_registry_is_refused():
    for path, query in (
        ("registered-models/search", {"max_results": 1001}),
        ("registered-models/search", {"filter": "colour = 'x'"}),
        ("registered-models/search", {"filter": "name > "}),
        ("registered-models/search", {"order_by": ["colour"]}),
        ("registered-models/search", {"page_token": "forged"}),
        ("model-versions/search", {"filter": "colour = 'x'"}),
        ("model-versions/search", {"max_results": 200_001}),
        ("model-versions/search", {"order_by": ["colour"]}),
        ("model-versions/search", {"page_token": "forged"}),
    ):
        must_refuse("INVALID_PARAMETER_VALUE", "GET", path, query)


@check
def versions_are_found_by_model_run_source_and_tag():
    client, name = MlflowClient(), a_model()
    for number in range(3):
        a_version(name, tags={"n": str(number)})
    runs = [client.get_model_version(name, n).run_id for n in ("1", "2", "3")]
    source = client.get_model_version(name, "2").source

    def versions(text, **how):
        return [str(one.version) for one in client.search_model_versions(text, **how)]

    mine = f"name = '{name}'"
    assert sorted(versions(mine)) == ["1", "2", "3"]
    assert versions(mine, order_by=["version_number ASC"]) == ["1", "2", "3"]
    assert versions(mine, order_by=["version_number DESC"]) == ["3", "2", "1"]
    assert versions(mine, order_by=["creation_timestamp ASC", "version_number"])[0] == "1"
    assert versions(f"run_id = '{runs[1]}'") == ["2"]
    assert sorted(versions(f"run_id IN ('{runs[0]}', '{runs[2]}')")) == ["1", "3"]
    assert versions(f"source_path = '{source}'") == ["2"]
    assert versions(f"{mine} AND tags.n = '1'") == ["2"]
    assert sorted(versions(f"{mine} AND version_number > 1")) == ["2", "3"]
    client.update_model_version(name, "1", "touched")
    assert versions(mine)[0] == "1"
    client.delete_model_version(name, "3")
    assert sorted(versions(mine)) == ["1", "2"]
    page = client.search_model_versions(mine, max_results=1, order_by=["version_number ASC"])
    assert [str(one.version) for one in page] == ["1"]
    assert page.token


@check
def a_source_that_does_not_belong_to_the_run_is_refused():
    client, name, run = MlflowClient(), a_model(), a_run()
    for source in ("/etc", "file:///etc", "../../etc", "mlflow-artifacts:/../../etc"):
        body = {"name": name, "source": source, "run_id": run}
        must_refuse("INVALID_PARAMETER_VALUE", "POST", "model-versions/create", body)
    other = client.get_run(a_run()).info.artifact_uri
    body = {"name": name, "source": f"{other}/model", "run_id": run}
    must_refuse("INVALID_PARAMETER_VALUE", "POST", "model-versions/create", body)
    assert client.search_model_versions(f"name = '{name}'") == []


@check
def a_source_in_a_bucket_is_kept_as_it_is():
    client, name = MlflowClient(), a_model()
    made = client.create_model_version(name, "s3://bucket/model")
    assert made.source == "s3://bucket/model"
    assert client.get_model_version_download_uri(name, made.version) == "s3://bucket/model"


@check
def a_version_is_copied_to_another_model():
    client, name, target = MlflowClient(), a_model(), fresh("copy")
    version = a_version(name, tags={"a": "1"})
    made = client.copy_model_version(f"models:/{name}/{version}", target)
    assert (made.name, str(made.version)) == (target, "1")
    where = client.get_model_version_download_uri(target, made.version)
    assert where == client.get_model_version_download_uri(name, version)


@check
def registering_waits_for_nothing_and_binds_the_run():
    run = a_run()
    MlflowClient().log_text(run, "flavors: {}\n", "model/MLmodel")
    name = fresh("registered")
    made = mlflow.register_model(f"runs:/{run}/model", name, tags={"a": "1"})
    again = mlflow.register_model(f"runs:/{run}/model", name)
    assert (str(made.version), str(again.version)) == ("1", "2")
    found = MlflowClient().get_model_version(name, "1")
    assert found.run_id == run
    assert found.tags == {"a": "1"}
    assert found.source.endswith(f"{run}/artifacts/model")


@check
def files_of_a_version_are_downloaded_by_version_stage_and_alias():
    from pathlib import Path

    client, name = MlflowClient(), a_model()
    version = a_version(name)
    move(name, version, "Production")
    client.set_registered_model_alias(name, "champion", version)
    for place in (version, "Production", "latest"):
        folder = mlflow.artifacts.download_artifacts(f"models:/{name}/{place}")
        assert (Path(folder) / "MLmodel").read_text() == "flavors: {}\n", place
    folder = mlflow.artifacts.download_artifacts(f"models:/{name}@champion")
    assert (Path(folder) / "MLmodel").exists()


@check
def a_browser_downloads_a_file_of_a_version():
    import requests

    name = a_model()
    query = {"name": name, "version": a_version(name), "path": "MLmodel"}
    url = mlflow.get_tracking_uri().rstrip("/") + "/model-versions/get-artifact"
    answer = requests.get(url, params=query, timeout=30)
    assert answer.text == "flavors: {}\n"
    assert answer.headers["content-disposition"].startswith("attachment")


@check
def prompts_do_not_show_among_models():
    body = {"name": fresh("prompt"), "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]}
    status, _ = call("POST", "registered-models/create", body)
    assert status in (200, 400, 404, 501)
    assert found(f"name = '{body['name']}'") == []
