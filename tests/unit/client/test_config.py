"""The config: params by attribute, item and dotted key."""

import math

import pytest

from runlore.client.config import Config
from runlore.client.summary import Summary
from runlore.entities.errors import ConflictError, InvalidNameError, InvalidValueError
from runlore.entities.params import JSONValue


class Said(list[dict[str, JSONValue]]):
    """What a config or summary announced, in order."""


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def config(said: Said) -> Config:
    config = Config(said.append)
    config.set_all({"epochs": 3, "optim": {"lr": 0.1, "betas": (0.9, 0.999)}})
    said.clear()
    return config


def test_a_param_is_read_by_attribute_item_and_dotted_key(config: Config) -> None:
    assert config.epochs == 3
    assert config["epochs"] == 3
    assert config.optim.lr == config["optim"]["lr"] == config["optim.lr"] == 0.1
    assert config.optim.betas == [0.9, 0.999]


def test_writing_sets_a_param(config: Config, said: Said) -> None:
    config.model = "mlp"
    config["seed"] = 7
    config.optim.momentum = 0.9
    config.data = {"name": "digits"}
    assert said == [
        {"model": "mlp"},
        {"seed": 7},
        {"optim.momentum": 0.9},
        {"data": {"name": "digits"}},
    ]
    assert config["optim.momentum"] == 0.9
    assert config.as_dict()["optim"] == {"lr": 0.1, "betas": [0.9, 0.999], "momentum": 0.9}


def test_update_is_a_dicts_update(config: Config, said: Said) -> None:
    config.update({"a": 1}, b=2)
    assert {key: value for one in said for key, value in one.items()} == {"a": 1, "b": 2}


def test_the_same_value_again_says_nothing(config: Config, said: Said) -> None:
    config.nothing = math.nan
    said.clear()
    config.epochs = 3
    config.optim = {"lr": 0.1, "betas": [0.9, 0.999]}
    config.nothing = math.nan
    assert said == []


@pytest.mark.parametrize(("key", "value"), [("epochs", 4), ("epochs", 3.0), ("optim.lr", 0.2)])
def test_another_value_is_refused_because_params_are_set_once(
    config: Config, said: Said, key: str, value: object
) -> None:
    with pytest.raises(ConflictError, match="set once"):
        config[key] = value
    assert said == []


def test_several_params_are_set_all_or_none(config: Config, said: Said) -> None:
    with pytest.raises(InvalidValueError):
        config.set_all({"new": 1, "bad": object()})
    assert "new" not in config
    assert said == []


def test_what_was_never_set_is_an_attribute_error_and_a_key_error(config: Config) -> None:
    with pytest.raises(AttributeError, match=r"optim\.gamma"):
        _ = config.optim.gamma
    with pytest.raises(KeyError):
        _ = config["epochs.x"]
    assert getattr(config, "missing", 5) == 5
    assert config.get("missing", 6) == 6


def test_a_name_that_cannot_be_one_is_refused(config: Config) -> None:
    with pytest.raises(InvalidNameError):
        config["a\nb"] = 1


def test_a_list_that_was_read_is_a_copy(config: Config) -> None:
    config.optim.betas.append(3)
    assert config.optim.betas == [0.9, 0.999]


def test_the_config_is_iterated_like_a_dict(config: Config) -> None:
    assert list(config) == ["epochs", "optim"]
    assert dict(config)["epochs"] == 3
    assert dict(**config.optim) == {"lr": 0.1, "betas": [0.9, 0.999]}


def test_the_summary_shows_what_was_written_before_what_was_logged(said: Said) -> None:
    summary = Summary(said.append, lambda: {"loss": 0.5, "acc": 0.9})
    summary["best"] = {"epoch": 3}
    summary.update(loss=0.1)
    assert dict(summary) == {"loss": 0.1, "acc": 0.9, "best": {"epoch": 3}}
    del summary["loss"]
    assert summary["loss"] == 0.5
    assert said == [{"best": {"epoch": 3}}, {"loss": 0.1}, {"loss": None}]
