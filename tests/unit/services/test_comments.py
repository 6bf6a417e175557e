"""Comments: who may write, change and delete them, and where they may stand."""

import msgspec
import pytest
from tests.unit.services.logs import started

from runlore.entities.access import Actor, Role
from runlore.entities.comment import CommentId
from runlore.entities.errors import (
    AccessDeniedError,
    InvalidNameError,
    InvalidValueError,
    LimitExceededError,
    NotFoundError,
)
from runlore.entities.ids import RunId, new_run_id
from runlore.entities.limits import MAX_COMMENT_CHARS, MAX_COMMENTS
from runlore.services import Services, comments
from runlore.services.comments import Remark, VersionRef
from runlore.services.registry import NewVersion
from runlore.testing.clock import SOME_DAY, ManualClock

ADA = Actor("ada", Role.EDITOR)
BOB = Actor("bob", Role.EDITOR)
ROOT = Actor("root", Role.ADMIN)
READER = Actor("eve", Role.READER)


@pytest.fixture
def run(services: Services) -> RunId:
    return started(services).run


def test_a_comment_is_signed_by_whom_the_server_knows(services: Services, run: RunId) -> None:
    made = services.comments.add(ADA, run, Remark("  looks *good*\n", key="loss", step=40))
    assert (made.author, made.text, made.at) == ("ada", "looks *good*", SOME_DAY)
    assert (made.run, made.key, made.step) == (run, "loss", 40)
    assert services.comments.list(READER, run) == [made]


def test_only_its_author_changes_a_comment(
    services: Services, run: RunId, clock: ManualClock
) -> None:
    made = services.comments.add(ADA, run, Remark("one"))
    for other in (BOB, ROOT):
        with pytest.raises(AccessDeniedError, match="written by 'ada'"):
            services.comments.edit(other, made.id, "two")
    later = clock.advance(60)
    changed = services.comments.edit(ADA, made.id, "two")
    assert changed == msgspec.structs.replace(made, text="two", edited_at=later)
    assert services.comments.list(ADA, run) == [changed]


def test_a_comment_is_deleted_by_its_author_or_an_administrator(
    services: Services, run: RunId
) -> None:
    first, second = (services.comments.add(ADA, run, Remark(text)) for text in ("one", "two"))
    with pytest.raises(AccessDeniedError, match="written by 'ada'"):
        services.comments.delete(BOB, first.id)
    services.comments.delete(ADA, first.id)
    services.comments.delete(ROOT, second.id)
    assert services.comments.list(ADA, run) == []
    with pytest.raises(NotFoundError, match=f"comment '{first.id}'"):
        services.comments.delete(ADA, first.id)
    with pytest.raises(NotFoundError, match=f"comment '{first.id}'"):
        services.comments.edit(ADA, first.id, "back")


def test_a_reader_reads_only(services: Services, run: RunId) -> None:
    made = services.comments.add(ADA, run, Remark("one"))
    own = Actor("ada", Role.READER)
    for act in (
        lambda: services.comments.add(READER, run, Remark("no")),
        lambda: services.comments.edit(own, made.id, "no"),
        lambda: services.comments.delete(own, made.id),
    ):
        with pytest.raises(AccessDeniedError, match="reader"):
            act()


def test_charts_of_many_runs_are_asked_at_once(services: Services, run: RunId) -> None:
    services.comments.add(ADA, run, Remark("on the run"))
    made = [services.comments.add(ADA, run, Remark(text, key="loss", step=4)) for text in "ab"]
    assert services.comments.on_charts(READER, [run, new_run_id()]) == made
    with pytest.raises(LimitExceededError, match="201"):
        services.comments.on_charts(READER, [run] * 201)
    assert [comments.may_comment(one) for one in (READER, ADA)] == [False, True]


def test_what_is_not_there_cannot_be_commented(services: Services) -> None:
    nobody = new_run_id()
    with pytest.raises(NotFoundError, match="run"):
        services.comments.add(ADA, nobody, Remark("hello"))
    with pytest.raises(NotFoundError, match="run"):
        services.comments.list(ADA, nobody)
    with pytest.raises(NotFoundError, match="registered model 'x'"):
        services.comments.add(ADA, VersionRef("x", 1), Remark("hello"))
    with pytest.raises(NotFoundError, match="comment '99'"):
        services.comments.edit(ADA, CommentId(99), "hello")


def test_a_model_version_has_comments_of_its_own(services: Services, run: RunId) -> None:
    services.registry.create_model(ADA, "churn")
    for _ in range(2):
        services.registry.create_version(ADA, "churn", NewVersion(source="s3://b/m"))
    made = services.comments.add(ADA, VersionRef("churn", 2), Remark("drifts"))
    assert services.comments.list(ADA, VersionRef("churn", 2)) == [made]
    assert services.comments.list(ADA, VersionRef("churn", 1)) == []
    assert services.comments.list(ADA, run) == []
    with pytest.raises(InvalidValueError, match="no chart"):
        services.comments.add(ADA, VersionRef("churn", 1), Remark("at", key="loss"))
    with pytest.raises(NotFoundError, match="version of 'churn' '9'"):
        services.comments.list(ADA, VersionRef("churn", 9))


@pytest.mark.parametrize(
    ("remark", "error", "says"),
    [
        (Remark(" \n"), InvalidValueError, "needs a text"),
        (Remark("a\x00b"), InvalidValueError, "NUL"),
        (Remark("\ud800"), InvalidValueError, "Unicode"),
        (Remark("x" * (MAX_COMMENT_CHARS + 1)), LimitExceededError, "10,001"),
        (Remark("x", step=3), InvalidValueError, "needs a chart"),
        (Remark("x", key="loss", step=2**63), InvalidValueError, "no step"),
        (Remark("x", key="a\nb"), InvalidNameError, "Metric"),
    ],
)
def test_what_is_no_comment_is_refused(
    services: Services, run: RunId, remark: Remark, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        services.comments.add(ADA, run, remark)
    assert services.comments.list(ADA, run) == []


def test_there_is_an_end_to_the_comments_on_one_run(
    services: Services, run: RunId, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_COMMENTS == comments.MAX_COMMENTS
    monkeypatch.setattr(comments, "MAX_COMMENTS", 2)
    for text in ("one", "two"):
        services.comments.add(ADA, run, Remark(text))
    with pytest.raises(LimitExceededError, match="limit of 2"):
        services.comments.add(ADA, run, Remark("three"))
    services.comments.delete(ADA, services.comments.list(ADA, run)[0].id)
    services.comments.add(ADA, run, Remark("three"))


def test_those_who_watch_hear_of_comments(services: Services, run: RunId) -> None:
    start = services.live.start(ADA)
    made = services.comments.add(ADA, run, Remark("one"))
    news = services.live.news(ADA, start)
    assert news is not None
    assert (news.comments, news.runs, news.rows) == ([(made, "")], [], [])
    services.comments.delete(ADA, made.id)
    after = services.live.news(ADA, news.cursor)
    assert after is not None
    assert [one.deleted_at for one, _ in after.comments] == [SOME_DAY]
