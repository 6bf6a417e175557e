"""Files of runs, through the server."""

import json
import os
from pathlib import Path
from urllib.parse import quote

import mlflow
import requests
from checks import a_run, an_experiment, call, check, fresh, must
from mlflow import MlflowClient

ROOT = "/api/2.0/mlflow-artifacts/artifacts"

# No percent sign: the client sends it as it is, so that it reads as the begin of an escape.
NAMES = (
    "plain.txt",
    "with space.txt",
    "plus+sign.txt",
    "dog+step+3+timestamp+1700000000000+0f1e.png",
    "größe ✓.txt",
    "日本語.txt",
    "quote'double.txt",
    "a&b=c.txt",
    "semi;colon,comma.txt",
    "tilde~at@.txt",
    "(round) [square] {curly}.txt",
    ".hidden",
    "no_extension",
)


def folder_of(run: str) -> str:
    """The path of a run's files below the root of all artifacts."""
    return MlflowClient().get_run(run).info.artifact_uri.split(":", 1)[1].strip("/")


def ask(method: str, path: str, **how) -> requests.Response:
    """A plain request to the place of artifacts, below its root."""
    url = mlflow.get_tracking_uri().rstrip("/") + ROOT + ("/" + path if path else "")
    return requests.request(method, url, timeout=30, **how)


def put(run: str, name: str, data: bytes) -> None:
    """Store a file of a run."""
    assert ask("PUT", f"{folder_of(run)}/{quote(name)}", data=data).status_code == 200


def bytes_of(run: str, name: str) -> bytes:
    """A file of a run, as the client downloads it."""
    return Path(MlflowClient().download_artifacts(run, name)).read_bytes()


def listed(run: str, path: str = "") -> list[tuple[str, bool, object]]:
    """Path, whether a folder, and size of what is in a folder of a run."""
    found = MlflowClient().list_artifacts(run, path or None)
    return sorted((one.path, one.is_dir, one.file_size) for one in found)


@check
def a_file_comes_back_byte_for_byte():
    data = os.urandom(300_000)
    Path("some.bin").write_bytes(data)
    with mlflow.start_run() as run:
        mlflow.log_artifact("some.bin")
        mlflow.log_artifact("some.bin", "deep/er")
    assert bytes_of(run.info.run_id, "some.bin") == data
    assert bytes_of(run.info.run_id, "deep/er/some.bin") == data
    assert listed(run.info.run_id) == [("deep", True, None), ("some.bin", False, 300_000)]
    assert listed(run.info.run_id, "deep") == [("deep/er", True, None)]
    assert listed(run.info.run_id, "deep/er") == [("deep/er/some.bin", False, 300_000)]


@check
def an_empty_file_is_a_file():
    Path("empty").write_bytes(b"")
    run = a_run()
    MlflowClient().log_artifact(run, "empty")
    assert bytes_of(run, "empty") == b""
    assert listed(run) in ([("empty", False, 0)], [("empty", False, None)])


@check
def a_folder_is_logged_and_read_as_a_whole():
    for name, text in (("tree/a.txt", "1"), ("tree/b/c.txt", "2"), ("tree/b/d/e.txt", "3")):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    with mlflow.start_run() as run:
        mlflow.log_artifacts("tree", "kept")
        mlflow.log_artifacts("tree")
    root = Path(mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="kept"))
    found = {
        str(one.relative_to(root)): one.read_text() for one in root.rglob("*") if one.is_file()
    }
    assert found == {"a.txt": "1", "b/c.txt": "2", "b/d/e.txt": "3"}
    whole = Path(mlflow.artifacts.download_artifacts(run_id=run.info.run_id))
    assert len([one for one in whole.rglob("*") if one.is_file()]) == 6


@check
def names_with_any_sign_come_back():
    run = a_run()
    for number, name in enumerate(NAMES):
        Path(name).write_text(str(number))
        MlflowClient().log_artifact(run, name, "odd names")
    paths = [path for path, _, _ in listed(run, "odd names")]
    assert sorted(paths) == sorted(f"odd names/{name}" for name in NAMES)
    for number, name in enumerate(NAMES):
        assert bytes_of(run, f"odd names/{name}") == str(number).encode(), name


