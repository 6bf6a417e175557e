"""One step of lineage: the things next to some things, upwards and downwards."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from runlore.entities.artifact import ArtifactOwner, is_model
from runlore.entities.ids import LoggedModelId, RunId
from runlore.entities.logged_model import LoggedModel, ModelRole
from runlore.entities.registry import ModelVersion
from runlore.entities.run import REPRODUCES, Run
from runlore.query.ast import And, Compare, Expr, Field, FieldKind, Op, RunQuery
from runlore.stores.catalog import Transaction

Role = Literal["used", "read", "made", "registered", "parent", "reproduced"]


class Ref(NamedTuple):
    """Names a thing.

    Attributes:
        kind: dataset, run, model (a logged one) or version (of a registered model).
        key: id of the run or model, name of the registered model or dataset.
        part: digest of the dataset, number of the version.
    """

    kind: Literal["dataset", "run", "model", "version"]
    key: str
    part: str = ""

    @property
    def text(self) -> str:
        """The name as one text, unique in a graph."""
        return f"{self.kind} {self.key} {self.part}".rstrip()


class Link(NamedTuple):
    """Two things that hang together, in the direction in which data goes.

    Attributes:
        source: what was there before.
        target: what came of it.
        role: how.
        note: what a dataset was for, such as ``train``; empty for the others.
    """

    source: Ref
    target: Ref
    role: Role
    note: str = ""

    def end(self, sign: int) -> Ref:
        """The end that a walk reaches: upwards (negative) the source, downwards the target."""
        return self.source if sign < 0 else self.target


class Neighbours:
    """What is next to what, at one instant."""

    def __init__(self, tx: Transaction, limit: int) -> None:
        """Make one.

        Args:
            tx: where it is read.
            limit: things that one step gives for each kind of link, at most.
        """
        self._tx = tx
        self._limit = limit + 1  # one more tells that there are more
        self._runs: dict[Ref, Run] = {}
        self._models: dict[Ref, LoggedModel] = {}

    def before(self, refs: Sequence[Ref]) -> list[Link]:
        """Links to what these things came from."""
        found: list[Link] = []
        for ref in refs:
            version = self.version(ref)
            if version is not None:
                found += _origin_of(version)
        for ref, model in self.models([ref for ref in refs if ref.kind == "model"]).items():
            if model.run is not None:
                found.append(Link(Ref("run", model.run), ref, "made"))
        return [*found, *self._before_runs([ref for ref in refs if ref.kind == "run"])]

    def after(self, refs: Sequence[Ref]) -> list[Link]:
        """Links to what came of these things."""
        of = {kind: [ref for ref in refs if ref.kind == kind] for kind in ("run", "model")}
        found = [link for ref in refs if ref.kind == "dataset" for link in self._users_of(ref)]
        found += self._after_models([LoggedModelId(ref.key) for ref in of["model"]])
        found += self._after_runs([RunId(ref.key) for ref in of["run"]])
        owners: list[ArtifactOwner] = [
            RunId(ref.key) if ref.kind == "run" else LoggedModelId(ref.key)
            for ref in (*of["run"], *of["model"])
        ]
        found += [
            Link(_owner(owner), Ref("run", run), "read")
            for run, owner in self._tx.trails.readers(owners, self._limit)
        ]
        return found

    def runs(self, refs: Sequence[Ref]) -> dict[Ref, Run]:
        """The runs of these names that exist."""
        missing = [RunId(ref.key) for ref in refs if ref not in self._runs]
        self._runs.update({Ref("run", run.id): run for run in self._tx.runs.get_many(missing)})
        return {ref: self._runs[ref] for ref in refs if ref in self._runs}

    def models(self, refs: Sequence[Ref]) -> dict[Ref, LoggedModel]:
        """The logged models of these names that exist."""
        missing = [LoggedModelId(ref.key) for ref in refs if ref not in self._models]
        found = self._tx.logged_models.get_many(missing)
        self._models.update({Ref("model", model.id): model for model in found})
        return {ref: self._models[ref] for ref in refs if ref in self._models}

    def version(self, ref: Ref) -> ModelVersion | None:
        """The version of this name, if it is one that exists."""
        return self._versions.get(ref) if ref.kind == "version" else None

    @cached_property
    def _versions(self) -> dict[Ref, ModelVersion]:
        return {version_ref(one): one for one in self._tx.registry.versions()}

    def _before_runs(self, refs: Sequence[Ref]) -> Iterator[Link]:
        runs = self.runs(refs)
        for ref, run in runs.items():
            for data in run.inputs:
                dataset = Ref("dataset", data.name, data.digest)
                yield Link(dataset, ref, "used", data.context or "")
            if run.parent is not None:
                yield Link(Ref("run", run.parent), ref, "parent")
            if run.tags.get(REPRODUCES):
                yield Link(Ref("run", run.tags[REPRODUCES]), ref, "reproduced")
        ids = [RunId(ref.key) for ref in runs]
        for use in self._tx.logged_models.uses(ids):
            if use.role is ModelRole.INPUT:
                yield Link(Ref("model", use.model), Ref("run", use.run), "used")
        for reader, owner in self._tx.trails.reads(ids):
            yield Link(_owner(owner), Ref("run", reader), "read")

    def _after_runs(self, runs: Sequence[RunId]) -> Iterator[Link]:
        made = [use for use in self._tx.logged_models.uses(runs) if use.role is ModelRole.OUTPUT]
        for use in made:
            yield Link(Ref("run", use.run), Ref("model", use.model), "made")
        wanted = set(runs)
        for ref, version in self._versions.items():
            if version.logged_model is None and version.run in wanted:
                yield Link(Ref("run", version.run), ref, "registered")
        if not runs:
            return
        for child in self._search(_among(Field(FieldKind.ATTRIBUTE, "parent"), runs)):
            yield Link(Ref("run", str(child.parent)), Ref("run", child.id), "parent")
        for again in self._search(_among(Field(FieldKind.TAG, REPRODUCES), runs)):
            yield Link(Ref("run", again.tags[REPRODUCES]), Ref("run", again.id), "reproduced")

    def _after_models(self, models: Sequence[LoggedModelId]) -> Iterator[Link]:
        wanted = set(models)
        for ref, version in self._versions.items():
            if version.logged_model in wanted:
                yield Link(Ref("model", str(version.logged_model)), ref, "registered")
        for use in self._tx.logged_models.users(models, self._limit):
            if use.role is ModelRole.INPUT:
                yield Link(Ref("model", use.model), Ref("run", use.run), "used")

    def _users_of(self, dataset: Ref) -> Iterator[Link]:
        """Runs that used a dataset: of its name and its digest in one and the same use."""
        named = _is(Field(FieldKind.DATASET, "name"), dataset.key)
        same = _is(Field(FieldKind.DATASET, "digest"), dataset.part)
        for run in self._search(And((named, same))):
            for use in run.inputs:
                if (use.name, use.digest) == dataset[1:]:
                    yield Link(dataset, Ref("run", run.id), "used", use.context or "")

    def _search(self, where: Expr) -> list[Run]:
        found = self._tx.runs.search(RunQuery(where=where, limit=self._limit))
        self._runs.update({Ref("run", run.id): run for run in found})
        return found


def version_ref(version: ModelVersion) -> Ref:
    """The name of a version."""
    return Ref("version", version.model, str(version.version))


def _origin_of(version: ModelVersion) -> Iterator[Link]:
    if version.logged_model is not None:
        yield Link(Ref("model", version.logged_model), version_ref(version), "registered")
    elif version.run is not None:
        yield Link(Ref("run", version.run), version_ref(version), "registered")


def _owner(owner: ArtifactOwner) -> Ref:
    return Ref("model" if is_model(owner) else "run", owner)


def _is(field: Field, value: str) -> Compare:
    return Compare(field, Op.EQ, value)


def _among(field: Field, runs: Sequence[RunId]) -> Compare:
    return Compare(field, Op.IN, values=tuple(runs))
