"""Files, tables, pictures and datasets through MLflow's verbs."""

import json
from pathlib import Path

import numpy as np
import pandas
import pytest
from matplotlib import pyplot

import runlore.mlflow as mlflow
from runlore.mlflow.store import artifacts as stored

pytestmark = pytest.mark.usefixtures("mlflow_folder")


def test_files_come_back_as_they_were(tmp_path: Path) -> None:
    Path("data/deep").mkdir(parents=True)
    Path("data/deep/a.bin").write_bytes(bytes(range(256)))
    Path("one.txt").write_text("one")
    with mlflow.start_run() as run:
        mlflow.log_artifact("one.txt", "notes")
        mlflow.log_artifact("data")
        mlflow.log_artifacts("data", "all")
        mlflow.log_text("héllo", "notes/two.txt")
        mlflow.log_dict({"a": [1, 2]}, "a.json")
        mlflow.log_dict({"a": 1}, "settings.conf")
        assert mlflow.get_artifact_uri("notes") == f"{run.info.artifact_uri}/notes"
    run_id = run.info.run_id
    listed = {one.path: one for one in mlflow.artifacts.list_artifacts(run_id=run_id)}
    assert {path for path, one in listed.items() if one.is_dir} == {"all", "data", "notes"}
    assert listed["a.json"].file_size == len(Path(download(run_id, "a.json")).read_bytes())
    assert Path(download(run_id, "data/deep/a.bin")).read_bytes() == bytes(range(256))
    assert Path(download(run_id, "all"), "deep/a.bin").read_bytes() == bytes(range(256))
    whole = Path(mlflow.artifacts.download_artifacts(f"runs:/{run_id}", dst_path="here"))
    assert whole == tmp_path / "here"
    assert (whole / "notes/one.txt").read_text() == "one"
    uri = run.info.artifact_uri
    assert mlflow.artifacts.load_text(f"{uri}/notes/two.txt") == "héllo"
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/a.json") == {"a": [1, 2]}
    assert mlflow.artifacts.load_dict(f"runs:/{run_id}/settings.conf") == {"a": 1}


def download(run_id: str, path: str) -> str:
    return mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path=path)


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 250])
def test_a_file_of_any_size_is_fetched_in_pieces(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "PIECE_BYTES", 100)
    content = np.random.default_rng(size).bytes(size)
    Path("file.bin").write_bytes(content)
    with mlflow.start_run() as run:
        mlflow.log_artifact("file.bin")
    assert Path(download(run.info.run_id, "file.bin")).read_bytes() == content


def test_a_path_that_is_not_there_is_refused() -> None:
    with mlflow.start_run() as run:
        pass
    for uri in (f"runs:/{run.info.run_id}/nope", "runs:/0123456789abcdef0123456789abcdef/a"):
        with pytest.raises(mlflow.MlflowException) as refused:
            mlflow.artifacts.download_artifacts(uri)
        assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    for uri in ("s3://bucket/key", "runs:/", "models:/name"):
        with pytest.raises(mlflow.MlflowException, match="write") as refused:
            mlflow.artifacts.load_text(uri)
        assert refused.value.error_code == "INVALID_PARAMETER_VALUE"


def test_a_table_grows_and_several_runs_are_one_frame() -> None:
    runs = []
    for number in range(2):
        with mlflow.start_run() as run:
            mlflow.log_param("number", number)
            mlflow.log_table({"text": ["a", "b"], "score": [number, 0.5]}, "t.json")
            mlflow.log_table({"text": "c", "label": True}, "t.json")
            runs.append(run.info.run_id)
    told = json.loads(mlflow.artifacts.load_text(f"runs:/{runs[0]}/t.json"))
    assert told == {
        "columns": ["text", "score", "label"],
        "data": [["a", 0, None], ["b", 0.5, None], ["c", None, True]],
    }
    frame = mlflow.load_table("t.json", runs, extra_columns=["run_id", "number"])
    assert list(frame.columns) == ["text", "score", "label", "run_id", "number"]
    assert list(frame["number"]) == ["0"] * 3 + ["1"] * 3
    assert list(frame["run_id"]) == [runs[0]] * 3 + [runs[1]] * 3
    named = mlflow.get_run(runs[0]).data.tags["mlflow.loggedArtifacts"]
    assert json.loads(named) == [{"path": "t.json", "type": "table"}]


