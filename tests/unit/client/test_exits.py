"""How scripts end, and what their runs say of it. Each script is a real process."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.unit.client.logbook import Logbook

from runlore.entities.records import ConsoleWritten, RunEnded
from runlore.entities.run import RunStatus

HEAD = """
import os, signal, sys, time, threading
import runlore
run = runlore.init(project="exits")
print("id", run.id, flush=True)
run.log({"loss": 1.0})
"""


class Ended(NamedTuple):
    """What a script left behind."""

    code: int
    book: Logbook
    out: str
    err: str

    @property
    def ending(self) -> RunEnded | None:
        found = self.book.of(RunEnded)
        assert len(found) <= 1
        return found[0] if found else None


def start(script: str, folder: Path) -> subprocess.Popen[str]:
    environ = {
        **os.environ,
        "RUNLORE_URI": str(folder / "store"),
        "RUNLORE_MODE": "offline",
        "RUNLORE_CAPTURE": "off",
        "RUNLORE_MONITOR": "off",
    }
    file = folder / "script.py"
    file.write_text(HEAD + textwrap.dedent(script))
    return subprocess.Popen(
        [sys.executable, str(file)],
        env=environ,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait(process: subprocess.Popen[str], folder: Path, begun: str = "") -> Ended:
    out, err = process.communicate(timeout=60)
    run_id = (begun + out).split("id ", 1)[1].split()[0]
    return Ended(process.returncode, Logbook(folder / "store", run_id), begun + out, err)


def ran(script: str, folder: Path) -> Ended:
    return wait(start(script, folder), folder)


def signalled(script: str, number: int, folder: Path) -> Ended:
    """A script that got a signal once it had printed ``ready``."""
    process = start(script, folder)
    assert process.stdout is not None
    begun = ""
    while "ready" not in begun:
        line = process.stdout.readline()
        assert line, process.communicate()
        begun += line
    process.send_signal(number)
    return wait(process, folder, begun)


LOOP = """
print("ready", flush=True)
for at in range(10_000_000):
    run.log({"loss": float(at)})
