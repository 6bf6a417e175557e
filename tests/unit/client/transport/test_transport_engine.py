"""The sender's state machine under any order of answers, failures and restarts."""

import random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.journals import RUN, WRITER

from runlore.client.transport.engine import (
    MOST_REFUSED,
    PACE_SECONDS,
    Beat,
    Engine,
    Post,
    PutBlob,
    Refused,
    Rewound,
    Stop,
    Take,
    Taken,
    Wait,
)
from runlore.client.transport.health import Health
from runlore.client.transport.retry import LONGEST_SECONDS, Backoff, Fate, Verdict
from runlore.entities.limits import HEARTBEAT_SECONDS
from runlore.entities.records import ArtifactLogged, ParamsSet
from runlore.wire.codec import encode_record
from runlore.wire.framing import encode_frame, salt_of, split
from runlore.wire.parcel import Parcel

SALT = salt_of(RUN, WRITER)
KIND, PAYLOAD = encode_record(ParamsSet({"a": 1}))


def parcel_of(first: int, last: int, blobs: tuple[str, ...] = ()) -> Parcel:
    frames = [encode_frame(seq, KIND, PAYLOAD, SALT) for seq in range(first, last + 1)]
    return Parcel(b"".join(frames), first, last, last - first + 1, blobs)


def new_engine(health: Health | None = None, *, beats: bool = True) -> Engine:
    backoff = Backoff(random.Random(1).random)
    return Engine(0, SALT, backoff, health or Health(lambda _text: None), beats=beats)


def numbers(parcel: Parcel) -> list[int]:
    return [frame.seq for frame in split(parcel.body, SALT) if frame.seq]


