"""What is captured beside the code: data, configuration, command, seeds, environment."""

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.unit.client.captured import ENDS, LOGS, Store, commit_all

import runlore
from runlore.client.inputs.datasets import describe_data
from runlore.client.inputs.digests import (
    MIN_REMEMBERED_BYTES,
    DigestMemory,
    digest_of_file,
    opened_now,
)
from runlore.client.launcher import read_launcher
from runlore.client.opened import open_watch
from runlore.client.records import record_digest
from runlore.entities.errors import InvalidValueError, NotFoundError

READS = """
import os, random, sys
import numpy as np
import runlore
open("early.txt").close()
open("log.txt", "w").close()
open("log.txt").close()
run = runlore.init(project="p", config={"lr": 0.1})
random.seed(987654)
random.random()
np.random.seed(7)
run.log_params({"later": 2})
open("data/train.csv").read()
open("settings.yaml").read()
open(sys.argv[1], "rb").read()
pid = os.fork()
if pid == 0:
    open("data/worker.csv").read()
    os._exit(0)
os.waitpid(pid, 0)
with open("made.txt", "w") as made:
    made.write("output")
open("made.txt").read()
open(".env").read()
for number in range(150):
    open(f"many/{number}.txt").read()
run.log({"loss": 1.0})
run.finish()
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name in ("data", "many"):
        (folder / name).mkdir(parents=True)
    (folder / "train.py").write_text(READS)
    for name in ("early.txt", "data/train.csv", "data/worker.csv", ".env"):
        (folder / name).write_text(f"TOKEN=of {name}\n")
    (folder / "settings.yaml").write_text("lr: 0.1\n")
    for number in range(150):
        (folder / f"many/{number}.txt").write_text(str(number))
    (folder / ".gitignore").write_text(".env\n")
    commit_all(folder)
    return folder


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_program_and_its_replica_have_one_fingerprint_and_a_changed_input_is_named(
    store: Store, project: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.bin"
    outside.write_bytes(b"12345")
    arguments = ("train.py", str(outside), "--out", str(project / "o"))
    first = store.run(project, "-X", "utf8", *arguments)
    captures = store.captures(first)

    files = captures["data"]["files"]
    read = {"data/train.csv", "data/worker.csv", "many/", str(outside)}
    assert set(files) == {"early.txt", *read}  # what it made itself is no input
    assert files["early.txt"]["sha256"] == sha256(project / "early.txt")
    assert files["data/train.csv"]["sha256"] == sha256(project / "data/train.csv")
    assert files["many/"]["count"] == 150
    assert {"what": ".env", "why": "holds keys: never copied"} in captures["data"]["missing"]
    assert captures["config"]["given"] == {"lr": 0.1}
    assert captures["config"]["resolved"] == {"lr": 0.1, "later": 2}
    assert captures["config"]["files"]["settings.yaml"]["sha256"] == sha256(
        project / "settings.yaml"
    )
    command = captures["command"]
    assert (command["form"], command["program"], command["folder"]) == ("script", "train.py", ".")
    assert command["arguments"] == [str(outside), "--out", "{root}/o"]
    assert command["interpreter"] == ["-X", "utf8"]
    assert command["stdin_is_tty"] is False
    assert captures["seeds"]["python"]["seed"] == 987654
    assert captures["seeds"]["torch"] == {"seed": "not imported"}
    assert captures["seeds"]["calls"] == [
        {"what": "random.seed", "seed": 987654},
        {"what": "numpy.random.seed", "seed": 7},
    ]
    assert captures["numerics"]["blas"][0]["name"]
    assert captures["recipe"]["digests"] == store.digests(first)

    second = store.run(project, "-X", "utf8", *arguments)
    fingerprint = store.digests(first)["all"]
    assert store.find(f"fingerprint.all = '{fingerprint}'") == {first, second}

    (project / "data/train.csv").write_text("TOKEN=of data/train.csw\n")
    (project / ".git/info/exclude").write_text("data/train.csv\n")
    third = store.run(project, "-X", "utf8", *arguments, OMP_NUM_THREADS="3")
    same = {group for group, digest in store.digests(third).items()
            if digest == store.digests(first)[group]}  # fmt: skip
    # The table is a file of the commit as well, so the code is not the same either.
    assert {"data", "env", "code", "all"} == set(store.digests(first)) - same
    assert store.find(f"fingerprint.data = '{store.digests(first)['data']}'") == {first, second}


def test_the_forms_of_a_command_are_told_apart(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    (folder / "pack").mkdir(parents=True)
    (folder / "pack" / "__main__.py").write_text(LOGS + ENDS)
    (folder / "pack" / "__init__.py").write_text("")
    text = LOGS + ENDS + "key = 'ghp_" + "a" * 30 + "'"
    as_module = store.captures(store.run(folder, "-m", "pack", "--lr", "1"))["command"]
    as_text = store.captures(store.run(folder, "-O", "-c", text, "x"))["command"]
    assert (as_module["form"], as_module["program"]) == ("module", "pack")
    assert as_module["arguments"] == ["--lr", "1"]
    assert (as_text["form"], as_text["interpreter"]) == ("command", ["-O"])
    assert as_text["program"] == hashlib.sha256(text.encode()).hexdigest()
    assert as_text["text"] == text.replace("ghp_" + "a" * 30, "***")
    assert as_text["arguments"] == ["x"]


FOLDS = """
import runlore
open("shared.csv").read()
open("remade.csv").read()
open("remade.csv", "w").close()
for number in range(2):
    open(f"fold{number}.csv").read()
    with runlore.init(project="p", name=f"fold{number}"):
        open(f"during{number}.csv").read()
        open("shared.csv").read()
