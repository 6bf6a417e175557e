"""Where things come from over many links, and how the inputs of two runs differ."""

import msgspec

from runlore.api.kit.call import Call
from runlore.api.kit.numbers import json_value
from runlore.entities.errors import InvalidInputError
from runlore.entities.ids import parse_logged_model_id, parse_run_id
from runlore.entities.run import Run, RunStatus
from runlore.services.differences import GroupDifference
from runlore.services.lineage_graph import Direction, LineageGraph
from runlore.services.lineage_steps import Ref

LAST_GOOD = "last-good"


class LineageQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to begin: at a run, a logged model, a version of a model, or a dataset.

    Attributes:
        run: id of a run.
        logged_model: or id of a logged model.
        model: or name of a registered model, with ``version``.
        version: number of the version.
        dataset: or name of a dataset, with ``digest``.
        digest: of the dataset.
        depth: links to follow, 1 to 5.
        direction: ``up`` to what it came from, ``down`` to what came of it, or ``both``.
    """

    run: str = ""
    logged_model: str = ""
    model: str = ""
    version: int = 0
    dataset: str = ""
    digest: str = ""
    depth: int = 3
    direction: Direction = "both"


class DifferenceQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to compare a run with.

    Attributes:
        other: id of an older run, or ``last-good``.
    """

    other: str = msgspec.field(default=LAST_GOOD, name="with")


class DifferingRun(msgspec.Struct, frozen=True):
    """A run as a comparison names it; times are µs since 1970."""

    id: str
    name: str
    project: str
    experiment: str
    status: RunStatus
    started_at: int


class DifferenceView(msgspec.Struct, frozen=True):
    """What went into a run, beside what went into an earlier one.

    Attributes:
        run: the newer of both.
        other: what it is compared with; null when there is no last good run.
        groups: all seven, in the order of the recipe; none when there is no other run.
        suspects: the groups that differ, the most suspected first.
        warnings: what makes any repetition uncertain, such as generators never seeded.
    """

    run: DifferingRun
    other: DifferingRun | None
    groups: list[GroupDifference]
    suspects: list[str]
    warnings: list[str]


def get_lineage_graph(call: Call[LineageQuery, None]) -> LineageGraph:
    """Give what a thing came from and what came of it, over several links, in one graph.

    At most 500 things; ``cut`` says when more or farther ones were left out.
    """
    query = call.query
    start = _start_of(query)
    return call.services.lineage.graph(call.actor, start, query.depth, query.direction)


def get_difference(call: Call[DifferenceQuery, None]) -> DifferenceView:
    """Compare what went into a run with another run, or with the last good one before it.

    That is the newest run of its experiment that finished, began before it, ran the same program
    and repeats no other run.
    """
    run, other = parse_run_id(call.path["run"]), call.query.other
    older = None if other == LAST_GOOD else parse_run_id(other)
    found = call.services.differences.between(call.actor, run, older)
    return DifferenceView(
        _named(found.run),
        None if found.other is None else _named(found.other),
        [_group(one) for one in found.groups],
        found.suspects,
        found.warnings,
    )


def _start_of(query: LineageQuery) -> Ref:
    starts = [
        Ref("run", query.run and parse_run_id(query.run)),
        Ref("model", query.logged_model and parse_logged_model_id(query.logged_model)),
        Ref("version", query.model, str(query.version) if query.version else ""),
        Ref("dataset", query.dataset, query.digest),
    ]
    named = [start for start in starts if start.key or start.part]
    if len(named) != 1:
        raise InvalidInputError(
            "Name one thing to begin at: run, logged_model, model with version, or dataset with "
            "digest."
        )
    if named[0].kind in ("version", "dataset") and not (named[0].key and named[0].part):
        raise InvalidInputError(
            "A version is named by model and version, a dataset by dataset and digest."
        )
    return named[0]


def _named(run: Run) -> DifferingRun:
    return DifferingRun(
        run.id, run.name, run.project, run.experiment, run.status, int(run.started_at)
    )


def _group(one: GroupDifference) -> GroupDifference:
    """The group as JSON can carry it."""
    plain = [
        msgspec.structs.replace(each, old=json_value(each.old), new=json_value(each.new))
        for each in one.differences
    ]
    return msgspec.structs.replace(one, differences=plain)
