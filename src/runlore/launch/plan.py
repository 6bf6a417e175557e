"""Tells what a repetition would do, what it lacks and what it costs; changes nothing."""

import tempfile
from pathlib import Path

import msgspec

from runlore.entities.errors import RunloreError
from runlore.launch import data
from runlore.launch.attempt import Choice
from runlore.launch.command import CommandSource, command_of, secrets_needed, with_arguments
from runlore.launch.environment import LOCKED, cached, find_uv, locked_requirements
from runlore.launch.evidence import Evidence
from runlore.launch.interpreters import (
    RECORDER,
    EnvironmentSource,
    environment_of,
    equal_interpreter,
    verified,
)
from runlore.launch.locks import Pins, not_of_python, pins_of
from runlore.launch.report import RunName, name_of
from runlore.launch.sources import CodeSource, TreeSource, code_of
from runlore.launch.tree import rebuild_code


class PlanItem(msgspec.Struct, frozen=True):
    """One thing that a repetition needs.

    Attributes:
        group: of the recipe.
        what: is needed.
        how: it would be put back; empty when it cannot be.
        problem: why it cannot be, or not as it was; empty when it can.
        is_fatal: whether the repetition stops at the problem.
    """

    group: str
    what: str
    how: str = ""
    problem: str = ""
    is_fatal: bool = False


class Plan(msgspec.Struct, frozen=True):
    """What a repetition would do.

    Attributes:
        run: the run.
        by: who ran it, and where.
        command: that would be executed, as text.
        items: what is needed, and how it is put back.
        missing: what stops it, in words; empty when nothing does.
        doubts: what would not be as it was.
        secrets: names of variables that were set then, look like secrets and are not set now.
        seconds: that the run took; 0 when it did not end.
        bytes: that would be read from the store.
    """

    run: RunName
    by: str
    command: str
    items: list[PlanItem]
    missing: list[str]
    doubts: list[str]
    secrets: list[str]
    seconds: float
    bytes: int


def make_plan(evidence: Evidence, choice: Choice, here: Path) -> Plan:
    """Look at everything that a repetition needs.

    The code is put together in a folder that is removed again: only so can be told that it is
    whole, and which of the data lies in it.
    """
    command = with_arguments(command_of(evidence), choice.arguments)
    with tempfile.TemporaryDirectory(prefix="runlore-") as name:
        items = look_at_code(evidence, Path(name), keep="code" in choice.keep)
        root = Path(name) / "tree"
        if "data" in choice.keep:
            items += look_at_data(evidence, root, here, may_change=choice.allow_data_change)
    items += look_at_environment(evidence, keep="env" in choice.keep)
    items += _look_at_command(command)
    run = evidence.run
    took = 0.0 if run.ended_at is None else max(0, run.ended_at - run.started_at) / 1e6
    return Plan(
        run=name_of(run),
        by=f"{run.user or 'unknown'} on {run.host or 'unknown'}",
        command=_text_of(command),
        items=items,
        missing=[item.problem for item in items if item.is_fatal],
        doubts=[item.problem for item in items if item.problem and not item.is_fatal],
        secrets=secrets_needed(evidence, {}),
        seconds=took,
        bytes=sum(
            file.size for path, file in evidence.artifacts.items() if path.startswith("code/")
        ),
    )


def look_at_code(evidence: Evidence, folder: Path, *, keep: bool) -> list[PlanItem]:
    """Whether the code comes back as it was."""
    if not keep:
        return [PlanItem("code", "the code as it is here", "a copy of this folder's repository")]
    try:
        code = code_of(evidence)
        rebuilt = rebuild_code(evidence, code, folder)
    except RunloreError as error:
        return [PlanItem("code", "the code", "", error.message, is_fatal=True)]
    items = [
        PlanItem("code", _tree_name(name, tree), _tree_source(tree))
        for name, tree in code.trees.items()
    ]
    items += [PlanItem("code", "the code", "", note) for note in rebuilt.notes]
    if not _has_content(code):
        items.append(
            PlanItem("code", "the code", "", "the run stored no code at all", is_fatal=True)
        )
    return items


def _has_content(code: CodeSource) -> bool:
    return any(tree.commit or tree.files for tree in code.trees.values()) or bool(code.modules)


def _tree_name(name: str, tree: TreeSource) -> str:
    what = f"commit {tree.commit[:12]}" if tree.commit else f"{len(tree.files):,} files"
    return f"{name}: {what}" if name else what


