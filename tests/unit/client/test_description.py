"""What is described without a word of the user: git, command, packages, hardware, seeds."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from runlore.client import environment
from runlore.client.capture import read_hardware
from runlore.client.distributions import read_packages
from runlore.client.git import read_git
from runlore.client.monitor.host import HostGauges
from runlore.client.monitor.sampler import Monitor
from runlore.client.seeds import Generators


def seed_of(reading: dict[str, object], library: str) -> object:
    found = reading[library]
    assert isinstance(found, dict)
    return found["seed"]


def git(folder: Path, *arguments: str) -> str:
    identity = {
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_CONFIG_GLOBAL": str(folder / "no-config"), "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=trunk", *arguments],
        cwd=folder, env={**os.environ, **identity}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init")
    (tmp_path / "train.py").write_text("lr = 0.1\n")
    git(tmp_path, "add", "train.py")
    git(tmp_path, "commit", "-m", "first")
    git(tmp_path, "remote", "add", "origin", "https://me:pa55word@example.org/me/repo.git")
    return tmp_path


def test_a_clean_repository_is_its_commit(repository: Path) -> None:
    state = read_git(repository)
    assert state is not None
    assert state.commit == git(repository, "rev-parse", "HEAD")
    assert (state.branch, state.dirty, state.diff, state.untracked) == ("trunk", False, b"", [])
    assert state.remote == "https://***@example.org/me/repo.git"


def test_the_patch_rebuilds_the_tree_that_ran(
    repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (repository / "train.py").write_text("lr = 0.2\n")
    (repository / "staged.py").write_text("new = 1\n")
    (repository / "table.bin").write_bytes(bytes(range(256)) * 20)
    git(repository, "add", "staged.py", "table.bin")
    (repository / "notes.txt").write_text("untracked")
    state = read_git(repository)
    assert state is not None
    assert state.dirty
    assert state.untracked == ["notes.txt"]

    fresh = tmp_path_factory.mktemp("fresh") / "clone"
    git(repository, "clone", str(repository), str(fresh))
    patch = fresh.parent / "diff.patch"
    patch.write_bytes(state.diff)
    git(fresh, "apply", str(patch))
    for name in ("train.py", "staged.py", "table.bin"):
        assert (fresh / name).read_bytes() == (repository / name).read_bytes()


def test_a_secret_in_the_patch_is_masked_and_that_is_said(repository: Path) -> None:
    (repository / "train.py").write_text('API_KEY = "sup3r-s3cret"\n')
    state = read_git(repository)
    assert state is not None
    assert b"sup3r-s3cret" not in state.diff
    assert "masked" in state.note


def test_a_repository_without_a_commit_is_described_too(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "a.py").write_text("a = 1\n")
    git(tmp_path, "add", "a.py")
    state = read_git(tmp_path)
    assert state is not None
    assert (state.commit, state.branch, state.dirty) == ("", "trunk", True)
    assert b"+a = 1" in state.diff


def test_where_there_is_no_repository_or_no_git_there_is_no_state(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_git(Path("/")) is None
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert read_git(repository) is None


def test_the_command_can_be_called_again_but_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["train.py", "--lr", "0.1", "--hf-token", "abc123"])
    environ = {
        "CUDA_VISIBLE_DEVICES": "0,1", "HF_TOKEN": "hf_abc", "HOME": "/home/me",
        "OMP_NUM_THREADS": "4", "DATABASE_URL": "postgres://a:b@c",
    }  # fmt: skip
    command = environment.read_command(environ)
    assert command["argv"] == ["train.py", "--lr", "0.1", "--hf-token", "***"]
    assert command["cwd"] == str(Path.cwd())
    assert command["environment"] == {
        "CUDA_VISIBLE_DEVICES": "0,1", "HF_TOKEN": "***", "OMP_NUM_THREADS": "4",
    }  # fmt: skip


def test_every_installed_package_is_listed_with_its_version() -> None:
    packages = read_packages()
    assert packages["numpy"] == np.__version__
    assert len(packages) > 10


def test_the_hardware_says_cuda_none_where_there_is_no_driver() -> None:
    hardware = read_hardware()
    assert hardware["cpu_threads"] == os.cpu_count()
    assert isinstance(hardware["memory_bytes"], int)
    assert hardware["memory_bytes"] > 2**28
    if not Path("/proc/driver/nvidia").exists():
        assert (hardware["cuda"], hardware["gpus"]) == ("none", [])


@pytest.mark.parametrize("seed", [0, 1, 42, 987_654_321, 2**32 - 1, 2**32, 2**63 + 12_345])
@pytest.mark.parametrize("draws", [0, 1, 312, 313, 20_000])
def test_a_seed_is_found_after_numbers_were_drawn(
    seed: int, draws: int, kept_generators: None
) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)
    for _ in range(draws):
        random.random()
    np.random.random(draws)
    states = random.getstate(), np.random.get_state()[1].tobytes()
    reading = Generators().at_first()
    assert (seed_of(reading, "python"), seed_of(reading, "numpy")) == (seed, seed % 2**32)
    assert (random.getstate(), np.random.get_state()[1].tobytes()) == states, "nothing was drawn"


def test_what_is_not_proven_is_not_said(kept_generators: None) -> None:
    for seed in ("a text", b"\x00\x01" * 400, 2**64 + 1):
        random.seed(seed)
        assert seed_of(Generators().at_first(), "python") == "not known"
    np.random.seed([1, 2, 3])
    assert seed_of(Generators().at_first(), "numpy") == "not known"
    random.seed(42)
    for _ in range(400_000):
        random.random()
    assert seed_of(Generators().at_first(), "python") == "not known", "too far to look back"


def test_a_seed_that_was_known_stays_and_nobodys_seed_is_never_called_one(
    kept_generators: None,
) -> None:
    random.seed(42)
    np.random.seed(None)
    generators = Generators()
    assert seed_of(generators.at_first(), "python") == 42
    for _ in range(400_000):
        random.random()
    np.random.random(10_000)
    assert seed_of(generators.now(), "python") == 42
    # It is proven still: what is drawn now comes of the state that the system gave.
    assert seed_of(generators.now(), "numpy") == "not seeded"
    random.seed(None)
    np.random.set_state(np.random.RandomState().get_state())
    assert seed_of(Generators().now(), "numpy") == "not used"
    np.random.random(10_000)
    assert seed_of(Generators().at_first(), "python") == "not seeded"
    assert seed_of(generators.now(), "numpy") == "not known"


@pytest.fixture
def kept_generators() -> Iterator[None]:
    """The generators of this process are as before when the test has ended."""
    before, before_numpy = random.getstate(), np.random.get_state()
    yield
    random.setstate(before)
    np.random.set_state(before_numpy)


def test_equal_seeds_give_equal_states_across_processes() -> None:
    program = (
        "import random; random.seed('any text'); "
        "from runlore.client.seeds import Generators; "
        "print(Generators().at_first()['python']['state'])"
    )
    states = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(states) == 1


def test_seeds_of_libraries_that_were_not_imported_say_so() -> None:
    program = "from runlore.client.seeds import Generators; print(Generators().now()['numpy'])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "{'seed': 'not imported'}"


def test_the_gauges_read_this_machine() -> None:
    gauges = HostGauges()
    sum(range(1_000_000))
    row = gauges.read()
    assert row["system/memory.process_mb"] > 10
    assert 0 <= row["system/cpu.percent"] <= 100
    assert 0 < row["system/memory.percent"] < 100
    assert all(value >= 0 for value in row.values())


def test_the_monitor_logs_rows_with_steps_of_their_own_until_it_is_stopped() -> None:
    rows: list[tuple[int, float]] = []
    monitor = Monitor(lambda row, step: rows.append((step, row["system/memory.percent"])), 0.05)
    monitor.start()
    deadline = time.monotonic() + 20
    while len(rows) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    monitor.stop()
    count = len(rows)
    assert count >= 4, "three, and a last one at the end"
    assert [step for step, _ in rows] == list(range(count))
    time.sleep(0.15)
    assert len(rows) == count