def test_nan_in_a_table_is_null_as_mlflow_writes_it() -> None:
    with mlflow.start_run() as run:
        mlflow.log_table({"score": [0.5, float("nan")]}, "t.json")
        mlflow.log_table({"score": [1.5]}, "t.json")
    told = json.loads(mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/t.json"))
    assert told == {"columns": ["score"], "data": [[0.5], [None], [1.5]]}


def test_a_resumed_run_adds_to_the_table_that_it_has() -> None:
    with mlflow.start_run() as run:
        mlflow.log_table({"a": 1}, "t.json")
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_table({"a": 2}, "t.json")
        mlflow.log_table({"b": 3}, "u.json")
    assert list(mlflow.load_table("t.json", [run.info.run_id])["a"]) == [1, 2]
    named = json.loads(mlflow.get_run(run.info.run_id).data.tags["mlflow.loggedArtifacts"])
    assert [one["path"] for one in named] == ["t.json", "u.json"]


def test_a_store_that_is_away_breaks_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNLORE_FINISH_SECONDS", "0")
    monkeypatch.setattr("runlore.mlflow.store.connection.FLUSH_SECONDS", 0.0)
    mlflow.set_tracking_uri("http://127.0.0.1:9")
    with mlflow.start_run():
        mlflow.log_table({"a": 1}, "t.json")
        mlflow.log_table({"a": 2}, "t.json")


def test_pictures_and_figures_are_kept() -> None:
    figure, axes = pyplot.subplots()
    axes.plot([1, 2])
    with mlflow.start_run() as run:
        mlflow.log_figure(figure, "plot.png")
        mlflow.log_image(np.zeros((4, 6, 3), dtype=np.uint8), "black.png")
        mlflow.log_image(np.ones((2, 2)), key="dog", step=3)
    pyplot.close(figure)
    image = mlflow.artifacts.load_image(f"runs:/{run.info.run_id}/black.png")
    assert image.size == (6, 4)
    paths = [one.path for one in mlflow.MlflowClient().list_artifacts(run.info.run_id, "images")]
    assert paths == ["images/dog.png"]


def test_a_dataset_has_a_digest_of_its_content() -> None:
    frame = pandas.DataFrame({"x": [1.0, 2.0], "y": ["a", "b"]})
    first = mlflow.data.from_pandas(frame, source="https://data.example/d.csv", name="d")
    assert mlflow.data.from_pandas(frame.copy()).digest == first.digest
    assert mlflow.data.from_pandas(frame.assign(x=[1.0, 3.0])).digest != first.digest
    assert first.to_dict() == {
        "name": "d",
        "digest": first.digest,
        "source_type": "http",
        "source": '{"uri":"https://data.example/d.csv"}',
        "schema": '{"mlflow_colspec":[{"type":"double","name":"x","required":true},'
        '{"type":"string","name":"y","required":true}]}',
        "profile": '{"num_rows":2,"num_elements":4}',
    }
    with mlflow.start_run():
        mlflow.log_input(first, context="train")
    with pytest.raises(mlflow.MlflowException, match="no column 'z'"):
        mlflow.data.from_pandas(frame, targets="z")


def test_arrays_are_datasets_too() -> None:
    features = np.arange(6, dtype="float32").reshape(3, 2)
    one = mlflow.data.from_numpy(features, targets=np.array([0, 1, 0]))
    assert one.digest != mlflow.data.from_numpy(features).digest
    assert one.digest != mlflow.data.from_numpy(features * 2, targets=np.array([0, 1, 0])).digest
    assert one.schema["mlflow_tensorspec"]["features"] == [
        {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}
    ]
    assert one.profile["features_shape"] == [[3, 2]]
