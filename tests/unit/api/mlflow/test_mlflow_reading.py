"""Requests are read as protocol buffers in JSON clothes are."""

import math

import pytest

from runlore.api.mlflow.reading import read_json, read_query
from runlore.api.mlflow.runs import LogBatch, LogMetric, Search
from runlore.entities.errors import InvalidInputError, LimitExceededError


def test_unknown_fields_are_passed_over_and_either_spelling_is_taken() -> None:
    plain = read_json(b'{"run_id":"a","metrics":[{"key":"m","value":1,"timestamp":5}]}', LogBatch)
    camel = (
        b'{"runId":"a","new":{"deep":[1]},"metrics":[{"key":"m","value":1,"timestamp":"5","x":0}]}'
    )
    assert read_json(camel, LogBatch) == plain


def test_both_spellings_of_one_field_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="'run_id' is given in both"):
        read_json(b'{"run_id":"a","runId":"a"}', LogBatch)


@pytest.mark.parametrize("token", ["NaN", '"NaN"'])
def test_nan_is_read_as_a_token_and_as_a_text(token: str) -> None:
    body = f'{{"run_id":"a","key":"k","value":{token},"timestamp":1}}'.encode()
    value = read_json(body, LogMetric).value
    assert value == "NaN" or math.isnan(float(value))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"run_id":"a","value":1,"timestamp":1}', "Missing value for required parameter 'key'"),
        (
            b'{"key":"k","value":1,"timestamp":1,"step":1.5}',
            "Invalid value 1.5 for parameter 'step'",
        ),
        (b'{"key":7,"value":1,"timestamp":1}', "Invalid value 7 for parameter 'key' supplied"),
        (b'{"key":"k","value":[1],"timestamp":1}', "Invalid value [1] for parameter 'value'"),
        (b"[]", "must be a JSON object"),
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
    ],
)
def test_what_is_wrong_is_named_with_what_it_held(body: bytes, told: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        read_json(body, LogMetric)
    assert told in error.value.message


def test_a_deep_body_is_refused_before_anything_is_made_of_it() -> None:
    with pytest.raises((InvalidInputError, LimitExceededError)):
        read_json(b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", LogMetric)


def test_a_query_repeats_lists_and_nothing_else() -> None:
    found = read_query(b"experimentIds=1&experiment_ids=2&max_results=5&new=1", Search)
    assert (found.experiment_ids, found.max_results) == (["1", "2"], 5)
    with pytest.raises(InvalidInputError, match="'filter' is given twice"):
        read_query(b"filter=a&filter=b", Search)
