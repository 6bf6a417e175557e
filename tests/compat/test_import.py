"""What a stock MLflow holds is brought over, and the real client reads the same from both.

The acceptance test of `runlore import mlflow`: a store with many runs, an import that is killed in
its middle again and again, a second and a third one after the store went on.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.compat.stock import StockServer
from tests.frameworks import PYTHON, needs_frameworks
from tests.server_process import ServerProcess

SCRIPTS = Path(__file__).parent / "stores"
COPIES = 9
RUNS = int(os.environ.get("RUNLORE_IMPORT_RUNS", "100")) // (COPIES + 1)
"""Runs that the client makes; the rest are copies. `make test-import` brings 1,000 in all."""

FILES = 2 * (COPIES + 1) * len(range(1, RUNS, 40))
"""Some runs have files: two in each, and in their copies."""

KILLED_AT = tuple((COPIES + 1) * RUNS * part // 20 for part in (1, 7, 14))
"""Runs that have arrived when an import is killed."""

pytestmark = [
    pytest.mark.compat,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("import-mlflow"),
    needs_frameworks,
]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of MLflow's, its runs, and their files. Do not change it."""
    folder = tmp_path_factory.mktemp("stock")
    run_client("fill.py", str(folder), str(RUNS), str(COPIES))
    return folder


