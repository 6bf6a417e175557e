"""The packages of a run: built again exactly, kept, and told when the index changed."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from tests.unit.launch.projects import Project
from tests.unit.launch.wheels import make_wheel, pack_installed

from runlore.launch.attempt import Choice
from runlore.launch.environment import find_uv, requirement_of
from runlore.launch.interpreters import Distribution, lay_recorder
from runlore.launch.judge import Verdict
from runlore.launch.plan import make_plan

OURS = ("msgspec", "psutil", "nvidia-ml-py")
"""What our own client imports."""

LEARNING = """
import fakelearn
import runlore

with runlore.init(project="repeat", experiment="packages") as run:
    run.log({"loss": fakelearn.LOSS}, step=0)
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels, the only place from which packages come."""
    folder = tmp_path / "index"
    folder.mkdir()
    for needed in OURS:
        pack_installed(folder, needed)
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    return folder


def environment(folder: Path, *packages: str) -> str:
    """An environment of the user, with these packages; gives its interpreter."""
    uv, python = find_uv(), str(folder / "bin/python")
    subprocess.run([uv, "venv", "-q", str(folder)], check=True)
    subprocess.run(
        [uv, "pip", "install", "-q", "--no-deps", "--python", python, *packages], check=True
    )
    return python


def test_packages_are_built_again_and_one_that_the_index_lost_is_named(
    project: Project, index: Path, tmp_path: Path
) -> None:
    lost = make_wheel(index, "fakelearn", "1.4.0", "LOSS = 0.5\n")
    python = environment(tmp_path / "venv", *OURS, "fakelearn==1.4.0")
    recorder = str(lay_recorder(tmp_path / "recorder" / "site-packages"))
    project.write(train=LEARNING)
    first = project.run("train.py", python=python, PYTHONPATH=recorder)
    (tmp_path / "venv").rename(tmp_path / "gone")

    built = project.repeat(first)
    assert (built.verdict, built.environment, built.notes) == (Verdict.EXACT, "built", []), built
    assert next(one for one in built.inputs if one.group == "env").is_same, built.inputs
    assert project.repeat(first).environment == "cached"

    (tmp_path / "cache").rename(tmp_path / "cache-gone")
    lost.unlink()
    make_wheel(index, "fakelearn", "1.4.1", "LOSS = 0.25\n")
    other = project.repeat(first)
    assert (other.verdict, other.exit_code) == (Verdict.DIFFERENT, 2), other
    assert other.notes == ["fakelearn 1.4.0 -> 1.4.1"]
    assert other.suspects == ["env"]
    row = next(one for one in other.inputs if one.group == "env")
    assert [one.item for one in row.differences] == ["packages/fakelearn"]
    assert row.detail.startswith("fakelearn 1.4.0 -> 1.4.1; ")


def test_other_bytes_under_the_same_version_are_named_before_the_program_runs(
    project: Project, index: Path, tmp_path: Path
) -> None:
    wheel = make_wheel(index, "fakelearn", "1.4.0", "LOSS = 0.5\n")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    python = environment(tmp_path / "venv", *OURS, "fakelearn==1.4.0")
    recorder = str(lay_recorder(tmp_path / "recorder" / "site-packages"))
    project.write(train=LEARNING)
    (project.folder / "requirements.txt").write_text(
        f"fakelearn==1.4.0 \\\n    --hash=sha256:{digest}\n"
    )
    first = project.run("train.py", python=python, PYTHONPATH=recorder)
    (tmp_path / "venv").rename(tmp_path / "gone")
    planned = make_plan(first, Choice(), project.elsewhere)
    (row,) = [item for item in planned.items if item.group == "env"]
    assert "installed by uv, 1 by the hashes of the run's lock, 4 compared" in row.how

    locked = project.repeat(first, strict=True)
    assert (locked.verdict, locked.environment, locked.notes) == (Verdict.EXACT, "built", [])

    # Somebody installs another build into the kept environment: it is noticed, and built anew.
    make_wheel(tmp_path, "fakelearn", "1.4.0", "LOSS = 7\n")
    (kept,) = (tmp_path / "cache/runlore/environments").glob("*/bin/python")
    install = [find_uv(), "pip", "install", "-q", "--no-deps", "--reinstall", "--python", str(kept)]
    subprocess.run([*install, f"{tmp_path}/{wheel.name}"], check=True)
    assert project.repeat(first).environment == "built"
    assert project.repeat(first).environment == "cached"

    # The index has the version, but not the file.
    (tmp_path / "cache").rename(tmp_path / "cache-gone")
    (tmp_path / wheel.name).replace(wheel)
    stopped = project.repeat(first, strict=True)
    assert (stopped.exit_code, stopped.new) == (3, None)
    assert "fakelearn==1.4.0: no file of the index has a hash of the run's lock" in stopped.why
    other = project.repeat(first)
    assert (other.verdict, other.suspects) == (Verdict.DIFFERENT, ["env"])
    assert other.notes[0].startswith("fakelearn 1.4.0 is another build: ")
    env = next(one for one in other.inputs if one.group == "env")
    assert env.detail.startswith("fakelearn 1.4.0 is another build; ")
    doubts = make_plan(first, Choice(), project.elsewhere).doubts
    assert doubts == other.notes


def test_an_editable_install_comes_back_as_it_was(
    project: Project, index: Path, tmp_path: Path
) -> None:
    library = tmp_path / "mylib"
    (library / "src").mkdir(parents=True)
    (library / "src/mylib.py").write_text("LOSS = 0.5\n")
    project.git("init", "-q", ".", folder=library)
    project.git("add", "-A", folder=library)
    project.git("commit", "-q", "-m", "library", folder=library)
    (library / "src/mylib.py").write_text("LOSS = 0.25\n")  # which no commit has
    python = environment(tmp_path / "venv", *OURS)
    install_link(Path(python).parents[1], library)
    project.write(train=LEARNING.replace("fakelearn", "mylib"))
    project.commit()
    recorder = str(lay_recorder(tmp_path / "recorder" / "site-packages"))
    first = project.run("train.py", python=python, PYTHONPATH=recorder)
    (library / "src/mylib.py").write_text("LOSS = 7\n")
    report = project.repeat(first)
    assert (report.verdict, report.notes) == (Verdict.EXACT, []), report
    assert all(one.is_same for one in report.inputs if one.group in ("code", "env"))


def test_what_conda_had_beside_pythons_packages_is_named(
    project: Project, index: Path, tmp_path: Path
) -> None:
    python = environment(tmp_path / "venv", *OURS)
    told = tmp_path / "venv" / "conda-meta"
    told.mkdir()
    for build in ("msgspec-0.18-py311_0", "mkl-2024.0-h1", "python-3.11.7-h0", "tk-8.6-h1"):
        address = f"https://example.org/linux-64/{build}.conda"
        (told / f"{build}.json").write_text(json.dumps({"url": address, "md5": "0" * 32}))
    recorder = str(lay_recorder(tmp_path / "recorder" / "site-packages"))
    project.write(train="import runlore\nrunlore.init(project='repeat').finish()\n")
    first = project.run("train.py", python=python, PYTHONPATH=recorder)
    assert make_plan(first, Choice(), project.elsewhere).doubts == []

    (told / "mkl-2024.0-h1.json").unlink()
    named = "packages of conda that are not Python's are not restored: mkl (environment/conda-"
    (doubt,) = make_plan(first, Choice(), project.elsewhere).doubts
    assert doubt.startswith(named)
    (tmp_path / "venv").rename(tmp_path / "gone")
    built = project.repeat(first)
    assert built.environment == "built"
    assert [note for note in built.notes if note.startswith(named.replace("mkl", "mkl, tk"))]


def install_link(venv: Path, library: Path) -> None:
    """What an installer leaves for an editable install."""
    (packages,) = venv.glob("lib/python*/site-packages")
    (packages / "mylib.pth").write_text(f"{library}/src\n")
    described = packages / "mylib-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: mylib\nVersion: 1.0\n")
    link = {"url": library.as_uri(), "dir_info": {"editable": True}}
    (described / "direct_url.json").write_text(json.dumps(link))


@pytest.mark.parametrize(
    ("distribution", "line"),
    [
        (Distribution("numpy", "2.0.1"), "numpy==2.0.1"),
        (Distribution("torch", "2.3.1+cu121"), "torch==2.3.1+cu121"),
        (
            Distribution("tool", "1.0", "https://host/tool.git", commit="a" * 40),
            f"tool @ git+https://host/tool.git@{'a' * 40}",
        ),
        (Distribution("tool", "1.0", "file:///home/u/tool"), "tool==1.0"),
        (Distribution("tool", "1.0", editable="/home/u/tool"), ""),
        (Distribution("--index-url=x", "1.0"), ""),
        (Distribution("tool", "1.0 --index-url x"), ""),
        (Distribution("tool", "1.0", "https://host/a b"), "tool==1.0"),
    ],
)
def test_a_distribution_is_one_line_for_the_installer(
    distribution: Distribution, line: str
) -> None:
    assert requirement_of(distribution) == line