@check
def a_file_is_overwritten():
    run = a_run()
    for text in ("first", "second, longer", "3"):
        MlflowClient().log_text(run, text, "note.txt")
        assert bytes_of(run, "note.txt") == text.encode()
    assert listed(run) == [("note.txt", False, 1)]


@check
def texts_and_objects_are_files():
    with mlflow.start_run() as run:
        mlflow.log_text("grüße", "note.txt")
        mlflow.log_dict({"a": [1, {"b": None}]}, "conf/data.json")
        mlflow.log_dict({"a": 1}, "conf/data.yaml")
    root = run.info.artifact_uri
    assert mlflow.artifacts.load_text(f"{root}/note.txt") == "grüße"
    assert mlflow.artifacts.load_dict(f"{root}/conf/data.json") == {"a": [1, {"b": None}]}
    assert bytes_of(run.info.run_id, "conf/data.yaml").strip() == b"a: 1"


@check(only=3)
def a_figure_and_images_are_files():
    import numpy
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.plot([1, 2, 3])
    image = numpy.zeros((8, 8, 3), dtype=numpy.uint8)
    with mlflow.start_run() as run:
        mlflow.log_figure(figure, "plots/curve.png")
        mlflow.log_image(image, "images/black.png")
        mlflow.log_image(image, key="dog", step=3)
        mlflow.log_image(image, key="dog", step=4)
    assert bytes_of(run.info.run_id, "plots/curve.png").startswith(b"\x89PNG")
    shown = mlflow.artifacts.load_image(f"{run.info.artifact_uri}/images/black.png")
    assert shown.size == (8, 8)
    names = [path for path, _, _ in listed(run.info.run_id, "images")]
    assert len([name for name in names if "dog+step+3" in name or "dog%step%3" in name]) == 2
    assert "mlflow.loggedImages" in MlflowClient().get_run(run.info.run_id).data.tags


@check
def a_table_grows_and_is_read_over_several_runs():
    import pandas

    made = mlflow.set_experiment(fresh("table"))
    with mlflow.start_run() as run:
        mlflow.log_table({"q": ["a", "b"], "n": [1, 2]}, "table.json")
        mlflow.log_table(pandas.DataFrame({"q": ["c"], "n": [3]}), "table.json")
    with mlflow.start_run():
        mlflow.log_table({"q": ["d"], "n": [4]}, "table.json")
    mlflow.set_experiment(experiment_id=made.experiment_id)
    one = mlflow.load_table("table.json", run_ids=[run.info.run_id])
    assert list(one["q"]) == ["a", "b", "c"]
    both = mlflow.load_table("table.json", extra_columns=["run_id"])
    assert sorted(both["n"]) == [1, 2, 3, 4]
    assert both["run_id"].nunique() == 2
    tag = MlflowClient().get_run(run.info.run_id).data.tags["mlflow.loggedArtifacts"]
    assert json.loads(tag) == [{"path": "table.json", "type": "table"}]


@check(only=3)
def a_stream_is_a_file():
    import io

    run = a_run()
    MlflowClient().log_stream(run, io.BytesIO(b"x" * 100_000), "stream.bin")
    assert bytes_of(run, "stream.bin") == b"x" * 100_000


@check
def artifacts_are_listed_for_those_who_ask_the_run():
    run = a_run()
    put(run, "a.txt", b"12345")
    put(run, "sub/b.txt", b"1")
    answer = must("GET", "artifacts/list", {"run_id": run})
    assert answer["root_uri"] == MlflowClient().get_run(run).info.artifact_uri
    told = {one["path"]: (one["is_dir"], one.get("file_size")) for one in answer["files"]}
    assert told == {"a.txt": (False, 5), "sub": (True, None)}
    inside = must("GET", "artifacts/list", {"run_id": run, "path": "sub"})["files"]
    assert [one["path"] for one in inside] == ["sub/b.txt"]
    assert "files" not in must("GET", "artifacts/list", {"run_id": run, "path": "nowhere"})
    listing = mlflow.artifacts.list_artifacts(run_id=run)
    assert sorted(one.path for one in listing) == ["a.txt", "sub"]