@pytest.fixture(scope="module")
def brought(stock: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server of ours into which that store was brought by imports, all but the last killed."""
    server = ServerProcess(tmp_path_factory.mktemp("brought") / "store").start()
    for arrived in KILLED_AT:
        process = start_import(str(stock / "mlflow.db"), server.url)
        while runs_at(server) < arrived:
            assert process.poll() is None, "the import ended before it could be killed"
            time.sleep(0.02)
        process.kill()
        process.communicate()
    assert runs_at(server) < (COPIES + 1) * RUNS
    report = bring(str(stock / "mlflow.db"), server.url)
    assert report["refused"] == 0, report["refusals"]
    yield server
    server.stop()


def test_the_real_client_reads_equal_values_from_both(
    stock: Path, brought: ServerProcess, tmp_path: Path
) -> None:
    theirs = read(f"sqlite:///{stock}/mlflow.db", tmp_path / "theirs.json")
    ours = read(brought.url, tmp_path / "ours.json")
    assert len(theirs["runs"]) == (COPIES + 1) * RUNS
    assert ours["experiments"] == theirs["experiments"]
    assert ours["runs"].keys() == theirs["runs"].keys()
    for run, told in theirs["runs"].items():
        assert ours["runs"][run] == told, run


def test_nothing_is_there_twice(stock: Path, brought: ServerProcess) -> None:
    before = points_at(brought)
    assert before == 27 * (COPIES + 1) * RUNS
    report = bring(str(stock / "mlflow.db"), brought.url)
    assert (report["new"], report["changed"], report["points"], report["files"]) == (0, 0, 0, 0)
    assert points_at(brought) == before


def test_files_come_byte_for_byte(stock: Path, brought: ServerProcess) -> None:
    wanted = {}
    for file in stock.glob("mlruns/*/*/artifacts/**/*"):
        if file.is_file():
            run, _, path = (
                file.relative_to(stock / "mlruns").as_posix().split("/", 1)[1].partition("/")
            )
            wanted[run, path.removeprefix("artifacts/")] = hashlib.sha256(
                file.read_bytes()
            ).hexdigest()
    assert len(wanted) == FILES
    found = {}
    for run, _ in wanted:
        listed = brought.json("GET", f"/api/v1/runs/{run}/artifacts?deep=true")["entries"]
        for entry in listed:
            if entry["artifact"] is not None:
                found[run, entry["path"]] = entry["artifact"]["sha256"]
    assert found == wanted


@pytest.mark.slow
@pytest.mark.parametrize("how", ["read as it is", "made a database"])
def test_what_is_exported_is_read_by_the_real_client_as_it_was(
    how: str, stock: Path, brought: ServerProcess, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "runlore.cli", "export", "mlflow", str(folder)]
    done = subprocess.run(
        [*command, "--store", brought.url, "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["runs"], told["files"], told["left_out"]) == ((COPIES + 1) * RUNS, FILES, {})
    uri = f"file:{folder}"
    if how == "made a database":
        uri = f"sqlite:///{tmp_path}/mlflow.db"
        migrate = [str(PYTHON.parent / "mlflow"), "migrate-filestore", "--source", str(folder)]
        subprocess.run([*migrate, "--target", uri], capture_output=True, check=True)
    theirs = read(f"sqlite:///{stock}/mlflow.db", tmp_path / "theirs.json")
    assert read(uri, tmp_path / "back.json") == theirs


@pytest.mark.slow
def test_what_happened_since_is_brought_by_another_import(stock: Path, tmp_path: Path) -> None:
    folder = tmp_path / "later"
    folder.mkdir()
    run_client("fill.py", str(folder), "20", "0")
    server = ServerProcess(tmp_path / "store").start()
    try:
        bring(str(folder / "mlflow.db"), server.url)
        run_client("fill.py", str(folder), "more")
        report = bring(str(folder / "mlflow.db"), server.url)
        assert (report["new"], report["changed"], report["points"]) == (0, 2, 2)
        theirs = read(f"sqlite:///{folder}/mlflow.db", tmp_path / "theirs.json")
        assert read(server.url, tmp_path / "ours.json") == theirs
        again = bring(str(folder / "mlflow.db"), server.url)
        assert (again["new"], again["changed"], again["points"]) == (0, 0, 0)
    finally:
        server.stop()


@pytest.mark.slow
def test_a_server_of_theirs_gives_the_same_as_its_database(tmp_path: Path) -> None:
    folder = tmp_path / "stock"
    folder.mkdir()
    theirs_at = StockServer(PYTHON, folder).start()
    ours_at = ServerProcess(tmp_path / "store").start()
    try:
        run_client("fill.py", theirs_at.url, "60")
        report = bring(theirs_at.url, ours_at.url)
        assert (report["new"], report["files"], report["refused"]) == (60, 4, 0)
        theirs = read(theirs_at.url, tmp_path / "theirs.json")
        assert read(ours_at.url, tmp_path / "ours.json") == theirs
        again = bring(theirs_at.url, ours_at.url)
        assert (again["new"], again["changed"], again["files"]) == (0, 0, 0)
    finally:
        ours_at.stop()
        theirs_at.stop()


@pytest.mark.slow
def test_models_and_the_registry_arrive_under_their_ids_and_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "stock"
    folder.mkdir()
    run_client("register.py", str(folder))
    server = ServerProcess(tmp_path / "store").start()
    try:
        report = bring(str(folder / "mlflow.db"), server.url)
        counted = (report["logged_models"], report["models"], report["versions"])
        assert (counted, report["refusals"]) == ((1, 1, 3), [])
        again = bring(str(folder / "mlflow.db"), server.url)
        assert (again["logged_models"], again["versions"], again["files"]) == (0, 0, 0)
        (model,) = server.json("POST", "/api/v1/logged-models/search", {})["models"]
        assert (model["name"], model["status"], model["params"]) == ("lin", "ready", {"a": "b"})
        assert [(one["key"], one["value"], one["step"]) for one in model["metrics"]] == [
            ("acc", 0.5, 2)
        ]
        listed = server.json("GET", f"/api/v1/logged-models/{model['id']}/artifacts?deep=true")
        sizes = {one["path"]: one["size"] for one in listed["entries"] if not one["is_folder"]}
        theirs = folder / "mlruns/1/models" / model["id"] / "artifacts"
        assert sizes == {file.name: file.stat().st_size for file in theirs.iterdir()}
        check_lineage(server, model)
        check_registry(server, model)
    finally:
        server.stop()


def check_lineage(server: ServerProcess, model: Any) -> None:
    runs = server.json("POST", "/api/v1/runs/search", {"order_by": ["started ASC"]})["runs"]
    first, second = (server.json("GET", f"/api/v1/runs/{run['id']}/lineage") for run in runs)
    assert [one["model"]["id"] for one in first["outputs"]] == [model["id"]]
    assert [one["id"] for one in second["model_inputs"]] == [model["id"]]


def check_registry(server: ServerProcess, model: Any) -> None:
    lin = server.json("GET", "/api/v1/models/Lin")
    assert (lin["description"], lin["tags"], lin["aliases"]) == (
        "lines",
        {"x": "y"},
        {"champion": 3},
    )
    found = server.json("POST", "/api/v1/models/versions/search", {"query": "name = 'Lin'"})
    versions = sorted(found["versions"], key=lambda one: one["version"])
    assert [(one["version"], one["stage"], one["source"]) for one in versions] == [
        (1, "Archived", f"models:/{model['id']}"),
        (3, "Production", "s3://bucket/x"),
        (4, "Staging", f"models:/{model['id']}"),
    ]
    assert (versions[0]["run"], versions[0]["tags"]) == (model["run"], {"k": "v"})
    assert versions[1]["description"] == "elsewhere"


def run_client(script: str, *words: str) -> None:
    """One of the scripts of `stores/`, by the interpreter that has the real client."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MLFLOW_", "PYTHON"))}
    calm = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}
    calm["MLFLOW_ALLOW_FILE_STORE"] = "true"
    done = subprocess.run(
        [str(PYTHON), str(SCRIPTS / script), *words],
        env={**kept, **calm},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def read(uri: str, output: Path) -> Any:
    """All that the real client reads there. What MLflow keeps for an infinity is one again."""
    run_client("read.py", uri, str(output))
    text = output.read_text().replace("1.7976931348623157e+308", "inf")
    told = json.loads(text)
    for run in told["runs"].values():
        for points in run["history"].values():
            points.sort()
    return told


def start_import(source: str, target: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "runlore.cli", "import", "mlflow", source, "--store", target]
    return subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def bring(source: str, target: str) -> Any:
    """Import to the end; gives the report."""
    process = start_import(source, target)
    told, trouble = process.communicate()
    assert process.returncode in (0, 1), trouble.decode()
    return json.loads(told)


def runs_at(server: ServerProcess) -> int:
    found = server.json("POST", "/api/v1/runs/search", {"deleted": None, "limit": 1})
    return int(found["total"])


def points_at(server: ServerProcess) -> int:
    points, cursor = 0, None
    while True:
        asked = {"deleted": None, "limit": 1000, "cursor": cursor}
        page = server.json("POST", "/api/v1/runs/search", asked)
        points += sum(run["points"] for run in page["runs"])
        cursor = page["cursor"]
        if cursor is None:
            return points
