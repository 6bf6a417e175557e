"""Which input is named as the cause: tried on a real recipe in which one input is changed."""

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.launch.projects import Project

from runlore.entities.dataset import DatasetUse
from runlore.entities.differences import compare_facts
from runlore.entities.recipe import GROUPS, Facts, make_recipe
from runlore.launch.compare import leading

MUTATIONS = 100
NAMED_FIRST = 95

TRAINING = """
import argparse, random
import numpy
import runlore

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--layers", type=int, default=3)
config = vars(parser.parse_args())
with runlore.init(project="repeat", experiment="causes", config=config) as run:
    random.seed(7)
    numpy.random.seed(7)
    table = open("train.csv").read()
    runlore.log_data("train", "train.csv")
    run.log({"loss": config["lr"]}, step=0)
"""


class Captured:
    """What a run captured, as it can be changed here."""

    def __init__(self, captures: dict[str, Any], params: dict[str, Any], inputs: list[Any]) -> None:
        self.captures = captures
        self.params = params
        self.inputs = inputs

    def copy(self) -> "Captured":
        return copy.deepcopy(self)

    @property
    def facts(self) -> dict[str, Facts]:
        return make_recipe(self.captures, self.params, self.inputs).facts


@pytest.fixture
def two_runs(project: Project) -> tuple[Captured, Captured]:
    """Two real runs of one thing."""
    project.write(train=TRAINING)
    (project.folder / "train.csv").write_text("a,b\n1,2\n")
    project.commit()
    runs = [project.run("train.py", "--lr", "0.3", OMP_NUM_THREADS="2") for _ in range(2)]
    first, second = (
        Captured(
            dict(one.captures),
            dict(one.run.params),
            [DatasetUse(u.dataset.name, u.dataset.digest, u.tags) for u in one.inputs],
        )
        for one in runs
    )
    return first, second


def code(made: Captured, chance: random.Random) -> None:
    tree = made.captures["code"]["trees"][""]
    if chance.random() < 0.7:
        tree["source"] = f"{chance.getrandbits(256):064x}"
    else:
        made.captures["code"]["script"]["path"] = "train2.py"


def env(made: Captured, chance: random.Random) -> None:
    packages = made.captures["packages"]
    kind = chance.choice(["version", "version", "gone", "python", "variable", "build"])
    # One that is told as weightier than a harmless difference beside it.
    name = chance.choice([n for n in packages if n not in ("pip", "setuptools", "uv", "ruff")])
    if kind == "version":
        packages[name] = "0.0.1"
    elif kind == "gone":
        del packages[name]
    elif kind == "python":
        made.captures["python"]["version"] = "3.9.1"
    elif kind == "variable":
        made.captures["command"]["environment"]["OMP_NUM_THREADS"] = "1"
    else:
        made.captures["environment"]["distributions"]["numpy"]["record"] = "f" * 64


def data(made: Captured, chance: random.Random) -> None:
    digest = f"{chance.getrandbits(256):064x}"
    if chance.random() < 0.5:
        made.captures["data"]["files"]["train.csv"]["sha256"] = digest
    else:
        made.inputs = [DatasetUse("train", digest)]


def config(made: Captured, chance: random.Random) -> None:
    kind = chance.choice(["changed", "new", "gone"])
    if kind == "changed":
        made.params["lr"] = chance.random()
    elif kind == "new":
        made.params[f"option{chance.randrange(99)}"] = chance.random()
    else:
        del made.params["layers"]


def command(made: Captured, chance: random.Random) -> None:
    told = made.captures["command"]
    kind = chance.choice(["argument", "program", "launcher", "folder"])
    if kind == "argument":
        told["arguments"] = [*told["arguments"], f"--flag{chance.randrange(99)}"]
    elif kind == "program":
        told["program"] = f"other{chance.randrange(99)}.py"
    elif kind == "launcher":
        told["launcher"] = {"kind": "torchrun", "world_size": chance.randrange(2, 9)}
    else:
        told["folder"] = "deeper"


def seed(made: Captured, chance: random.Random) -> None:
    seeds = made.captures["seeds"]
    name = chance.choice(["python", "numpy"])
    seeds[name]["seed"] = chance.choice([chance.randrange(100, 999), "not seeded"])


def hardware(made: Captured, chance: random.Random) -> None:
    told = made.captures["hardware"]
    kind = chance.choice(["gpus", "cpu", "cuda"])
    told[kind] = {"gpus": [{"name": "H200"}], "cpu": "Another", "cuda": "12.4"}[kind]


def harmless(made: Captured, chance: random.Random) -> None:
    """What differs between two machines without making a difference."""
    name = chance.choice(["pip", "ruff", "pytest"])
    if name in made.captures["packages"]:
        made.captures["packages"][name] = "99.0"


def test_the_changed_input_is_named_first_and_in_words(two_runs: tuple[Captured, Captured]) -> None:
    first, second = two_runs
    assert all(first.facts[group] for group in GROUPS), "something was not captured"
    assert compare_facts(first.facts, second.facts).differing == []
    changes: list[Callable[[Captured, random.Random], None]] = [
        code, env, data, config, command, seed, hardware,
    ]  # fmt: skip
    chance = random.Random(20_260_611)
    wrong = []
    for trial in range(MUTATIONS):
        change = changes[trial % len(changes)]
        made = second.copy()
        if trial % 2:
            harmless(made, chance)
        change(made, chance)
        ranked = leading(compare_facts(first.facts, made.facts), chance.choice(["first", "later"]))
        if not ranked or ranked[0] != change.__name__:
            wrong.append((change.__name__, ranked))
    assert MUTATIONS - len(wrong) >= NAMED_FIRST, wrong
    the_table_names_what_differs(first, second)


def the_table_names_what_differs(first: Captured, made: Captured) -> None:
    made.captures["packages"]["numpy"] = "0.0.1"
    made.params["lr"] = 0.5
    made.captures["data"]["files"]["train.csv"]["sha256"] = "f" * 64
    details = {one.group: one.detail for one in compare_facts(first.facts, made.facts).groups}
    others = len(first.facts["env"]["packages"]) - 1  # type: ignore[arg-type]
    known = first.captures["packages"]["numpy"]
    assert details["env"] == f"numpy {known} -> 0.0.1; {others} other packages equal"
    assert details["config"] == "lr 0.3 -> 0.5"
    assert details["data"].startswith("train.csv ")
    assert details["data"].endswith(" -> ffffffff…")
