"""Page tokens."""

import base64
import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.entities.errors import InvalidInputError
from runlore.entities.experiment import Experiment
from runlore.entities.ids import ExperimentId, ProjectName
from runlore.query.ast import Cursor, RunQuery
from runlore.query.order import cursor_of
from runlore.query.page import PageSigner
from runlore.query.parse import parse_query
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_run, a_summary, as_bytes

SIGNER = PageSigner(b"0123456789abcdef")
EXPERIMENT = Experiment(ExperimentId(1), ProjectName("digits"), "baseline", SOME_DAY)
RUN = a_run(
    EXPERIMENT,
    metrics={"loss": a_summary(math.nan), "f1": a_summary(math.inf)},
    params={"opt": "adam", "big": 2**53 + 1},
)


def _query(text: str, **fields: object) -> RunQuery:
    where, order = parse_query(text)
    return msgspec.structs.replace(RunQuery(where=where, order=order), **fields)


QUERY = _query(
    "metric.loss = nan ORDER BY metric.loss, metric.f1 DESC, param.opt, param.big, started, ended"
)


def test_a_token_gives_back_the_place_exactly() -> None:
    place = SIGNER.open(SIGNER.seal(RUN, QUERY), QUERY)
    assert as_bytes(place) == as_bytes(cursor_of(RUN, QUERY.order))
    assert place.run == RUN.id
    assert math.isnan(place.values[0])
    assert place.values[1:] == (math.inf, "adam", float(2**53 + 1), SOME_DAY, None)


def test_a_token_serves_other_page_sizes_and_later_pages_of_its_search() -> None:
    token = SIGNER.seal(RUN, QUERY)
    later = msgspec.structs.replace(
        QUERY, limit=7, after=Cursor((), RUN.id), experiments=(1, 2), offset=3
    )
    assert SIGNER.open(token, later).run == RUN.id


@pytest.mark.parametrize(
    "other",
    [
        _query("metric.loss < 2 ORDER BY metric.loss"),
        _query("metric.loss < 1 ORDER BY metric.loss DESC"),
        _query("metric.loss < 1"),
        _query("metric.loss < 1 ORDER BY metric.loss", deleted=None),
    ],
)
def test_a_token_of_another_search_is_refused(other: RunQuery) -> None:
    token = SIGNER.seal(RUN, _query("metric.loss < 1 ORDER BY metric.loss"))
    with pytest.raises(InvalidInputError, match="another search"):
        SIGNER.open(token, other)


def test_a_token_of_another_server_is_refused() -> None:
    token = PageSigner(b"fedcba9876543210").seal(RUN, QUERY)
    with pytest.raises(InvalidInputError, match="not made by this server"):
        SIGNER.open(token, QUERY)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_token_with_any_byte_changed_is_refused(place: int, change: int) -> None:
    token = SIGNER.seal(RUN, QUERY)
    sealed = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(InvalidInputError):
        SIGNER.open(base64.urlsafe_b64encode(sealed).decode(), QUERY)


@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: raw.hex()))
def test_nobody_makes_a_token_by_guessing(token: str) -> None:
    with pytest.raises(InvalidInputError):
        SIGNER.open(token, QUERY)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        PageSigner(b"short")