@check
def the_list_of_a_folder_has_base_names():
    run = a_run()
    put(run, "sub/b.txt", b"123")
    place = folder_of(run)
    answer = ask("GET", "", params={"path": f"{place}/sub"}).json()
    assert answer == {"files": [{"path": "b.txt", "is_dir": False, "file_size": 3}]}
    top = ask("GET", "", params={"path": place}).json()["files"]
    assert [(one["path"], one["is_dir"]) for one in top] == [("sub", True)]
    assert ask("GET", "", params={"path": f"{place}/sub/b.txt"}).json() == {}
    assert ask("GET", "", params={"path": f"{place}/nowhere"}).json() == {}


@check
def a_file_is_served_as_an_attachment_that_no_browser_runs():
    run = a_run()
    put(run, "page.html", b"<script>alert(1)</script>")
    answer = ask("GET", f"{folder_of(run)}/page.html")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "page.html" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@check
def a_name_beyond_ascii_is_told_in_full():
    run = a_run()
    put(run, "größe.txt", b"1")
    answer = ask("GET", f"{folder_of(run)}/{quote('größe.txt')}")
    assert f"filename*=UTF-8''{quote('größe.txt')}" in answer.headers["content-disposition"]


@check
def a_file_that_is_not_there_is_told_in_the_dialect():
    run = a_run()
    answer = ask("GET", f"{folder_of(run)}/nothing.txt")
    assert answer.status_code == 404
    assert answer.json()["error_code"] == "RESOURCE_DOES_NOT_EXIST"


@check
def deleting_a_file_or_folder_may_be_said_twice():
    run = a_run()
    put(run, "keep.txt", b"1")
    put(run, "gone.txt", b"1")
    put(run, "folder/a.txt", b"1")
    put(run, "folder/b/c.txt", b"1")
    place = folder_of(run)
    for name in ("gone.txt", "folder", "gone.txt", "folder", "never"):
        assert ask("DELETE", f"{place}/{name}").status_code == 200, name
    assert [path for path, _, _ in listed(run)] == ["keep.txt"]
    assert ask("GET", f"{place}/folder/a.txt").status_code == 404


@check
def paths_that_lead_elsewhere_are_refused():
    place = folder_of(a_run())
    for path in (
        f"{place}/%2e%2e/%2e%2e/x",
        f"{place}/..%2f..%2fx",
        f"{place}/%252e%252e%252fx",
        f"{place}/a%23b",
    ):
        assert_invalid("PUT", path)
    for path in ("../..", "/etc", "%2e%2e", "a/../../b", "C:\\x", "file:///etc"):
        answer = ask("GET", "", params={"path": path})
        assert answer.status_code == 400, (path, answer.status_code, answer.text)
        assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE", path


@check(ours="stock, where folders have slashes, takes a backslash for a letter")
def a_backslash_in_a_path_is_refused():
    assert_invalid("PUT", f"{folder_of(a_run())}/..%5cx")
    assert_invalid("PUT", f"{folder_of(a_run())}/a%5cb")


def assert_invalid(method: str, path: str) -> None:
    """A path must be refused that goes over the wire exactly as it is written."""
    request = requests.Request(method, "http://x", data=b"x").prepare()
    request.url = f"{mlflow.get_tracking_uri().rstrip('/')}{ROOT}/{path}"
    answer = requests.Session().send(request, timeout=30)
    assert answer.status_code == 400, (path, answer.status_code, answer.text)
    assert "Invalid path" in answer.json()["message"], path
    assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE", path