"""


def test_a_script_that_ends_has_finished_its_run(tmp_path: Path) -> None:
    ended = ran("", tmp_path)
    assert ended.code == 0
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.FINISHED


def test_an_exception_is_the_failure_of_the_run_with_its_masked_traceback(tmp_path: Path) -> None:
    ended = ran("password = 'x1'\nraise ValueError('password=hunter2')\n", tmp_path)
    assert ended.code == 1
    assert "ValueError: password=hunter2" in ended.err, "the terminal is the user's own"
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.FAILED
    assert ended.ending.failure is not None
    assert ended.ending.failure.message == "ValueError: password=***"
    assert 'script.py"' in ended.ending.failure.traceback
    lines = [line for one in ended.book.of(ConsoleWritten) for line in one.lines]
    assert "ValueError: password=***" in lines
    assert not any("hunter2" in line for line in lines)


def test_an_own_excepthook_is_called_as_before(tmp_path: Path) -> None:
    script = """
    sys.excepthook, runlores = (lambda *_: None), sys.excepthook
    run.finish()
    sys.excepthook = lambda kind, error, trace: print("mine", error)
    other = runlore.init()
    1 / 0
    """
    ended = ran(script, tmp_path)
    assert "mine division by zero" in ended.out


def test_what_cannot_be_described_is_told_and_the_program_goes_on(tmp_path: Path) -> None:
    script = """
    os.environ["RUNLORE_CAPTURE"] = "on"
    os.mkdir("gone"); os.chdir("gone"); os.rmdir("../gone")
    with runlore.init() as other:
        other.log({"loss": 1.0})
    print("done", other.status.value)
    """
    ended = ran(script, tmp_path)
    assert ended.code == 0, ended.err
    assert "done finished" in ended.out
    assert "not fully described" in ended.err


def test_sigterm_kills_the_run_and_the_process_as_ever(tmp_path: Path) -> None:
    ended = signalled(LOOP, signal.SIGTERM, tmp_path)
    assert ended.code == -signal.SIGTERM
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.KILLED
    assert ended.ending.failure is not None
    assert ended.ending.failure.message == "SIGTERM"


def test_sigterm_while_the_program_sleeps_kills_the_run_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    ended = signalled("print('ready', flush=True)\ntime.sleep(100)\n", signal.SIGTERM, tmp_path)
    assert (ended.code, time.monotonic() - began < 30) == (-signal.SIGTERM, True)
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.KILLED


def test_an_own_handler_of_sigterm_decides(tmp_path: Path) -> None:
    script = f"""
    import signal, sys
    signal.signal(signal.SIGTERM, lambda *_: (print("saved"), sys.exit(7)))
    {HEAD.strip().replace(chr(10), chr(10) + "    ")}
    print("ready", flush=True)
    time.sleep(100)
    """
    file = tmp_path / "own.py"
    file.write_text(textwrap.dedent(script))
    process = subprocess.Popen(
        [sys.executable, str(file)],
        env={**os.environ, "RUNLORE_URI": str(tmp_path / "store"), "RUNLORE_MODE": "offline"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    begun = process.stdout.readline() + process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    ended = wait(process, tmp_path, begun)
    assert ended.code == 7
    assert "saved" in ended.out
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.KILLED


def test_ctrl_c_kills_the_run(tmp_path: Path) -> None:
    ended = signalled(LOOP, signal.SIGINT, tmp_path)
    assert ended.code in (130, -signal.SIGINT)
    assert "KeyboardInterrupt" in ended.err
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.KILLED


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_process_that_vanishes_leaves_every_row_and_no_ending(tmp_path: Path, end: str) -> None:
    ended = ran(f"for at in range(999):\n    run.log({{'loss': float(at)}})\n{end}\n", tmp_path)
    assert ended.ending is None
    assert len(ended.book.rows()) == 1_000


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_child_writes_to_its_own_log_and_does_not_end_the_run(tmp_path: Path) -> None:
    script = """
    pid = os.fork()
    if pid == 0:
        run.log({"child": 1.0})
        sys.exit(0)
    os.waitpid(pid, 0)
    run.log({"parent": 1.0})
    """
    ended = ran(script, tmp_path)
    assert ended.code == 0, ended.err
    assert len(ended.book.writers()) == 2
    assert {key for row in ended.book.rows() for key in row.values} == {"loss", "child", "parent"}
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.FINISHED


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_worker_processes_write_to_the_run_that_they_are_given(tmp_path: Path, method: str) -> None:
    (tmp_path / "work.py").write_text(
        "def work(run, number):\n    run.log({f'worker{number}': 1.0})\n    run.flush()\n"
    )
    script = f"""
    if __name__ == "__main__":
        import multiprocessing, work
        context = multiprocessing.get_context({method!r})
        workers = [context.Process(target=work.work, args=(run, n)) for n in range(2)]
        for worker in workers: worker.start()
        for worker in workers: worker.join()
        print([worker.exitcode for worker in workers])
    """
    # Spawned children run the script's top again: the run is begun in the main program only.
    head = HEAD.strip().replace("\n", "\n    ")
    file = tmp_path / "main.py"
    file.write_text(f"if __name__ == '__main__':\n    {head}\n{textwrap.dedent(script)}")
    done = subprocess.run(
        [sys.executable, str(file)],
        env={
            **os.environ,
            "RUNLORE_URI": str(tmp_path / "store"),
            "RUNLORE_MODE": "offline",
            "RUNLORE_CAPTURE": "off",
            "RUNLORE_MONITOR": "off",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    book = Logbook(tmp_path / "store", done.stdout.split()[1])
    assert "[0, 0]" in done.stdout, done.stderr
    assert {key for row in book.rows() for key in row.values} == {"loss", "worker0", "worker1"}
    assert len(book.of(RunEnded)) == 1


def test_ranks_join_the_run_of_the_environment_and_only_rank_0_ends_it(tmp_path: Path) -> None:
    run_id = "0123456789abcdef"
    script = "import runlore\nwith runlore.init() as run:\n    run.log({'loss': 1.0})\n"
    for rank in ("1", "0", "2"):
        subprocess.run(
            [sys.executable, "-c", script],
            env={
                **os.environ, "RUNLORE_URI": str(tmp_path / "store"), "RUNLORE_MODE": "offline",
                "RUNLORE_RUN_ID": run_id, "RANK": rank, "WORLD_SIZE": "3",
                "RUNLORE_CAPTURE": "off", "RUNLORE_MONITOR": "off",
            },
            cwd=tmp_path, check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    book = Logbook(tmp_path / "store", run_id)
    assert len(book.writers()) == 3
    assert len(book.rows()) == 3
    assert len(book.of(RunEnded)) == 1


@pytest.mark.parametrize(
    ("end", "status", "exit_code"),
    [
        ("sys.exit(3)", RunStatus.FAILED, 3),
        ("sys.exit('no data')", RunStatus.FAILED, 1),
        ("sys.exit(0)", RunStatus.FINISHED, None),
        ("sys.exit()", RunStatus.FINISHED, None),
    ],
)
def test_the_exit_code_of_a_program_is_that_of_its_open_run(
    tmp_path: Path, end: str, status: RunStatus, exit_code: int | None
) -> None:
    ended = ran(f"def main():\n    {end}\nmain()\n", tmp_path)
    assert ended.code == (exit_code or 0)
    assert ended.ending is not None
    assert ended.ending.status is status
    failure = ended.ending.failure
    assert (failure.exit_code if failure else None) == exit_code


@pytest.mark.parametrize(
    "caught",
    [
        "try: sys.exit(3)\nexcept SystemExit: pass",
        "thread = threading.Thread(target=sys.exit, args=(3,)); thread.start(); thread.join()",
    ],
)
def test_an_exit_that_does_not_end_the_program_does_not_fail_its_run(
    tmp_path: Path, caught: str
) -> None:
    ended = ran(f"{caught}\n", tmp_path)
    assert ended.code == 0, ended.err
    assert ended.ending is not None
    assert ended.ending.status is RunStatus.FINISHED