def _tree_source(tree: TreeSource) -> str:
    source = (
        "from the store" if tree.pack or not tree.commit else f"from {tree.remote or tree.root}"
    )
    parts = [
        source,
        "with its uncommitted changes" if tree.patch else "",
        f"and {len(tree.files):,} files beside it" if tree.commit and tree.files else "",
    ]
    return " ".join(filter(None, parts))


def look_at_data(evidence: Evidence, root: Path, here: Path, *, may_change: bool) -> list[PlanItem]:
    """Whether the data that the run read is to be had as it was."""
    items = []
    for file in data.files_of(evidence):
        found = data.find(file, evidence, root, here)
        how = {"tree": "in the code", "here": f"at {found.place}", "dvc": "from DVC's cache"}
        what = f"{file.label} ({file.sha256[:12] or 'no digest'})"
        told = how.get(found.source, "from the store" if found.artifact else "")
        items.append(
            PlanItem(
                "data", what, told, found.problem, is_fatal=bool(found.problem) and not may_change
            )
        )
    return items


def look_at_environment(evidence: Evidence, *, keep: bool) -> list[PlanItem]:
    """How the packages would be had, and how it is made sure that they are those of the run."""
    wanted = environment_of(evidence)
    if not keep:
        return [PlanItem("env", "the packages as they are here", "this interpreter")]
    if not wanted.is_known:
        problem = "the run does not tell its packages: the environment at hand would be used"
        return [PlanItem("env", "the packages", "this interpreter", problem)]
    what = f"Python {wanted.python} with {len(wanted.distributions):,} packages"
    pins = pins_of(evidence, wanted)
    equal, kept = equal_interpreter(wanted), cached(wanted)
    if equal is not None:
        same = verified(wanted, equal)
        items = [PlanItem("env", what, f"{equal.executable} has just these{_compared(same)}")]
        return items + [
            PlanItem("env", "conda", "", text) for text in not_of_python(pins, wanted, equal)
        ]
    if kept is not None:
        items = [PlanItem("env", what, "built before, kept in the cache")]
        return items + [PlanItem("env", "substituted", "", text) for text in kept.substitutions]
    return _to_build(wanted, pins, what)


def _to_build(wanted: EnvironmentSource, pins: Pins, what: str) -> list[PlanItem]:
    tool = "uv" if find_uv() else "venv and pip"
    lines = locked_requirements(wanted, pins.hashes)
    locked = sum(LOCKED in line for line in lines)
    how = f"{len(lines):,} packages installed by {tool}"
    how += f", {locked:,} by the hashes of the run's lock" if locked else ""
    items = [PlanItem("env", what, how + _compared(len(wanted.records())))]
    found = wanted.distributions.values()
    linked = [one.name for one in found if one.editable and one.key != RECORDER]
    return items + [PlanItem("env", name, "as a link to its code") for name in linked]


def _compared(count: int) -> str:
    return f", {count:,} compared by their content" if count else ""


def _look_at_command(command: CommandSource) -> list[PlanItem]:
    if command.form in ("script", "module", "command", "notebook") or command.launcher:
        return [PlanItem("command", _text_of(command), f"in {command.folder}")]
    problem = "the run does not tell which program it was"
    return [PlanItem("command", "the program", "", problem, is_fatal=True)]


def command_text(evidence: Evidence) -> str:
    """The command line of a run, for people."""
    return _text_of(command_of(evidence))


def _text_of(command: CommandSource) -> str:
    if command.launcher:
        return " ".join(command.launcher)
    program = {
        "module": f"python -m {command.program}",
        "command": f"python -c {command.text!r}",
        "notebook": "the cells of a notebook, in their order",
    }.get(command.form, f"python {command.program or '(unknown)'}")
    return " ".join([program, *command.arguments])


def plan_text(plan: Plan) -> str:
    """The plan as a page for a terminal."""
    lines = [
        f"PLAN for run {plan.run.id} ({plan.run.name}), of {plan.by}",
        f"execute: {plan.command}",
        "",
    ]
    for item in plan.items:
        told = item.how or "MISSING"
        lines.append(f"{item.group:<8} {item.what}  {told}".rstrip())
        if item.problem:
            lines.append(f"         {item.problem}")
    took = f"about {plan.seconds:,.0f} s, as it took then" if plan.seconds else "no known time"
    lines += ["", f"costs: {plan.bytes:,} bytes from the store, {took}"]
    if plan.secrets:
        lines.append(f"set then, never restored: {', '.join(plan.secrets)}")
    if plan.missing:
        lines.append(f"cannot be rebuilt: {len(plan.missing):,} things are missing")
    return "\n".join(lines) + "\n"
