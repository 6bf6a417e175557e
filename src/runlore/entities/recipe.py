"""Recipes: what went into a run, by groups, and one digest for each: its input fingerprint.

A recipe is made from what was captured (the sections of ``CaptureSet``, as
``docs/reference/recipe.md`` lists them), the params and the datasets. Only what can change the
result is a fact. Process ids, times, names of hosts and users, absolute folders, devices' numbers
and the ids that a scheduler gave are no facts, on purpose: two runs of the same thing have equal
fingerprints, and that is how replicas are found.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, cast, get_args

import msgspec

from runlore.entities.dataset import DatasetUse
from runlore.entities.errors import InvalidValueError
from runlore.entities.params import JSONValue

RECIPE_VERSION = 1
"""Counts up when other facts are taken: digests of two versions are not compared."""

SECTION = "recipe"
"""The section of the captures in which a client keeps the digests and what is missing."""

ALL = "all"
"""The name of the digest over all groups."""

Group: TypeAlias = Literal["code", "env", "data", "config", "command", "seed", "hardware"]
GROUPS: tuple[Group, ...] = get_args(Group)

Facts: TypeAlias = dict[str, JSONValue]
Captures: TypeAlias = Mapping[str, JSONValue]

_PLACES = (
    "SLURM_", "OMPI_", "PMI_", "MASTER_", "TORCHELASTIC_", "TORCH_NCCL_", "NVIDIA_VISIBLE",
    "CUDA_VISIBLE", "HIP_VISIBLE", "ROCR_VISIBLE", "CUDA_MPS_",
)  # fmt: skip
"""Variables with these beginnings say where a process runs, not what it computes."""

_NOT_NUMERIC = frozenset(
    {
        "RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "GROUP_RANK", "VIRTUAL_ENV",
        "CONDA_DEFAULT_ENV", "PYTHONPATH", "PYTHONHASHSEED",
    }
)  # fmt: skip
"""The same by name; the hash seed is a fact of the group ``seed``."""


class Missing(msgspec.Struct, frozen=True):
    """Something that a rebuild would need and that was not captured.

    Attributes:
        group: of the recipe.
        what: such as ``code/untracked/big.bin`` or ``packages``.
        why: in words.
    """

    group: str
    what: str
    why: str


class Recipe(msgspec.Struct, frozen=True):
    """The facts of a run.

    Attributes:
        facts: by group; a group of which nothing was captured is empty.
        missing: what could not be captured.
        version: which facts are taken.
    """

    facts: dict[str, Facts]
    missing: list[Missing] = []
    version: int = RECIPE_VERSION

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each group and of all; those that are not known are left out.

        Without every group there is none of all: what is not known cannot be called equal.
        """
        found: dict[str, str] = {
            group: digest_of({"version": self.version, "group": group, "facts": facts})
            for group in GROUPS
            if (facts := self.facts.get(group))
        }
        if len(found) == len(GROUPS):
            found[ALL] = digest_of({"version": self.version, "groups": {**found}})
        return found

    def described(self) -> Facts:
        """The section ``recipe`` of the captures."""
        return {
            "version": self.version,
            "digests": {**self.digests},
            "missing": [msgspec.structs.asdict(missing) for missing in self.missing],
        }


def make_recipe(
    captures: Captures,
    params: Mapping[str, JSONValue],
    inputs: Sequence[DatasetUse] = (),
) -> Recipe:
    """The recipe of a run, the same from a client and from a server's copy of it.

    Args:
        captures: all sections, by name; what is absent or of another shape is not known.
        params: of the run, masked as they are stored.
        inputs: the datasets that it used.
    """
    facts: dict[str, Facts] = {
        "code": _code(captures),
        "env": _env(captures),
        "data": _data(captures, inputs),
        "config": _config(captures, params),
        "command": _command(captures),
        "seed": _seed(captures),
        "hardware": _hardware(captures),
    }
    return Recipe(facts, [*_told_missing(captures), *_absent(facts)])


def digest_of(value: JSONValue) -> str:
    """SHA-256 of the canonical JSON of a value: sorted keys, no spaces, UTF-8.

    Raises:
        InvalidValueError: it is nested too deeply.
    """
    try:
        canonical = msgspec.json.encode(_finite(value), order="sorted")
    except RecursionError:
        raise InvalidValueError("A section of the captures is nested too deeply.") from None
    return hashlib.sha256(canonical).hexdigest()


def is_fact_of_environment(name: str, value: str) -> bool:
    """Whether a variable can change numbers: not one that only says where things are."""
    if name in _NOT_NUMERIC or name.startswith(_PLACES):
        return False
    return not value.startswith(("/", "~", "file:")) and value[1:3] not in (":\\", ":/")


def _code(captures: Captures) -> Facts:
    code = _mapping(captures.get("code"))
    notebook = _mapping(captures.get("notebook"))
    trees = _mapping(code.get("trees"))
    facts: Facts = {}
    if trees:
        facts["source"] = {name: _mapping(tree).get("source") for name, tree in trees.items()}
        facts["script"] = _mapping(code.get("script")).get("path")
    elif commit := _mapping(captures.get("git")).get("commit"):
        facts["commit"] = commit
    elif script := _mapping(captures.get("command")).get("script_sha256"):
        facts["script_sha256"] = script
    if modules := _mapping(code.get("modules")):
        facts["modules"] = {name: _mapping(told).get("sha256") for name, told in modules.items()}
    if cells := notebook.get("sha256"):
        facts["notebook"] = cells
    return facts


