"""How a run ends, read from what ended it."""

import pytest

from runlore.client.failure import MAX_TRACEBACK_CHARS, check_ending, ending_of
from runlore.entities.errors import InvalidValueError
from runlore.entities.run import RunStatus


def caught(raise_it: str) -> BaseException:
    try:
        exec(raise_it)
    except BaseException as error:  # noqa: BLE001  # whatever ends a block
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("raise_it", "status", "code"),
    [
        ("raise SystemExit", RunStatus.FINISHED, None),
        ("raise SystemExit(0)", RunStatus.FINISHED, None),
        ("raise SystemExit(3)", RunStatus.FAILED, 3),
        ("raise SystemExit('no data')", RunStatus.FAILED, 1),
        ("raise KeyboardInterrupt", RunStatus.KILLED, None),
        ("1 / 0", RunStatus.FAILED, None),
        ("raise GeneratorExit", RunStatus.FAILED, None),
    ],
)
def test_what_ended_a_block_is_how_the_run_ends(
    raise_it: str, status: RunStatus, code: int | None
) -> None:
    found, failure = ending_of(caught(raise_it))
    assert found is status
    assert (failure.exit_code if failure else None) == code
    assert (failure is None) == (status is RunStatus.FINISHED)


def test_a_failure_keeps_the_masked_traceback_and_its_last_line() -> None:
    status, failure = ending_of(caught("raise ValueError('password=hunter2 is wrong')"))
    assert status is RunStatus.FAILED
    assert failure is not None
    assert failure.message == "ValueError: password=*** is wrong"
    assert "Traceback (most recent call last)" in failure.traceback
    assert "hunter2" not in failure.traceback


def test_a_traceback_of_megabytes_keeps_its_beginning_and_its_end() -> None:
    _, failure = ending_of(caught("raise ValueError('x' * 1_000_000 + 'end')"))
    assert failure is not None
    assert len(failure.traceback) < MAX_TRACEBACK_CHARS + 100
    assert failure.traceback.startswith("Traceback")
    assert failure.traceback.rstrip().endswith("end")
    assert len(failure.message) <= 1_000


@pytest.mark.parametrize("status", ["running", "crashed", "done", 3])
def test_a_run_cannot_be_ended_in_a_state_that_is_no_ending(status: str) -> None:
    with pytest.raises(InvalidValueError, match="finished"):
        check_ending(status)
