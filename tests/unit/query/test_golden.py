"""The vectors that the UI's reader of the grammar is held to as well."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from runlore.entities.errors import QuerySyntaxError
from runlore.query.fields import lower_is_better
from runlore.query.parse import parse_query
from runlore.query.text import text_of

GOLDEN = Path(__file__).parents[2] / "golden" / "query"


def _vectors(name: str) -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = json.loads((GOLDEN / name).read_text())
    return vectors


@pytest.mark.parametrize("vector", _vectors("parse.json"), ids=lambda vector: vector["text"])
def test_a_text_has_its_tree_and_its_canonical_text(vector: dict[str, Any]) -> None:
    where, order = parse_query(vector["text"])
    tree = {"where": msgspec.to_builtins(where), "order": msgspec.to_builtins(order)}
    # JSON has no infinities; the vectors spell them as the API does.
    spelled = json.loads(json.dumps(tree).replace("-Infinity", '"-Infinity"'))
    assert spelled == {"where": vector["where"], "order": vector["order"]}
    assert text_of(where, order) == vector["canonical"]
    assert parse_query(vector["canonical"]) == (where, order)


@pytest.mark.parametrize("vector", _vectors("errors.json"), ids=lambda vector: vector["text"])
def test_a_wrong_text_fails_at_its_place(vector: dict[str, Any]) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(vector["text"])
    error = caught.value
    assert (error.code, error.position) == (vector["code"], vector["position"])
    assert error.message == vector["message"]


@pytest.mark.parametrize("vector", _vectors("best.json"), ids=lambda vector: vector["metric"])
def test_the_best_of_a_metric_is_min_or_max_by_its_name(vector: dict[str, str]) -> None:
    assert lower_is_better(vector["metric"]) is (vector["best"] == "min")
