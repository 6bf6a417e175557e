"""The items of a paper's reproducibility checklist, each present in a run or absent."""

from collections.abc import Iterator
from typing import Any

import msgspec

from runlore.entities.differences import unseeded
from runlore.launch.evidence import Evidence, Library
from runlore.launch.interpreters import environment_of
from runlore.launch.judge import ENOUGH_REPLICAS, is_judged
from runlore.launch.plan import command_text
from runlore.launch.replicas import replicas_of
from runlore.launch.sources import code_of


class ChecklistItem(msgspec.Struct, frozen=True):
    """One item.

    Attributes:
        item: what a reader of the paper asks for.
        is_present: whether the run answers it.
        detail: the answer, or what is lacking.
    """

    item: str
    is_present: bool
    detail: str


def checklist_of(evidence: Evidence, library: Library | None) -> list[ChecklistItem]:
    """Look at a run as a reviewer would.

    Args:
        evidence: the run.
        library: where other runs of the same inputs are looked for; None where there is no store.
    """
    return [
        *_code_items(evidence),
        *_setting_items(evidence),
        *_data_items(evidence),
        *_machine_items(evidence),
        *_result_items(evidence),
        _spread_item(evidence, library),
    ]


def _code_items(evidence: Evidence) -> Iterator[ChecklistItem]:
    main = code_of(evidence).main
    commit = f"commit {main.commit[:12]}" if main.commit else ""
    beside = f"{len(main.files):,} files" if main.files else ""
    changes = "with its uncommitted changes" if main.patch else ""
    told = " ".join(filter(None, (commit, changes, beside)))
    stored = bool(main.pack or main.files or main.patch)
    lacking = "only a commit is named; the code itself is not stored" if commit else "no code"
    yield ChecklistItem("source code", stored, told if stored else lacking)
    command = command_text(evidence)
    yield ChecklistItem("command that was run", "(unknown)" not in command, command)


def _setting_items(evidence: Evidence) -> Iterator[ChecklistItem]:
    params = evidence.run.params
    yield ChecklistItem(
        "hyperparameters", bool(params), f"{len(params):,} params" if params else "none was logged"
    )
    lacking = unseeded(evidence.captures)
    seeds = _section(evidence, "seeds")
    known = [f"{name} {told['seed']}" for name, told in seeds.items() if _is_seeded(told)]
    detail = ", ".join([*known, *lacking]) or "no generator was looked at"
    yield ChecklistItem("random seeds", bool(known) and not lacking, detail)


def _is_seeded(told: object) -> bool:
    return isinstance(told, dict) and isinstance(told.get("seed"), int)


def _data_items(evidence: Evidence) -> Iterator[ChecklistItem]:
    names = [f"{used.dataset.name} ({used.dataset.digest[:12]})" for used in evidence.inputs]
    files = _section(_section_of(evidence, "data"), "files")
    names += [
        label for label, told in files.items() if isinstance(told, dict) and told.get("sha256")
    ]
    yield ChecklistItem(
        "data, with its digest", bool(names), ", ".join(names[:5]) or "no data was recorded"
    )
    profiles = [used.dataset.name for used in evidence.inputs if used.dataset.profile]
    yield ChecklistItem(
        "size and statistics of the data",
        bool(profiles),
        ", ".join(profiles[:5]) or "say it with runlore.log_data",
    )
    steps = [
        path
        for path, file in evidence.artifacts.items()
        if any(word in path.lower() for word in ("preprocess", "pipeline", "scaler", "tokenizer"))
        and file.origin == "user"
    ]
    yield ChecklistItem(
        "preprocessing", bool(steps), ", ".join(steps[:5]) or "only in the code, if anywhere"
    )


def _machine_items(evidence: Evidence) -> Iterator[ChecklistItem]:
    environment = environment_of(evidence)
    yield ChecklistItem(
        "software, with versions",
        environment.is_known,
        f"Python {environment.python}, {len(environment.distributions):,} packages"
        if environment.is_known
        else "no packages were recorded",
    )
    hardware = _section(evidence, "hardware")
    gpus = [str(gpu.get("name")) for gpu in hardware.get("gpus", []) if isinstance(gpu, dict)]
    machine = ", ".join(filter(None, [str(hardware.get("cpu") or ""), *gpus]))
    yield ChecklistItem("computing infrastructure", bool(machine), machine or "not recorded")
    run = evidence.run
    took = None if run.ended_at is None else (run.ended_at - run.started_at) / 1e6
    yield ChecklistItem(
        "running time", took is not None, f"{took:,.1f} s" if took is not None else "it did not end"
    )


def _result_items(evidence: Evidence) -> Iterator[ChecklistItem]:
    metrics = [key for key in evidence.run.metrics if is_judged(key)]
    yield ChecklistItem("results", bool(metrics), ", ".join(metrics[:6]) or "no metric was logged")
    defined = "metric" in evidence.run.notes.lower()
    yield ChecklistItem(
        "definition of the metrics",
        defined,
        "in the notes" if defined else "say in the notes of the run how they are computed",
    )


def _spread_item(evidence: Evidence, library: Library | None) -> ChecklistItem:
    item = "spread over several runs"
    if library is None:
        return ChecklistItem(item, is_present=False, detail="a bundle holds one run")
    count = len(list(replicas_of(library, evidence, but="")))
    enough = count >= ENOUGH_REPLICAS
    told = f"{count:,} runs of these inputs" + ("" if enough else f", {ENOUGH_REPLICAS} are needed")
    return ChecklistItem(item, enough, told)


def _section_of(evidence: Evidence, name: str) -> dict[str, Any]:
    found = evidence.captures.get(name)
    return found if isinstance(found, dict) else {}


def _section(within: Evidence | dict[str, Any], name: str) -> dict[str, Any]:
    found = within.get(name) if isinstance(within, dict) else within.captures.get(name)
    return found if isinstance(found, dict) else {}


def checklist_text(items: list[ChecklistItem]) -> str:
    """The checklist as a page for a terminal."""
    width = max(len(item.item) for item in items)
    lines = [
        f"{'[x]' if one.is_present else '[ ]'} {one.item:<{width}}  {one.detail}".rstrip()
        for one in items
    ]
    present = sum(item.is_present for item in items)
    return "\n".join([*lines, "", f"{present} of {len(items)} present"]) + "\n"
