"""R12 and R16: what was logged comes back in its order, each step with all its values, bit by bit.

From ``run.log`` over the journal, the wire and the server's store to ``runlore.get_metric``.
"""

import math
import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.fault_trials import fault_trials
from tests.programs import points_of
from tests.server_process import ServerProcess

import runlore
from runlore.entities.errors import InvalidValueError
from runlore.entities.limits import MAX_STEP, MIN_STEP, NO_STEP

pytestmark = [pytest.mark.fault, pytest.mark.timeout(3600)]

SERIES_IN_A_RUN = 20
VALUES_IN_A_SERIES = 200

SMALLEST = 5e-324
LARGEST = 1.7976931348623157e308


class Said(NamedTuple):
    """One point as it was logged."""

    step: int | None
    value: float


VALUES = st.floats(width=64)
STEPS = st.one_of(
    st.integers(0, 5),
    st.integers(MIN_STEP, MAX_STEP),
    st.sampled_from([MIN_STEP, -1, 2**53, 2**53 + 1, MAX_STEP - 1, MAX_STEP]),
)
SERIES = st.lists(st.builds(Said, st.one_of(STEPS, st.none()), VALUES), min_size=1, max_size=8)


NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A failing example is told as it is: each try is a whole run, and shrinking takes hundreds."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path_factory.mktemp("values") / "store").start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUNLORE_JOURNAL", str(process.store.parent / "journal"))
        patch.setenv("RUNLORE_QUIET", "1")
        for name in ("RUNLORE_CONSOLE", "RUNLORE_CAPTURE", "RUNLORE_MONITOR"):
            patch.setenv(name, "off")
        runlore.set_tracking_uri(process.url)
        yield process
        runlore.set_tracking_uri(None)
    process.stop()


def bits(value: float) -> bytes:
    """The value as the machine has it: −0.0 is not 0.0, and each NaN is its own."""
    return struct.pack("<d", value)


def is_same(told: float, value: float) -> bool:
    """Whether JSON told this value: it knows one NaN only."""
    return bits(told) == bits(value) or (math.isnan(told) and math.isnan(value))


def all_bits(values: "list[float] | np.ndarray") -> bytes:
    return np.asarray(values, dtype="<f8").tobytes()


