"""What every store of comments and of overviews keeps."""

import msgspec

from runlore.entities.artifact import Artifact, ArtifactOwner
from runlore.entities.comment import Comment, CommentId
from runlore.entities.ids import Digest, Micros, ModelId, ProjectName, RunId
from runlore.entities.registry import AuditAction, AuditEntry, ModelVersion, RegisteredModel
from runlore.entities.run import RunStatus
from runlore.stores.catalog import Catalog, Transaction
from runlore.stores.overview import RunMoment, Storage, Turn
from runlore.stores.shelf import Column, Tile
from runlore.testing.clock import SOME_DAY
from runlore.testing.samples import a_model, a_run, an_experiment, put, stored

_DIGITS = ProjectName("digits")
_LETTERS = ProjectName("letters")


class CommentPromises:
    """What every store of comments keeps; part of ``CatalogConformance``."""

    def test_a_comment_comes_back_with_the_id_that_it_got(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog))
        wanted = _on_run(run.id, text="π **here**", key="loss", step=-7)
        first, second = _add(catalog, wanted), _add(catalog, wanted)
        assert first == msgspec.structs.replace(wanted, id=first.id)
        assert second.id > first.id
        with catalog.read() as tx:
            assert tx.comments.get(first.id) == first
            assert tx.comments.get(CommentId(2**40)) is None
            assert tx.comments.of_run(run.id) == [first, second]
            assert tx.comments.of_run(a_run(an_experiment(catalog)).id) == []

    def test_comments_on_charts_are_found_for_many_runs(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        one, two, other = (stored(catalog, experiment).id for _ in range(3))
        _add(catalog, _on_run(one))
        first, last, gone = (
            _add(catalog, msgspec.structs.replace(_on_run(run), key="loss", step=4))
            for run in (one, two, two)
        )
        _add(catalog, msgspec.structs.replace(_on_run(other), key="loss"))
        _put(catalog, msgspec.structs.replace(gone, deleted_at=Micros(10)))
        with catalog.read() as tx:
            assert tx.comments.on_charts([one, two], 10) == [last, first]
            assert tx.comments.on_charts([one, two], 1) == [last]
            assert tx.comments.on_charts([], 10) == []

    def test_comments_on_a_version_are_its_own(self, catalog: Catalog) -> None:
        made = _add(catalog, _comment(model_id=ModelId(7), version=2))
        _add(catalog, _comment(model_id=ModelId(7), version=3))
        with catalog.read() as tx:
            assert tx.comments.of_version(ModelId(7), 2) == [made]
            assert tx.comments.of_version(ModelId(8), 2) == []

    def test_what_is_put_stays_and_what_is_deleted_is_not_listed(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog))
        kept, gone = _add(catalog, _on_run(run.id)), _add(catalog, _on_run(run.id))
        edited = msgspec.structs.replace(kept, text="new", edited_at=Micros(9))
        removed = msgspec.structs.replace(gone, text="", deleted_at=Micros(10))
        for changed in (edited, removed):
            _put(catalog, changed)
        with catalog.read() as tx:
            assert tx.comments.of_run(run.id) == [edited]
            assert tx.comments.newest(None, SOME_DAY, 10) == [edited]
            assert tx.comments.get(gone.id) == removed

    def test_the_newest_are_those_of_live_runs_of_the_project(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog), an_experiment(catalog, project=_LETTERS)
        runs = [stored(catalog, one) for one in (here, there)]
        trashed = stored(catalog, here, deleted_at=SOME_DAY)
        first = _add(catalog, _on_run(runs[0].id, at=Micros(10)))
        other = _add(catalog, _on_run(runs[1].id, at=Micros(20)))
        model = _add(catalog, _comment(model_id=ModelId(1), version=1, at=Micros(20)))
        last = _add(catalog, _on_run(runs[0].id, at=Micros(30)))
        _add(catalog, _on_run(trashed.id, at=Micros(25)))
        with catalog.read() as tx:
            assert tx.comments.newest(_DIGITS, Micros(99), 9) == [last, first]
            assert tx.comments.newest(None, Micros(30), 9) == [last, model, other, first]
            assert tx.comments.newest(None, Micros(29), 2) == [model, other]

    def test_changes_carry_the_revisions_of_runs(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog))
        with catalog.read() as tx:
            _, start = tx.runs.changed(0)
        comment = _add(catalog, _on_run(run.id))
        put(catalog, run)
        with catalog.read() as tx:
            changed, now = tx.runs.changed(start)
            assert changed == [run.id]
            assert tx.comments.changed(start, now) == [comment]
            assert tx.comments.changed(start, start) == []
            assert tx.comments.changed(now, now + 9) == []
        removed = msgspec.structs.replace(comment, text="", deleted_at=Micros(10))
        _put(catalog, removed)
        with catalog.read() as tx:
            assert tx.comments.changed(now, now + 9) == [removed]
            assert tx.runs.changed(now)[0] == []

    def test_a_comment_that_fails_changes_nothing(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog))
        comment = _add(catalog, _on_run(run.id))
        with catalog.read() as tx:
            assert tx.comments.of_run(run.id) == [comment]
            catalog.write(lambda tx: tx.comments.add(_on_run(run.id)))
            assert tx.comments.of_run(run.id) == [comment]