@check(only=3)
def several_parts_are_offered_or_refused_so_that_the_client_goes_on():
    os.environ["MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"] = "true"
    os.environ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = str(5 * 2**20)
    os.environ["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = str(5 * 2**20)
    data = os.urandom(2**20) * 12 + b"tail"
    Path("parts.bin").write_bytes(data)
    run = a_run()
    MlflowClient().log_artifact(run, "parts.bin", "big")
    assert bytes_of(run, "big/parts.bin") == data


@check
def parts_that_belong_to_no_upload_are_refused():
    place = folder_of(a_run())
    for verb, body in (
        ("complete", {"path": f"{place}/x", "upload_id": "none", "parts": []}),
        ("abort", {"path": f"{place}/x", "upload_id": "none"}),
    ):
        path = f"/api/2.0/mlflow-artifacts/mpu/{verb}/{place}"
        status, answer = call("POST", path, body)
        assert status in (400, 404, 501), (verb, status, answer)
        assert answer["error_code"] in (
            "NOT_IMPLEMENTED",
            "RESOURCE_DOES_NOT_EXIST",
            "INVALID_PARAMETER_VALUE",
        )


@check
def links_for_downloads_and_uploads_are_refused_where_there_are_none():
    run = a_run()
    put(run, "a.txt", b"1")
    for method, path, body in (
        ("GET", f"/api/2.0/mlflow-artifacts/presigned/{folder_of(run)}/a.txt", None),
        ("POST", "artifacts/presigned-upload-url", {"run_id": run, "path": "a.txt"}),
        ("POST", "artifacts/presigned-download-url", {"run_id": run, "path": "a.txt"}),
    ):
        status, answer = call(method, path, body)
        assert status in (200, 400, 404, 501), (path, status, answer)
        if status != 200 and isinstance(answer, dict):
            assert answer["error_code"] in (
                "INVALID_PARAMETER_VALUE",
                "NOT_IMPLEMENTED",
                "ENDPOINT_NOT_FOUND",
            ), (path, answer)


@check
def a_browser_downloads_a_file_of_a_run():
    run = a_run()
    put(run, "sub/data.csv", b"a,b\n1,2\n")
    url = mlflow.get_tracking_uri().rstrip("/") + "/get-artifact"
    answer = requests.get(url, params={"run_id": run, "path": "sub/data.csv"}, timeout=30)
    assert answer.content == b"a,b\n1,2\n"
    assert answer.headers["content-disposition"].startswith("attachment")
    lost = requests.get(url, params={"run_id": run, "path": "../../x"}, timeout=30)
    assert lost.status_code == 400


@check
def a_browser_uploads_a_small_file():
    run = a_run()
    url = mlflow.get_tracking_uri().rstrip("/") + "/ajax-api/2.0/mlflow/upload-artifact"
    query = {"run_uuid": run, "path": "up/loaded.txt"}
    answer = requests.post(url, params=query, data=b"from a page", timeout=30)
    assert answer.status_code == 200, answer.text
    assert bytes_of(run, "up/loaded.txt") == b"from a page"


@check
def a_large_file_goes_up_and_down():
    data = os.urandom(2**20) * 64
    Path("large.bin").write_bytes(data)
    run = a_run()
    MlflowClient().log_artifact(run, "large.bin")
    assert listed(run) == [("large.bin", False, len(data))]
    assert bytes_of(run, "large.bin") == data


@check
def the_files_of_a_deleted_run_are_readable():
    run = a_run()
    put(run, "kept.txt", b"kept")
    MlflowClient().delete_run(run)
    assert bytes_of(run, "kept.txt") == b"kept"
    MlflowClient().restore_run(run)
    assert bytes_of(run, "kept.txt") == b"kept"


@check
def a_location_that_the_client_reaches_itself_is_left_to_it():
    place = Path("own").absolute()
    experiment = an_experiment(artifact_location=place.as_uri())
    run = a_run(experiment)
    MlflowClient().log_text(run, "mine", "note.txt")
    assert (place / run / "artifacts" / "note.txt").read_text() == "mine"
    assert [one.path for one in MlflowClient().list_artifacts(run)] == ["note.txt"]