def _env(captures: Captures) -> Facts:
    python = _mapping(captures.get("python"))
    packages = _mapping(captures.get("packages"))
    if not python and not packages:
        return {}
    environment = _mapping(captures.get("environment"))
    known = _mapping(environment.get("distributions"))
    host = _mapping(captures.get("host"))
    variables = _mapping(_mapping(captures.get("command")).get("environment"))
    return {
        "python": _only(python, "version", "implementation", "libc", "free_threaded"),
        "system": _only(host, "system", "machine"),
        "packages": {
            name: [version, _mapping(known.get(name)).get("record", "")]
            for name, version in packages.items()
            if name != "runlore"  # what watches is no input
        },
        "variables": {
            name: value
            for name, value in variables.items()
            if isinstance(value, str) and is_fact_of_environment(name, value)
        },
        "container": _mapping(environment.get("container")).get("digest", ""),
    }


def _data(captures: Captures, inputs: Sequence[DatasetUse]) -> Facts:
    data = captures.get("data")
    if not isinstance(data, dict) and not inputs:
        return {}
    files = _mapping(_mapping(data).get("files"))
    parents = _mapping(_mapping(captures.get("parents")).get("artifacts"))
    return {
        "datasets": {use.name: _digests(use.name, inputs) for use in inputs},
        "files": {name: _digest_or_size(_mapping(told)) for name, told in files.items()},
        "parents": {name: _mapping(told).get("sha256") for name, told in parents.items()},
    }


def _config(captures: Captures, params: Mapping[str, JSONValue]) -> Facts:
    config = captures.get("config")
    if not params and not isinstance(config, dict):
        return {}
    files = _mapping(_mapping(config).get("files"))
    return {
        "params": dict(params),
        "files": {name: _mapping(told).get("sha256") for name, told in files.items()},
    }


def _command(captures: Captures) -> Facts:
    command = _mapping(captures.get("command"))
    if not command:
        return {}
    launcher = _mapping(command.get("launcher"))
    return {
        **_only(command, "form", "program", "arguments", "folder"),
        "launcher": _only(launcher, "kind", "world_size"),
    }


def _seed(captures: Captures) -> Facts:
    seeds = _mapping(captures.get("seeds"))
    # A checksum of a state that nobody seeded is another one each time: it is no fact.
    facts: Facts = {
        name: {key: value for key, value in told.items() if key != "state"}
        for name, told in seeds.items()
        if isinstance(told, dict)
    }
    if isinstance(calls := seeds.get("calls"), list):
        facts["calls"] = calls
    return facts


def _hardware(captures: Captures) -> Facts:
    hardware = _mapping(captures.get("hardware"))
    if not hardware:
        return {}
    gpus = hardware.get("gpus")
    return {
        **_only(hardware, "cpu", "cpu_cores", "cpu_threads", "cpu_usable", "gpu_driver", "cuda"),
        "gpus": [_mapping(gpu).get("name") for gpu in (gpus if isinstance(gpus, list) else [])],
        "numerics": {
            key: value
            for key, value in _mapping(captures.get("numerics")).items()
            if key != "missing"
        },
    }


def _told_missing(captures: Captures) -> list[Missing]:
    """What the sections say themselves that they lack."""
    found = []
    for section, group in _GROUP_OF_SECTION.items():
        told = _mapping(captures.get(section)).get("missing")
        for entry in told if isinstance(told, list) else []:
            what, why = _mapping(entry).get("what"), _mapping(entry).get("why")
            found.append(Missing(group, str(what), str(why)))
    return found


def _absent(facts: Mapping[str, Facts]) -> list[Missing]:
    return [
        Missing(group, group, "nothing of this group was captured")
        for group in GROUPS
        if not facts[group]
    ]


def _digests(name: str, inputs: Sequence[DatasetUse]) -> list[JSONValue]:
    found: list[JSONValue] = []
    found += sorted({use.digest for use in inputs if use.name == name})
    return found


def _digest_or_size(told: Facts) -> JSONValue:
    """A file that was too large to be digested is known by its size alone."""
    return told.get("sha256") or {"size": told.get("size")}


def _mapping(value: object) -> Facts:
    return cast("Facts", value) if isinstance(value, dict) else {}


def _only(told: Facts, *names: str) -> Facts:
    return {name: told[name] for name in names if name in told}


def _finite(value: Any) -> Any:  # noqa: ANN401  # any JSON in, the same JSON out
    """JSON has no NaN and no infinities: they become texts, as in our answers."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {str(key): _finite(below) for key, below in value.items()}
    return [_finite(below) for below in value] if isinstance(value, list) else value


_GROUP_OF_SECTION: dict[str, Group] = {
    "code": "code",
    "notebook": "code",
    "environment": "env",
    "data": "data",
    "parents": "data",
    "config": "config",
    "command": "command",
    "seeds": "seed",
    "numerics": "hardware",
}