class OverviewPromises:
    """What every store of overviews keeps; part of ``CatalogConformance``."""

    def test_activity_counts_live_runs_by_spans(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog), an_experiment(catalog, project=_LETTERS)
        for at in (99, 100, 109, 110, 135):
            stored(catalog, here, started_at=Micros(at))
        stored(catalog, here, started_at=Micros(120), deleted_at=SOME_DAY)
        stored(catalog, there, started_at=Micros(120))
        with catalog.read() as tx:
            both = tx.overview.activity([_DIGITS, _LETTERS], Micros(100), 10)
            one = tx.overview.activity([_LETTERS], Micros(100), 10)
        assert both == {_DIGITS: {0: 2, 1: 1, 3: 1}, _LETTERS: {2: 1}}
        assert one == {_LETTERS: {2: 1}}

    def test_storage_counts_a_content_once_and_all_series(self, catalog: Catalog) -> None:
        experiment = an_experiment(catalog)
        run = stored(catalog, experiment)
        trashed = stored(catalog, experiment, deleted_at=SOME_DAY)
        elsewhere = stored(catalog, an_experiment(catalog, project=_LETTERS))
        model = a_model(experiment)
        files: list[tuple[ArtifactOwner, Artifact]] = [
            (run.id, _file("a", "1", 1_000)),
            (run.id, _file("b", "1", 1_000)),
            (trashed.id, _file("c", "2", 20)),
            (model.id, _file("d", "3", 300)),
            (elsewhere.id, _file("e", "1", 1_000)),
        ]

        def work(tx: Transaction) -> None:
            tx.logged_models.create(model)
            for owner, file in files:
                tx.trails.put_artifact(owner, file)
            tx.shelf.add_batch(run.id, 0, 1, b"12345")
            tx.shelf.put_columns(run.id, [Column("loss", 0, 0, 1, 0, 0, b"1234567")])
            tx.shelf.put_tiles(run.id, [Tile("loss", 0, 0, b"123")])

        catalog.write(work)
        with catalog.read() as tx:
            found = tx.overview.storage([_DIGITS, _LETTERS])
            assert tx.overview.storage([]) == {}
        assert found == {_DIGITS: Storage(1_320, 15), _LETTERS: Storage(1_000, 0)}

    def test_moments_of_runs_are_the_newest_first(self, catalog: Catalog) -> None:
        here, there = an_experiment(catalog), an_experiment(catalog, project=_LETTERS)
        done = {"status": RunStatus.FINISHED, "ended_at": Micros(25)}
        old = stored(catalog, here, started_at=Micros(10), **done)
        same = stored(catalog, here, started_at=Micros(20))
        twin = stored(catalog, here, started_at=Micros(20))
        other = stored(catalog, there, started_at=Micros(30))
        gone = stored(catalog, here, started_at=Micros(40), deleted_at=Micros(50))
        pair = sorted((same.id, twin.id), reverse=True)
        assert _ids(catalog, Turn.STARTED, None) == [other.id, *pair, old.id]
        assert _ids(catalog, Turn.STARTED, _DIGITS) == [*pair, old.id]
        assert _ids(catalog, Turn.STARTED, None, until=20, limit=2) == pair
        assert _ids(catalog, Turn.TRASHED, None) == [gone.id]
        with catalog.read() as tx:
            ended = tx.overview.moments(Turn.ENDED, None, Micros(99), 9)
        moment = RunMoment(Micros(25), old.id, old.name, _DIGITS, old.user, RunStatus.FINISHED)
        assert ended == [moment]

    def test_the_audit_of_a_project_is_that_of_its_versions(self, catalog: Catalog) -> None:
        run = stored(catalog, an_experiment(catalog))
        other = stored(catalog, an_experiment(catalog, project=_LETTERS))
        wanted = RegisteredModel(ModelId(0), "resnet", SOME_DAY, SOME_DAY)
        model = catalog.write(lambda tx: tx.registry.create_model(wanted))
        about = [(None, 10), (1, 20), (2, 30), (1, 40)]
        action = AuditAction.STAGE.value
        entries = [
            AuditEntry(number, Micros(at), "ada", action, model.id, "resnet", version)
            for number, (version, at) in enumerate(about, 1)
        ]

        def work(tx: Transaction) -> None:
            for maker in (run, other):
                version = ModelVersion("resnet", 0, SOME_DAY, SOME_DAY, run=maker.id)
                tx.registry.create_version(version)
            for entry in entries:
                tx.audit.append(entry)

        catalog.write(work)
        with catalog.read() as tx:
            assert tx.overview.audit(_DIGITS, Micros(99), 9) == [entries[3], entries[1]]
            assert tx.overview.audit(_LETTERS, Micros(99), 9) == [entries[2]]
            assert tx.overview.audit(None, Micros(30), 2) == [entries[2], entries[1]]


def _comment(**fields: object) -> Comment:
    return msgspec.structs.replace(Comment(CommentId(0), "ada", SOME_DAY, "hello"), **fields)


def _on_run(run: RunId, **fields: object) -> Comment:
    return _comment(run=run, **fields)


def _add(catalog: Catalog, comment: Comment) -> Comment:
    return catalog.write(lambda tx: tx.comments.add(comment))


def _put(catalog: Catalog, comment: Comment) -> None:
    catalog.write(lambda tx: tx.comments.put(comment))


def _file(path: str, digit: str, size: int) -> Artifact:
    return Artifact(
        path, Digest(digit * 64), digit * 32, size, "text/plain", "file", None, SOME_DAY
    )


def _ids(
    catalog: Catalog, turn: Turn, project: ProjectName | None, until: int = 99, limit: int = 9
) -> list[RunId]:
    with catalog.read() as tx:
        return [one.run for one in tx.overview.moments(turn, project, Micros(until), limit)]
