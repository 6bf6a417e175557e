"""Lineage as a graph: from data over runs and models to registered versions, and back.

Two walks begin at one thing: up, to what it came from, and down, to what came of it. They do not
turn round, so that a dataset which a thousand runs used does not make them relatives.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from runlore.services.lineage_steps import Link, Neighbours, Ref
from runlore.stores.catalog import Transaction

MAX_DEPTH = 5
"""Links between the start and the farthest thing."""

MAX_NODES = 500
"""Things in one graph: more cannot be read, and would be slow to lay out."""

Direction = Literal["up", "down", "both"]
Cut = Literal["depth", "nodes"]


class LineageNode(msgspec.Struct, frozen=True):
    """One thing in the graph.

    Attributes:
        id: unique in the graph, such as ``run 0198…``.
        kind: dataset, run, model (a logged one) or version (of a registered model).
        name: of the run, the model, the dataset; of the registered model of a version.
        detail: status of a run or a model, stage of a version, digest of a dataset.
        key: id of the run or logged model, number of the version, digest of the dataset.
        project: of a run; empty for the others.
        run: the run that made the model or version, or None.
        depth: links from the start; negative for what it came from.
        is_known: false when the store has no such thing (any more), only its id.
    """

    id: str
    kind: Literal["dataset", "run", "model", "version"]
    name: str
    detail: str
    key: str
    project: str = ""
    run: str | None = None
    depth: int = 0
    is_known: bool = True


class LineageEdge(msgspec.Struct, frozen=True):
    """How two things hang together, in the direction in which data goes.

    Attributes:
        source: id of a node.
        target: id of a node.
        role: ``used`` (data or a model by a run), ``read`` (files by a run), ``made`` (a model by a
            run), ``registered`` (as a version), ``parent`` (of a nested run), ``reproduced`` (by a
            run that repeats it).
        note: what a dataset was for, such as ``train``; empty for the others.
    """

    source: str
    target: str
    role: str
    note: str = ""


class LineageGraph(msgspec.Struct, frozen=True):
    """What a thing came from and what came of it.

    Attributes:
        start: id of the node that was asked for.
        nodes: the start first, then the nearer ones first.
        edges: between nodes of the graph.
        depth: links that were followed.
        cut: why things are left out: ``depth`` when there are farther ones, ``nodes`` when there
            were more than fit; empty when the graph is whole.
    """

    start: str
    nodes: list[LineageNode]
    edges: list[LineageEdge]
    depth: int
    cut: list[Cut]


class _Found(NamedTuple):
    depths: dict[Ref, int]
    links: dict[Link, None]
    cut: set[Cut]


def walk(tx: Transaction, start: Ref, depth: int, direction: Direction) -> LineageGraph:
    """The graph around a thing that exists.

    Args:
        tx: where it is read, at one instant.
        start: the thing.
        depth: links to follow, 0 to ``MAX_DEPTH``.
        direction: to what it came from, to what came of it, or both.
    """
    neighbours = Neighbours(tx, MAX_NODES)
    found = _Found({start: 0}, {}, set())
    for sign in (-1, 1):
        if direction == "both" or direction == ("up" if sign < 0 else "down"):
            _walk_one_way(neighbours, found, start, sign * depth)
    return _graph(neighbours, found, start, depth)


def _walk_one_way(neighbours: Neighbours, found: _Found, start: Ref, reach: int) -> None:
    """Follow links level by level, to the depth ``reach``, which is negative upwards."""
    sign = -1 if reach < 0 else 1
    step = neighbours.before if sign < 0 else neighbours.after
    level, seen = [start], {start}
    for distance in range(1, abs(reach) + 1):
        links = [link for link in step(level) if link.source != link.target]
        level = _admit(found, (link.end(sign) for link in links), seen, sign * distance)
        found.links.update((link, None) for link in links if link.end(sign) in found.depths)
        if not level:
            return
    if any(link.end(sign) not in found.depths for link in step(level)):
        found.cut.add("depth")


def _admit(found: _Found, met: Iterable[Ref], seen: set[Ref], depth: int) -> list[Ref]:
    """Take new things into the graph while there is room; gives those to go on from."""
    level = []
    for ref in met:
        if ref in seen:
            continue
        if ref not in found.depths and len(found.depths) >= MAX_NODES:
            found.cut.add("nodes")
            continue
        seen.add(ref)
        found.depths.setdefault(ref, depth)
        level.append(ref)
    return level


def _graph(neighbours: Neighbours, found: _Found, start: Ref, depth: int) -> LineageGraph:
    nodes = _nodes(neighbours, found.depths)
    edges = [
        LineageEdge(link.source.text, link.target.text, link.role, link.note)
        for link in found.links
        if link.source in found.depths and link.target in found.depths
    ]
    return LineageGraph(start.text, nodes, edges, depth, sorted(found.cut))


def _nodes(neighbours: Neighbours, depths: dict[Ref, int]) -> list[LineageNode]:
    nearer = sorted(depths, key=lambda ref: abs(depths[ref]))
    return [
        msgspec.structs.replace(node, depth=depths[ref])
        for ref, node in zip(nearer, _described(neighbours, nearer), strict=True)
    ]


def _described(neighbours: Neighbours, refs: Sequence[Ref]) -> Iterator[LineageNode]:
    runs = neighbours.runs([ref for ref in refs if ref.kind == "run"])
    models = neighbours.models([ref for ref in refs if ref.kind == "model"])
    for ref in refs:
        run, model = runs.get(ref), models.get(ref)
        version = neighbours.version(ref)
        if ref.kind == "dataset":
            yield LineageNode(ref.text, ref.kind, ref.key, ref.part[:12], ref.part)
        elif run is not None:
            yield LineageNode(
                ref.text, ref.kind, run.name, run.status.value, run.id, project=run.project
            )
        elif model is not None:
            detail = model.model_type or model.status.value
            yield LineageNode(ref.text, ref.kind, model.name, detail, model.id, run=model.run)
        elif version is not None:
            names = ", ".join([version.stage.value, *(f"@{one}" for one in version.aliases)])
            number = str(version.version)
            yield LineageNode(ref.text, ref.kind, version.model, names, number, run=version.run)
        else:
            yield LineageNode(ref.text, ref.kind, ref.key, "not here", ref.key, is_known=False)