@given(st.lists(SERIES, min_size=SERIES_IN_A_RUN, max_size=SERIES_IN_A_RUN))
@settings(max_examples=fault_trials(400, 20_000) // SERIES_IN_A_RUN or 1, phases=NO_SHRINKING)
def test_steps_out_of_order_and_repeated_steps_are_all_kept_and_the_last_word_counts(
    server: ServerProcess, written: list[list[Said]]
) -> None:
    with runlore.init(project="order") as run:
        for number, series in enumerate(written):
            for step, value in series:
                run.log_metrics({f"m{number}": value}, step)
    statistics = runlore.get_run(run.id).metrics
    for number, series in enumerate(written):
        found = runlore.get_metric(run.id, f"m{number}")
        steps = [NO_STEP if step is None else step for step, _ in series]
        assert found.step.tolist() == steps
        assert all_bits(found.value) == all_bits([value for _, value in series])
        last = max(series, key=lambda said: (rank(said), said_at(series, said)))
        assert statistics[f"m{number}"].count == len(series)
        assert is_same(statistics[f"m{number}"].last, last.value)
    assert_last_word_of_each_step(server, run.id, "m0", written[0])


def rank(said: Said) -> int:
    """Where it stands: a final value behind every step."""
    return MAX_STEP + 1 if said.step is None else said.step


def said_at(series: list[Said], said: Said) -> int:
    return next(at for at, one in enumerate(series) if one is said)


def assert_last_word_of_each_step(
    server: ServerProcess, run: str, key: str, series: list[Said]
) -> None:
    """Whoever asks for the value at a step gets the one that was logged last there."""
    words = {step: value for step, value in series if step is not None}
    for step, value in words.items():
        near = server.json("GET", f"/api/v1/series/near?run={run}&key={key}&step={step}")
        assert near["step"] == step
        assert is_same(float(near["value"]), value)


@given(st.lists(VALUES, min_size=VALUES_IN_A_SERIES, max_size=VALUES_IN_A_SERIES))
@settings(max_examples=fault_trials(2_000, 100_000) // VALUES_IN_A_SERIES or 1, phases=NO_SHRINKING)
def test_every_float_comes_back_bit_by_bit(server: ServerProcess, values: list[float]) -> None:
    with runlore.init(project="bits") as run:
        for value in values:
            run.log({"value": value})
    found = runlore.get_metric(run.id, "value")
    assert all_bits(found.value) == all_bits(values)
    assert found.step.tolist() == list(range(len(values)))
    told = [float(value) for _, value in points_of(server, run.id, "value")]
    assert all_bits(np.nan_to_num(told, nan=0.5)) == all_bits(np.nan_to_num(values, nan=0.5))


KEPT = {
    "NaN": (math.nan, math.nan),
    "a NaN with a message": (struct.unpack("<d", b"\x01\0\0\0\0\0\xf8\xff")[0],) * 2,
    "infinity": (math.inf, math.inf),
    "minus infinity": (-math.inf, -math.inf),
    "minus zero": (-0.0, -0.0),
    "smallest subnormal": (SMALLEST, SMALLEST),
    "largest": (LARGEST, LARGEST),
    "int": (3, 3.0),
    "int 2**53": (2**53, 2.0**53),
    "a large int that is a float": (2**53 + 2, 2.0**53 + 2),
    "int 10**300 rounded": (int(1e300), 1e300),
    "True": (True, 1.0),
    "float32": (np.float32(0.1), float(np.float32(0.1))),
    "float16": (np.float16(6e-8), float(np.float16(6e-8))),
    "int64": (np.int64(-7), -7.0),
    "uint8": (np.uint8(255), 255.0),
    "bool_": (np.bool_(True), 1.0),
    "array of no dimension": (np.array(2.5), 2.5),
}
REFUSED = {
    "an int that is no float": 2**53 + 1,
    "an int over all floats": 10**400,
    "text": "0.5",
    "None": None,
    "complex": 1j,
    "list": [1.0],
    "array": np.zeros(2),
}


def test_a_number_comes_back_bit_by_bit_or_is_refused_with_a_reason(server: ServerProcess) -> None:
    with runlore.init(project="table") as run:
        for name, (value, _) in KEPT.items():
            run.log({name: value})
        for name, value in REFUSED.items():
            with pytest.raises(InvalidValueError, match="'refused'"):
                run.log({"refused": value, name: 1.0})
    for name, (_, stored) in KEPT.items():
        assert bits(runlore.get_metric(run.id, name).value[0]) == bits(stored), name
    assert set(runlore.get_run(run.id).metrics) == set(KEPT), "a refused row leaves nothing"


@pytest.mark.parametrize("step", [1.5, 5.0, math.nan, math.inf, "3", 2**63, NO_STEP, [1]])
def test_what_is_no_whole_step_is_refused(server: ServerProcess, step: object) -> None:
    with runlore.init(project="steps") as run:
        run.log({"loss": 1.0}, 7)
        with pytest.raises(InvalidValueError, match="step"):
            run.log({"loss": 2.0}, step)  # type: ignore[arg-type]
        run.log({"loss": 3.0})
    assert points_of(server, run.id, "loss") == [(7, 1.0), (8, 3.0)]


@pytest.mark.parametrize("step", [np.int64(5), np.uint8(5), MIN_STEP, MAX_STEP])
def test_a_whole_step_of_any_kind_is_kept(server: ServerProcess, step: object) -> None:
    with runlore.init(project="steps") as run:
        run.log({"loss": 1.0}, step)  # type: ignore[arg-type]
    assert points_of(server, run.id, "loss") == [(int(step), 1.0)]  # type: ignore[call-overload]
