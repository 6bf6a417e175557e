"""Live events over one HTTP answer that does not end (server-sent events)."""

import msgspec

from runlore.api.kit.call import Call
from runlore.api.kit.reply import Reply

EVENTS_TYPE = "text/event-stream"


class EventQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose news, from where on.

    Attributes:
        topics: ``project:NAME`` and ``run:ID``; several, or one text with commas.
        cursor: the id of the last event seen; the header ``Last-Event-ID`` says the same.
    """

    topics: list[str]
    cursor: str | None = None


def get_events(call: Call[EventQuery, None]) -> Reply:
    """Listen to live news as server-sent events.

    ``points``: new points of one metric; ``run``: a run that changed; ``console``: how many lines a
    run has now; ``gap``: something was left out, fetch afresh what you show.
    """
    cursor = call.headers.get("last-event-id") or call.query.cursor
    stream = call.feed.listen(call.query.topics, cursor)
    return Reply(
        body=stream,
        media_type=EVENTS_TYPE,
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )
