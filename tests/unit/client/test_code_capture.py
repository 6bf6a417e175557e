"""What is captured of the code: a rebuild from the store alone equals what ran."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.client.captured import ENDS, LOGS, Store, commit_all, git, rebuild

from runlore.client.sources.verify import differing_files


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "train.py").write_text(LOGS + "import model\n" + ENDS)
    (folder / "model.py").write_text("WIDTH = 1\n")
    (folder / "readme.txt").write_text("a text\n")
    return folder


def test_a_dirty_repository_is_rebuilt_from_the_store_alone(
    store: Store, project: Path, tmp_path: Path
) -> None:
    (project / "gone.py").write_text("old = 1\n")
    (project / "run.sh").write_text("#!/bin/sh\n")
    (project / ".gitignore").write_text("ignored.py\n")
    commit = commit_all(project)
    (project / "model.py").write_text("WIDTH = 2\n")
    (project / "staged.py").write_text("import helper\n")
    git(project, "add", "staged.py")
    (project / "staged.py").write_text("import helper  # and changed again\n")
    (project / "gone.py").unlink()
    (project / "run.sh").chmod(0o755)
    (project / "helper.py").write_text("H = 1\n")
    (project / "ignored.py").write_text("I = 1\n")
    random.seed(1)
    (project / "weights.bin").write_bytes(random.randbytes(2_000_000))
    (project / "train.py").write_text(LOGS + "import model, staged, ignored\n" + ENDS)

    run = store.run(project, "train.py")
    code = store.captures(run)["code"]
    main = code["trees"][""]
    assert (main["commit"], main["dirty"], main["pushed"]) == (commit, True, False)
    assert main["changed"]["gone.py"] == "deleted"
    assert main["files"]["weights.bin"]["artifact"] == ""
    assert len(main["files"]["weights.bin"]["sha256"]) == 64
    assert code["script"] == {"tree": "", "path": "train.py"}
    assert code["modules"]["ignored"]["artifact"] == "code/modules/ignored.py"

    fresh = tmp_path / "fresh"
    tree = rebuild(store, run, fresh)
    assert differing_files(fresh, tree) == []
    for name in ("train.py", "model.py", "staged.py", "helper.py", "run.sh", "readme.txt"):
        assert (fresh / name).read_bytes() == (project / name).read_bytes()
        assert (fresh / name).stat().st_mode == (project / name).stat().st_mode
    assert not (fresh / "gone.py").exists()

    (fresh / "model.py").write_text("WIDTH = 3\n")
    (fresh / "readme.txt").write_text("another\n")
    assert differing_files(fresh, tree) == ["model.py", "readme.txt"]
    git(fresh, "commit", "-qam", "another")
    assert differing_files(fresh, tree) == ["commit"]


def test_equal_code_has_equal_digests_whether_it_was_committed_or_not(
    store: Store, project: Path
) -> None:
    commit_all(project)
    (project / "model.py").write_text("WIDTH = 2\n")
    (project / "helper.py").write_text("H = 1\n")
    dirty = store.run(project, "train.py")
    (project / "results.txt").write_text("what a run wrote is no code\n")
    with_results = store.run(project, "train.py")
    commit_all(project, "second")
    clean = store.run(project, "train.py")
    (project / "model.py").write_text("WIDTH = 3\n")
    other = store.run(project, "train.py")
    code = {run: store.digests(run)["code"] for run in (dirty, with_results, other)}
    assert code[dirty] == code[with_results]
    assert code[other] not in (code[dirty], store.digests(clean)["code"])
    whole = store.captures(clean)["code"]["trees"][""]
    assert whole["changed"] == {}
    assert "helper.py" not in whole["files"]


def test_submodules_and_editable_installs_are_trees_of_their_own(
    store: Store, project: Path, tmp_path: Path
) -> None:
    inner, library = tmp_path / "inner", tmp_path / "library"
    for folder, name in ((inner, "inner_module"), (library, "library_module")):
        folder.mkdir()
        (folder / f"{name}.py").write_text("V = 1\n")
        commit_all(folder)
    commit_all(project)
    git(project, "submodule", "--quiet", "add", str(inner), "parts/inner")
    commit_all(project, "second")
    (project / "parts/inner/inner_module.py").write_text("V = 2\n")
    (library / "library_module.py").write_text("V = 2\n")
    (library / "fresh.py").write_text("F = 1\n")
    packages = install_editable(tmp_path / "packages", library)

    run = store.run(project, "train.py", PYTHONPATH=packages)
    captures = store.captures(run)
    trees = captures["code"]["trees"]
    assert set(trees) == {"", "submodules/parts/inner", "editables/library"}
    assert trees["submodules/parts/inner"]["at"] == "parts/inner"
    assert captures["environment"]["distributions"]["library"]["editable"] == str(library)
    rebuilt = tmp_path / "rebuilt"
    for name, place in (("submodules/parts/inner", "inner"), ("editables/library", "library")):
        tree = rebuild(store, run, rebuilt / place, tree=name)
        assert differing_files(rebuilt / place, tree) == []
    assert (rebuilt / "inner/inner_module.py").read_text() == "V = 2\n"
    assert (rebuilt / "library/library_module.py").read_text() == "V = 2\n"
    assert (rebuilt / "library/fresh.py").exists()
    assert differing_files(rebuilt / "x", rebuild(store, run, rebuilt / "x")) == []


def install_editable(folder: Path, library: Path) -> str:
    """What an installer leaves of an editable install: its metadata, and a path of the sources."""
    told = folder / "library-1.0.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: library\nVersion: 1.0\n\n")
    (told / "direct_url.json").write_text(
        f'{{"url": "{library.as_uri()}", "dir_info": {{"editable": true}}}}'
    )
    paths = (str(folder), str(library), *(path for path in sys.path if path))
    return ":".join(paths)


def test_modules_from_elsewhere_are_kept_by_their_place_on_the_path(
    store: Store, project: Path, tmp_path: Path
) -> None:
    commit_all(project)
    (tmp_path / "lib" / "pack").mkdir(parents=True)
    (tmp_path / "lib" / "pack" / "__init__.py").write_text("")
    (tmp_path / "lib" / "pack" / "part.py").write_text("P = 1\n")
    (project / "train.py").write_text(
        f"import sys; sys.path.insert(0, {str(tmp_path / 'lib')!r})\n"
        + LOGS + "import pack.part\n" + ENDS
    )  # fmt: skip
    run = store.run(project, "train.py")
    modules = store.captures(run)["code"]["modules"]
    assert modules["pack.part"]["path"] == "pack/part.py"
    assert store.files(run)["code/modules/pack/part.py"] == b"P = 1\n"
    assert not [name for name in modules if name.startswith(("runlore", "numpy", "json"))]


def test_a_folder_without_git_is_kept_as_it_is(store: Store, project: Path, tmp_path: Path) -> None:
    (project / "part").mkdir()
    (project / "part" / "deep.py").write_text("D = 1\n")
    (project / "table.csv").write_text("a,b\n1,2\n")
    (project / "weights.bin").write_bytes(bytes(range(256)) * 2_000)
    run = store.run(project, "train.py")
    tree = rebuild(store, run, tmp_path / "fresh")
    assert tree["kind"] == "snapshot"
    assert set(tree["files"]) == {
        "train.py", "model.py", "readme.txt", "part/deep.py", "table.csv"
    }  # fmt: skip
    assert differing_files(tmp_path / "fresh", tree) == []
    done = subprocess.run(
        [sys.executable, "-c", "import model, part.deep; print(model.WIDTH)"],
        cwd=tmp_path / "fresh", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "1\n"


def test_parts_can_be_switched_off(store: Store, project: Path) -> None:
    commit_all(project)
    (project / "helper.py").write_text("H = 1\n")
    run = store.run(
        project, "train.py",
        RUNLORE_CAPTURE_COMMIT="off", RUNLORE_CAPTURE_UNTRACKED="off", RUNLORE_CAPTURE_DATA="off",
    )  # fmt: skip
    captures, files = store.captures(run), store.files(run)
    assert set(files) == {"code/train.py"}
    assert "data" not in captures
    assert len(captures["code"]["trees"][""]["files"]["helper.py"]["sha256"]) == 64
    told = {missing["what"] for missing in captures["recipe"]["missing"]}
    assert {"code/commit.pack", "code/untracked/helper.py", "data"} <= told
    assert "all" not in captures["recipe"]["digests"]

    bare = store.run(project, "train.py", RUNLORE_CAPTURE_CODE="off")
    assert store.files(bare) == {}
    nothing = store.run(project, "train.py", RUNLORE_CAPTURE="off")
    assert store.captures(nothing) == {}
    assert set(store.digests(nothing)) == {"config"}, "params are known without it"
