"""Names of runs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from runlore.client.naming import NameTemplate
from runlore.entities.ids import new_run_id
from runlore.entities.names import check_name
from runlore.entities.params import JSONValue
from runlore.entities.run_names import readable_name


def test_a_run_id_has_one_readable_name() -> None:
    run_id = new_run_id()
    assert readable_name(run_id) == readable_name(run_id)
    assert re.fullmatch(r"[a-z]+-[a-z]+-\d{1,3}", readable_name(run_id))


def test_a_thousand_runs_have_nearly_as_many_names() -> None:
    assert len({readable_name(new_run_id()) for _ in range(1_000)}) > 990


def test_a_template_is_filled_from_params() -> None:
    template = NameTemplate("{model}-lr{optim.lr:.0e}-bs{batch_size}")
    params: dict[str, JSONValue] = {"model": "resnet18", "optim": {"lr": 3e-4}, "batch_size": 64}
    assert template.fill(params) == "resnet18-lr3e-04-bs64"


def test_floats_in_a_name_are_as_short_as_python_writes_them() -> None:
    assert NameTemplate("lr{lr}").fill({"lr": 0.001}) == "lr0.001"
    assert NameTemplate("lr{lr}").fill({"lr": 3e-5}) == "lr3e-05"


def test_a_param_whose_own_name_has_a_dot_is_found() -> None:
    assert NameTemplate("{optim.lr}").fill({"optim.lr": 0.1}) == "0.1"
    assert NameTemplate("{a.b.c}").fill({"a.b": {"c": 1}}) == "1"


def test_a_template_waits_until_all_its_params_are_known() -> None:
    template = NameTemplate("{model}-{lr}")
    assert template.fill({"model": "m"}) is None
    assert template.missing({"model": "m"}) == ["lr"]


def test_text_that_is_no_template_stands_for_itself() -> None:
    for text in ("plain", "{", "}", "{}", "a{b", "set {1, 2}{"):
        assert NameTemplate(text).fill({}) == text or NameTemplate(text).fields


def test_a_format_that_does_not_fit_shows_the_value_plainly() -> None:
    assert NameTemplate("{model:.2f}").fill({"model": "vit"}) == "vit"


def test_a_template_reaches_nothing_but_params() -> None:
    assert NameTemplate("{model.__class__}").fill({"model": "vit"}) is None


@given(st.text(max_size=600))
def test_any_param_gives_a_name_that_can_be_one(value: str) -> None:
    value = value.encode(errors="replace").decode()
    filled = NameTemplate("run {x}").fill({"x": value})
    assert filled is not None
    check_name("Run", filled)