class SenderMachine(RuleBasedStateMachine):
    """A log of numbers, an engine, and a server that keeps numbers and forgets answers."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.engine = new_engine()
        self.said = 0
        self.given = 0
        self.stored: list[int] = []
        self.backup = 0
        self.told_acked = 0

    @rule(count=st.integers(1, 40))
    def training_says(self, count: int) -> None:
        self.said += count

    @rule(seconds=st.floats(0.01, 60))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(fate=st.sampled_from(["taken", "taken", "taken", "answer lost", "503", "refused link"]))
    def the_sender_works(self, fate: str) -> None:
        action = self.engine.next(self.now)
        if isinstance(action, Take):
            if self.given < self.said:
                last = min(self.said, self.given + 17)
                self.engine.add(parcel_of(self.given + 1, last))
                self.given = last
            elif isinstance(beat := self.engine.idle(self.now), Beat) and fate == "taken":
                self.apply(self.engine.beat_answered(self.now, self.judge(beat.prev_seq)))
        elif isinstance(action, Post):
            self.post(action, fate)

    def post(self, action: Post, fate: str) -> None:
        if fate == "refused link":
            self.engine.failed(self.now, "connection refused")
            return
        if fate == "503":
            self.engine.answered(self.now, Verdict(Fate.LATER, wait=1.0, why="busy"))
            return
        verdict = self.judge(action.prev_seq)
        if verdict.fate is Fate.REWIND:
            self.apply(self.engine.answered(self.now, verdict))
            return
        self.stored += [seq for seq in numbers(action.parcel) if seq > verdict.last_seq]
        if fate == "answer lost":
            self.engine.failed(self.now, "timed out")
        else:
            verdict = Verdict(Fate.TAKEN, last_seq=self.stored[-1])
            self.apply(self.engine.answered(self.now, verdict))

    def judge(self, prev_seq: int) -> Verdict:
        """What the server says before it looks at the records."""
        last = self.stored[-1] if self.stored else 0
        return Verdict(Fate.REWIND if prev_seq > last else Fate.TAKEN, last_seq=last)

    def apply(self, effect: object) -> None:
        if isinstance(effect, Rewound):
            self.given = effect.seq
        elif isinstance(effect, Taken):
            self.told_acked = effect.seq

    @precondition(lambda self: self.stored)
    @rule(data=st.data())
    def the_server_is_put_back_to_a_backup(self, data: st.DataObject) -> None:
        kept = data.draw(st.integers(0, len(self.stored)))
        del self.stored[kept:]
        self.told_acked = min(self.told_acked, kept)

    @invariant()
    def what_is_stored_has_no_gap_and_no_double(self) -> None:
        assert self.stored == list(range(1, len(self.stored) + 1))

    @invariant()
    def what_is_acknowledged_is_stored(self) -> None:
        assert self.told_acked <= len(self.stored)

    def teardown(self) -> None:
        """With a server that answers again, everything said arrives."""
        for _ in range(1_000):
            if len(self.stored) == self.said and self.told_acked == self.said:
                return
            self.now += LONGEST_SECONDS + 1
            self.the_sender_works("taken")
        raise AssertionError((self.said, self.stored[-1:], self.told_acked))


TestSenderMachine = SenderMachine.TestCase
TestSenderMachine.settings = settings(stateful_step_count=60, deadline=None)


def taken(seq: int) -> Verdict:
    return Verdict(Fate.TAKEN, last_seq=seq)


def test_the_first_upload_is_made_at_once_and_small_ones_are_paced() -> None:
    engine = new_engine()
    engine.add(parcel_of(1, 2))
    assert engine.next(0.0) == Post(parcel_of(1, 2), 0)
    assert engine.answered(0.0, taken(2)) == Taken(2)
    assert engine.next(0.0) == Wait(PACE_SECONDS)
    assert isinstance(engine.next(PACE_SECONDS), Take)


def test_a_silent_log_beats_when_a_server_could_think_it_dead() -> None:
    engine = new_engine()
    assert engine.idle(0.0) == Beat(0)
    assert engine.beat_answered(0.0, taken(0)) is None
    assert isinstance(engine.idle(HEARTBEAT_SECONDS / 2), Wait)
    assert engine.idle(HEARTBEAT_SECONDS) == Beat(0)


def test_a_beat_for_a_run_that_the_server_does_not_know_is_no_trouble() -> None:
    engine = new_engine()
    assert engine.beat_answered(0.0, Verdict(Fate.REFUSED, why="There is no run 'x'.")) is None
    assert isinstance(engine.idle(0.0), Wait)


def test_one_poisonous_record_is_found_and_the_others_are_sent() -> None:
    health = Health(lambda _text: None)
    engine = new_engine(health)
    engine.add(parcel_of(2, 101))
    sent: list[int] = []
    refused: list[int] = []
    now = 0.0
    while not isinstance(action := engine.next(now), Take):
        now += 1.0
        if not isinstance(action, Post):
            continue
        if 42 in numbers(action.parcel):
            effect = engine.answered(now, Verdict(Fate.REFUSED, why="no such thing"))
        else:
            effect = engine.answered(now, taken(action.parcel.last_seq))
            sent += numbers(action.parcel)
        if isinstance(effect, Refused):
            refused += numbers(effect.parcel)
    assert refused == [42]
    assert sent == [seq for seq in range(2, 102) if seq != 42]
    assert health.refused == 1


def test_when_the_start_of_the_run_is_refused_the_log_is_not_sent() -> None:
    engine = new_engine()
    engine.add(parcel_of(1, 1))
    engine.next(0.0)
    assert isinstance(engine.answered(0.0, Verdict(Fate.REFUSED, why="bad name")), Refused)
    assert engine.next(0.0) == Stop("bad name")


def test_a_server_that_refuses_everything_is_asked_no_more() -> None:
    engine = new_engine()
    engine.add(parcel_of(2, 2 * MOST_REFUSED))
    posts = 0
    while not isinstance(action := engine.next(float(posts)), Stop):
        assert isinstance(action, Post)
        posts += 1
        assert posts < 3 * MOST_REFUSED
        engine.answered(float(posts), Verdict(Fate.REFUSED, why="never"))


def test_an_upload_too_large_for_a_proxy_is_halved_and_so_are_those_to_come() -> None:
    engine = new_engine()
    engine.add(parcel_of(1, 1000))
    engine.next(0.0)
    assert engine.answered(0.0, Verdict(Fate.TOO_LARGE, why="413")) is None
    action = engine.next(0.0)
    assert isinstance(action, Post)
    assert numbers(action.parcel) == list(range(1, 501))
    engine.answered(0.0, taken(500))
    engine.next(1.0)
    engine.answered(1.0, taken(1000))
    take = engine.next(2.0)
    assert isinstance(take, Take)
    assert take.size <= max(16 * 1024, len(parcel_of(1, 1000).body) // 2)


def test_a_file_is_there_before_the_record_that_tells_of_it() -> None:
    engine = new_engine()
    engine.add(parcel_of(1, 2, blobs=("ab", "cd")))
    assert engine.next(0.0) == PutBlob("ab")
    engine.blob_done("ab")
    assert engine.next(0.0) == PutBlob("cd")
    engine.blob_done("cd")
    assert isinstance(engine.next(0.0), Post)
    assert engine.answered(0.0, taken(2)) == Taken(2, ("ab", "cd"))


def test_a_refused_file_costs_its_own_record_only() -> None:
    record = ArtifactLogged("a.bin", "ab" * 32, "", 1, "x/y", "file", None, 0)
    kind, payload = encode_record(record)
    body = parcel_of(2, 3).body + encode_frame(4, kind, payload, SALT) + parcel_of(5, 5).body
    engine = new_engine()
    engine.add(Parcel(body, 2, 5, 4, ("ab" * 32,)))
    now, refused, sent = 0.0, [], []
    while not isinstance(action := engine.next(now), Take):
        now += 1.0
        effect = None
        if isinstance(action, PutBlob):
            effect = engine.blob_refused(now, "HTTP 413")
        elif isinstance(action, Post):
            sent += numbers(action.parcel)
            engine.answered(now, taken(action.parcel.last_seq))
        if isinstance(effect, Refused):
            refused += numbers(effect.parcel)
    assert (sent, refused) == ([2, 3, 5], [4])


def test_waits_grow_to_half_a_minute_and_a_server_that_asks_for_more_gets_it() -> None:
    engine = new_engine()
    waits = []
    now = 0.0
    engine.add(parcel_of(1, 1))
    for _ in range(30):
        engine.failed(now, "away")
        action = engine.next(now)
        wait = action.seconds if isinstance(action, Wait) else 0.0
        waits.append(wait)
        now += wait
    assert max(waits) <= LONGEST_SECONDS
    assert max(waits[10:]) > 5.0
    engine.answered(now, Verdict(Fate.LATER, wait=120.0, why="overloaded"))
    assert engine.next(now) == Wait(120.0)


def test_bytes_that_rotted_on_the_way_are_read_again_and_not_thrown_away() -> None:
    health = Health(lambda _text: None)
    engine = new_engine(health)
    whole = parcel_of(1, 10)
    engine.add(whole._replace(body=whole.body[:-3]))
    engine.next(0.0)
    assert engine.answered(0.0, Verdict(Fate.REFUSED, why="damaged at byte 300")) == Rewound(0)
    assert health.refused == 0
    assert isinstance(engine.next(LONGEST_SECONDS), Take)