"""


def test_a_run_has_what_was_opened_before_it_but_not_what_another_run_opened(
    store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "folds"
    folder.mkdir()
    for name in ("shared", "remade", "fold0", "fold1", "during0", "during1"):
        (folder / f"{name}.csv").write_text(name)
    (folder / "train.py").write_text(FOLDS)
    runs = store.run_many(folder, "train.py")
    found = {store.ask(f"/api/v1/runs/{run}")["name"]: files_of(store, run) for run in runs}
    first = {"shared.csv", "remade.csv", "fold0.csv", "during0.csv"}
    assert found == {
        "fold0": first,
        "fold1": (first - {"during0.csv"}) | {"fold1.csv", "during1.csv"},
    }
    for run in runs:
        told = store.captures(run)["data"]["files"]
        assert told["shared.csv"]["sha256"] == sha256(folder / "shared.csv")
        assert (told["remade.csv"]["size"], told["remade.csv"]["sha256"]) == (6, "")
        assert told["remade.csv"]["note"] == "changed after it was read"
    unseen = store.run_many(folder, "train.py", RUNLORE_CAPTURE_DATA="off")
    assert all("data" not in store.captures(run) for run in unseen)


def files_of(store: Store, run: str) -> set[str]:
    return set(store.captures(run)["data"]["files"])


NOTEBOOK = """
import sys, types
IPython = types.ModuleType("IPython")
class History:
    input_hist_raw = ["", "lr = 1", "", "hf = 'hf_abcdefghijklmnopqrstuvwxyz'", "train()"]
class Shell:
    history_manager = History()
    user_ns = {"__vsc_ipynb_file__": "work.ipynb"}
