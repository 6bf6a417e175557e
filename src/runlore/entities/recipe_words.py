"""One line for each group of inputs: what it is when it is the same, what differs when not."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from runlore.entities.params import JSONValue
from runlore.entities.recipe import Facts, Group

SHOWN = 3
"""Differences that a line names; the rest are counted."""

_SHORT = 48
"""Characters of one value."""

_DIGEST = 32
"""Digits from which on a hexadecimal text is a digest, which nobody compares by reading."""

Change = tuple[str, JSONValue, JSONValue]
Told = Mapping[str, Any]


def summary_of(group: Group, facts: Facts, changes: Sequence[Change], old: Told, new: Told) -> str:
    """The line of one group.

    Args:
        group: of the recipe.
        facts: of the first run.
        changes: item, old and new value of what differs, the weightiest first.
        old: captures of the first run.
        new: captures of the second run.
    """
    if not changes:
        return _SAME[group](facts, old)
    if group == "code":
        files = differing_sources(old, new)
        if files:
            return _listed(files)
    told = _listed([_told(group, *change) for change in changes])
    if group == "env":
        names = facts.get("packages")
        total = len(names) if isinstance(names, dict) else 0
        others = total - sum(item.startswith("packages/") for item, _, _ in changes)
        return f"{told}; {others:,} other packages equal"
    return told


def differing_sources(old: Told, new: Told) -> list[str]:
    """Names of the files that differ, as far as both runs list them; else the two commits."""
    one, other = _mapping(old.get("code")), _mapping(new.get("code"))
    before, after = _mapping(one.get("trees")), _mapping(other.get("trees"))
    found: list[str] = []
    for name in sorted(before.keys() | after.keys()):
        found += _differing_files(name, _mapping(before.get(name)), _mapping(after.get(name)))
    return found


def _differing_files(name: str, before: Told, after: Told) -> list[str]:
    if before.get("source") == after.get("source"):
        return []
    listed = [_contents(before), _contents(after)]
    at = f"{name}/" if name else ""
    files = [
        at + path
        for path in sorted(listed[0].keys() | listed[1].keys())
        if listed[0].get(path) != listed[1].get(path)
    ]
    commits = [str(tree.get("commit") or "")[:8] for tree in (before, after)]
    if commits[0] != commits[1]:
        files.insert(0, f"commit {commits[0] or 'none'} -> {commits[1] or 'none'}")
    return files


def _contents(tree: Told) -> dict[str, object]:
    changed = dict(_mapping(tree.get("changed")))
    files = _mapping(tree.get("files"))
    return changed | {path: _mapping(told).get("sha256") for path, told in files.items()}


def _told(group: Group, item: str, old: JSONValue, new: JSONValue) -> str:
    head, _, rest = item.partition("/")
    name = rest if head in ("packages", "params", "variables", "datasets", "files") else item
    if group == "env" and head == "packages":
        return f"{name} {_package(old, new)}"
    return f"{name} {short(old)} -> {short(new)}"


def _package(old: JSONValue, new: JSONValue) -> str:
    before, after = _version(old), _version(new)
    if before == after:
        return f"{before} is another build"
    return f"{before} -> {after}"


def _version(told: JSONValue) -> str:
    return str(told[0]) if isinstance(told, list) and told else "not installed"


def short(value: JSONValue) -> str:
    """A value in a few characters; digests are cut to their beginning."""
    if value is None:
        return "none"
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        text = value[0]
    if len(text) >= _DIGEST and not set(text) - set("0123456789abcdef"):
        return f"{text[:8]}…"
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _listed(parts: Sequence[str]) -> str:
    more = len(parts) - SHOWN
    return ", ".join(parts[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _same_code(facts: Facts, old: Told) -> str:
    tree = _mapping(_mapping(_mapping(old.get("code")).get("trees")).get(""))
    commit = str(tree.get("commit") or _mapping(old.get("git")).get("commit") or "")[:8]
    changed = len(_mapping(tree.get("changed")))
    beside = len(_mapping(tree.get("files")))
    parts = [
        f"commit {commit}" if commit else "no commit",
        f"{changed:,} changed" if changed else "",
        f"{beside:,} beside" if beside else "",
    ]
    return " + ".join(filter(None, parts)) if commit or beside else f"{len(facts):,} facts"


def _same_command(facts: Facts, _: Told) -> str:
    arguments = facts.get("arguments")
    words = [str(one) for one in arguments] if isinstance(arguments, list) else []
    program = str(facts.get("program") or facts.get("form") or "")
    launcher = str(_mapping(facts.get("launcher")).get("kind") or "")
    return " ".join(filter(None, [launcher, program, *words]))[:100]


def _same_config(facts: Facts, _: Told) -> str:
    return f"{len(_mapping(facts.get('params'))):,} params"


def _same_environment(facts: Facts, _: Told) -> str:
    python = _mapping(facts.get("python")).get("version", "")
    return f"Python {python}, {len(_mapping(facts.get('packages'))):,} packages"


def _same_data(facts: Facts, _: Told) -> str:
    sets, files = _mapping(facts.get("datasets")), _mapping(facts.get("files"))
    names = [*sets, *files]
    return _listed(names) if names else "none was seen being read"


def _same_seed(facts: Facts, _: Told) -> str:
    told = [f"{name} {_mapping(facts[name]).get('seed')}" for name in facts if name != "calls"]
    return ", ".join(told)


def _same_hardware(facts: Facts, _: Told) -> str:
    gpus = facts.get("gpus")
    names = [str(gpu) for gpu in gpus] if isinstance(gpus, list) else []
    return ", ".join([str(facts.get("cpu", "")), *names]).strip(", ")


_SAME: dict[str, Callable[[Facts, Told], str]] = {
    "code": _same_code,
    "command": _same_command,
    "config": _same_config,
    "env": _same_environment,
    "data": _same_data,
    "seed": _same_seed,
    "hardware": _same_hardware,
}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
