"""Recipes: what counts as an input, what does not, and that nothing in a capture breaks them."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runlore.entities.dataset import DatasetUse
from runlore.entities.errors import InvalidValueError
from runlore.entities.recipe import ALL, GROUPS, make_recipe

CAPTURES: dict[str, Any] = {
    "code": {
        "trees": {"": {"kind": "git", "root": "/a", "commit": "c1", "source": "s1"}},
        "script": {"tree": "", "path": "train.py"},
        "modules": {"lib": {"path": "lib.py", "sha256": "m1"}},
    },
    "command": {
        "form": "script", "program": "train.py", "arguments": ["--lr", "1"], "folder": ".",
        "argv": ["/a/train.py", "--lr", "1"], "cwd": "/a", "launcher": {"kind": ""},
        "environment": {"OMP_NUM_THREADS": "2", "SLURM_JOB_ID": "7", "HF_HOME": "/home/a/hf"},
    },
    "python": {"version": "3.11.7", "implementation": "CPython", "prefix": "/a/.venv"},
    "packages": {"torch": "2.3.1", "runlore": "0.1"},
    "environment": {"distributions": {"torch": {"version": "2.3.1", "record": "r1"}}},
    "host": {"pid": 1, "host": "a", "user": "a", "system": "Linux", "machine": "x86_64"},
    "data": {"files": {"d.csv": {"path": "/a/d.csv", "sha256": "d1", "modified": 1}}},
    "config": {"files": {"c.yaml": {"sha256": "f1"}}},
    "seeds": {"python": {"seed": 1, "state": "x"}, "calls": [{"what": "random.seed", "seed": 1}]},
    "hardware": {"cpu": "c", "gpus": [{"name": "A100"}], "memory_bytes": 1, "disk_bytes": 1},
    "numerics": {"cpu_flags": ["avx2"]},
}  # fmt: skip
PARAMS = {"lr": 0.1, "limit": float("inf")}
INPUTS = [DatasetUse("train", "v1", {"context": "train"})]

CHANGES = {
    "code": [("code", "trees", "", "source"), ("code", "script", "path"),
             ("code", "modules", "lib", "sha256")],
    "env": [("python", "version"), ("packages", "torch"), ("host", "machine"),
            ("environment", "distributions", "torch", "record"),
            ("command", "environment", "OMP_NUM_THREADS")],
    "data": [("data", "files", "d.csv", "sha256")],
    "config": [("config", "files", "c.yaml", "sha256")],
    "command": [("command", "program"), ("command", "folder"), ("command", "launcher", "kind")],
    "seed": [("seeds", "python", "seed")],
    "hardware": [("hardware", "cpu"), ("numerics", "cpu_flags")],
}  # fmt: skip
NO_FACTS = [
    ("code", "trees", "", "root"), ("code", "trees", "", "commit"), ("command", "argv"),
    ("command", "cwd"), ("command", "environment", "SLURM_JOB_ID"), ("python", "prefix"),
    ("host", "pid"), ("host", "host"), ("host", "user"), ("packages", "runlore"),
    ("data", "files", "d.csv", "modified"), ("data", "files", "d.csv", "path"),
    ("seeds", "python", "state"), ("hardware", "memory_bytes"), ("hardware", "disk_bytes"),
]  # fmt: skip


def changed(path: tuple[str, ...], value: object = "another") -> dict[str, Any]:
    captures = copy.deepcopy(CAPTURES)
    *above, last = path
    place: Any = captures
    for name in above:
        place = place[name]
    place[last] = value
    return captures


def digests(captures: dict[str, Any]) -> dict[str, str]:
    return make_recipe(captures, PARAMS, INPUTS).digests


@pytest.mark.parametrize(
    ("group", "path"), [(group, path) for group, paths in CHANGES.items() for path in paths]
)
def test_a_changed_input_changes_the_digest_of_its_group_and_of_no_other(
    group: str, path: tuple[str, ...]
) -> None:
    before, after = digests(CAPTURES), digests(changed(path))
    assert {name for name in before if before[name] != after[name]} == {group, ALL}


@pytest.mark.parametrize("path", NO_FACTS)
def test_what_cannot_change_the_result_is_no_fact(path: tuple[str, ...]) -> None:
    assert digests(changed(path)) == digests(CAPTURES)
    other = changed(("command", "environment", "HF_HOME"), "/home/b/hf")
    assert digests(other) == digests(CAPTURES)


def test_params_and_datasets_are_inputs() -> None:
    known = digests(CAPTURES)
    other = make_recipe(CAPTURES, {**PARAMS, "lr": 0.2}, INPUTS).digests
    assert {name for name in known if known[name] != other[name]} == {"config", ALL}
    other = make_recipe(CAPTURES, PARAMS, [DatasetUse("train", "v2")]).digests
    assert {name for name in known if known[name] != other[name]} == {"data", ALL}
    # What a dataset was for is said of the run, not of the data.
    assert make_recipe(CAPTURES, PARAMS, [DatasetUse("train", "v1")]).digests == known


def test_what_is_not_known_has_no_digest_and_is_told_as_missing() -> None:
    assert set(digests(CAPTURES)) == {*GROUPS, ALL}
    captures = {name: value for name, value in CAPTURES.items() if name != "data"}
    recipe = make_recipe(captures, PARAMS)
    assert set(recipe.digests) == set(GROUPS) - {"data"}
    assert [(told.group, told.what) for told in recipe.missing] == [("data", "data")]
    told = changed(("code", "missing"), [{"what": "code/big.py", "why": "too large"}])
    (missing,) = make_recipe(told, PARAMS, INPUTS).missing
    assert (missing.group, missing.what, missing.why) == ("code", "code/big.py", "too large")


def test_a_run_of_which_only_the_commit_is_known_has_that() -> None:
    recipe = make_recipe({"git": {"commit": "abc"}}, {})
    assert recipe.facts["code"] == {"commit": "abc"}
    assert set(recipe.digests) == {"code"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(CAPTURES)), JSON), st.data())
def test_no_shape_of_a_capture_breaks_a_recipe(
    captures: dict[str, Any], data: st.DataObject
) -> None:
    section = data.draw(st.sampled_from(sorted(CAPTURES)))
    inner = data.draw(st.sampled_from(sorted(CAPTURES[section])))
    odd = {**CAPTURES, section: {**CAPTURES[section], inner: data.draw(JSON)}}
    for hostile in (captures, odd):
        recipe = make_recipe(hostile, PARAMS, INPUTS)
        assert recipe.digests == make_recipe(copy.deepcopy(hostile), PARAMS, INPUTS).digests


def test_a_capture_that_is_nested_too_deeply_is_refused() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InvalidValueError, match="nested"):
        _ = make_recipe({"numerics": {"x": deep}, "hardware": {"cpu": "c"}}, {}).digests