IPython.get_ipython = Shell
sys.modules["IPython"] = IPython
"""


def test_the_cells_of_a_notebook_are_kept_in_order(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "kernel.py").write_text(NOTEBOOK + LOGS + ENDS)
    (folder / "work.ipynb").write_text('{"cells": []}')
    run = store.run(folder, "kernel.py")
    section, files = store.captures(run)["notebook"], store.files(run)
    assert section["cells"] == 3
    cells = json.loads(files[section["artifact"]])
    assert [(cell["count"], cell["source"]) for cell in cells] == [
        (1, "lr = 1"), (3, "hf = '***'"), (4, "train()"),
    ]  # fmt: skip
    assert files[section["document"]] == b'{"cells": []}'


def test_a_launcher_is_known_by_its_variables() -> None:
    assert read_launcher({}) == {"kind": ""}
    torchrun = read_launcher(
        {"TORCHELASTIC_RUN_ID": "x", "RANK": "1", "LOCAL_RANK": "1", "WORLD_SIZE": "2"}
    )
    assert torchrun == {"kind": "torchrun", "rank": 1, "local_rank": 1, "world_size": 2}
    assert read_launcher({"OMPI_COMM_WORLD_SIZE": "4"})["kind"] == "mpirun"
    assert read_launcher({"RANK": "0", "WORLD_SIZE": "2"})["kind"] == "unknown"


def test_one_wheel_has_one_digest_whoever_installed_it() -> None:
    by_pip = (
        "pack/__init__.py,sha256=abc,3\npack/__pycache__/__init__.cpython-311.pyc,,\n"
        "../../../bin/pack,sha256=one,220\npack-1.0.dist-info/INSTALLER,sha256=pip,4\n"
        "pack-1.0.dist-info/METADATA,sha256=meta,9\npack-1.0.dist-info/RECORD,,\n"
    )
    by_uv = (
        "../../../bin/pack,sha256=two,224\npack-1.0.dist-info/INSTALLER,sha256=uv,2\n"
        "pack-1.0.dist-info/METADATA,sha256=meta,9\npack/__init__.py,sha256=abc,3\n"
        "pack-1.0.dist-info/REQUESTED,sha256=e,0\n"
    )
    assert record_digest(by_pip) == record_digest(by_uv) != ""
    assert record_digest(by_pip.replace("abc", "abd")) != record_digest(by_pip)
    assert record_digest("") == ""


def test_watching_files_neither_fails_nor_changes_what_open_does(tmp_path: Path) -> None:
    read, ours = tmp_path / "read.bin", tmp_path / "ours.bin"
    for file in (read, ours):
        file.write_bytes(b"2")
    place = open_watch.start().place
    try:
        with pytest.raises(FileNotFoundError):
            (tmp_path / "absent.bin").read_bytes()
        (tmp_path / "written.bin").write_bytes(b"1")
        assert (tmp_path / "written.bin").read_bytes() == b"1"
        for given in (read, str(read), os.fsencode(read)):
            with open(given, "rb") as file, open(file.fileno(), "rb", closefd=False) as again:
                assert again.read() == b"2"
        os.close(os.open(read, os.O_RDONLY))
        with open_watch.own_work():
            assert ours.read_bytes() == b"2"
        noted = {Path(opened.path) for opened in open_watch.read_since(place)}
    finally:
        open_watch.stop()
    assert {file for file in noted if file.is_relative_to(tmp_path)} == {read}


def test_data_is_known_by_its_content_wherever_it_lies(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "sub").mkdir(parents=True)
        (tmp_path / name / "train.csv").write_text("x,y\n1,2\n3,4")
        (tmp_path / name / "sub" / "more.bin").write_bytes(b"more")
    one, two = describe_data(tmp_path / "one"), describe_data(str(tmp_path / "two"))
    assert one.sha256 == two.sha256
    assert one.profile["files"]["train.csv"] == sha256(tmp_path / "one/train.csv")
    (tmp_path / "two/sub/more.bin").write_bytes(b"mory")
    assert describe_data(tmp_path / "two").sha256 != one.sha256

    table = describe_data(tmp_path / "one/train.csv")
    assert (table.profile["rows"], [column["name"] for column in table.columns]) == (2, ["x", "y"])
    (tmp_path / "one/train.csv.dvc").write_text(
        "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 12\n  path: train.csv\n"
    )
    pointer = describe_data(tmp_path / "one/train.csv").profile["dvc"]
    assert (pointer["md5"], pointer["path"]) == ("0123456789abcdef0123456789abcdef", "train.csv")

    frame = pd.DataFrame({"x": [1.0, 2.0], "name": ["a", "b"]})
    assert describe_data(frame).sha256 == describe_data(frame.copy()).sha256
    assert describe_data(frame).profile["statistics"]["x"]["mean"] == 1.5
    assert describe_data(frame.assign(x=[1.0, 3.0])).sha256 != describe_data(frame).sha256
    array = np.arange(6.0)
    assert describe_data(array).sha256 != describe_data(array.reshape(2, 3)).sha256
    assert describe_data({"x": array}).profile["rows"] == 6


def test_data_of_which_nothing_can_be_told_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match="digest"):
        describe_data(object())
    with pytest.raises(InvalidValueError, match="ETag"):
        describe_data("s3://bucket/key")
    with pytest.raises(NotFoundError):
        describe_data(tmp_path / "absent")


def test_logged_data_is_an_input_of_the_run_and_of_its_fingerprint(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "train.csv").write_text("x\n1\n")
    (tmp_path / "train.py").write_text(
        LOGS
        + "print(run.log_data('train', 'train.csv', context='train', tags={'fold': 1}))\n"
        + "runlore.log_data('far', 'https://me:pa55@example.org/d.csv', digest='v7')\n"
        + ENDS
    )
    run = store.run(tmp_path, "train.py")
    inputs = store.ask(f"/api/v1/runs/{run}")["inputs"]
    assert inputs == [
        {"name": "train", "digest": sha256(tmp_path / "train.csv")[:32],
         "tags": {"fold": "1", "context": "train"}},
        {"name": "far", "digest": "v7", "tags": {}},
    ]  # fmt: skip
    facts = store.ask(f"/api/v1/runs/{run}/recipe")["facts"]
    assert facts["data"]["datasets"] == {"train": [inputs[0]["digest"]], "far": ["v7"]}
    assert b"pa55" not in store.everything()


def test_a_value_that_is_no_data_is_refused_before_anything_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUNLORE_CAPTURE", "off")
    with runlore.init(mode="disabled") as run, pytest.raises(InvalidValueError):
        run.log_data("thing", sys)


def test_runs_whose_files_were_loaded_are_parents(store: Store, tmp_path: Path) -> None:
    (tmp_path / "make.py").write_text(LOGS + "run.log_text('weights', 'model/w.txt')\n" + ENDS)
    (tmp_path / "use.py").write_text(
        "import sys, os\nimport runlore.mlflow as mlflow\n"
        "mlflow.set_tracking_uri(os.environ['RUNLORE_URI'])\n"
        + LOGS
        + "mlflow.artifacts.download_artifacts(f'runs:/{sys.argv[1]}/model', dst_path='got')\n"
        + ENDS
    )
    made = store.run(tmp_path, "make.py")
    used = store.run(tmp_path, "use.py", made)
    assert store.captures(used)["parents"] == {
        "runs": [made],
        "artifacts": {
            f"{made}/model/w.txt": {
                "run": made, "path": "model/w.txt", "sha256": hashlib.sha256(b"weights").hexdigest()
            }
        },
    }  # fmt: skip
    assert "parents" not in store.captures(made)


def test_the_digest_of_a_large_file_is_computed_once(tmp_path: Path) -> None:
    large, cache = tmp_path / "large.bin", tmp_path / "cache" / "digests"
    large.write_bytes(bytes(MIN_REMEMBERED_BYTES))
    opened = opened_now(large)
    assert opened is not None
    first = DigestMemory(cache)
    digest = digest_of_file(opened, first)
    assert digest == sha256(large)
    first.save()
    # Only bytes change, and nothing that a file is known by: whoever does not read sees nothing.
    with large.open("r+b") as file:
        file.write(b"1")
    os.utime(large, ns=(opened.modified, opened.modified))
    assert digest_of_file(opened, DigestMemory(cache)) == digest
    assert digest_of_file(opened, DigestMemory(tmp_path / "none")) == sha256(large) != digest
    os.utime(large)
    assert digest_of_file(opened, DigestMemory(cache)) == "", "it is another file by now"
    cache.write_bytes(b"no cache of ours")
    assert digest_of_file(opened_now(large) or opened, DigestMemory(cache)) == sha256(large)
