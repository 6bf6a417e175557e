"""The suite of a blob store: subclass it, override the fixture ``blobs``, run pytest."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runlore.entities.errors import InvalidInputError, NotFoundError
from runlore.entities.ids import Digest
from runlore.stores.blobs import BlobStat, BlobStore
from runlore.testing.samples import SHARED

PIECE = 1024 * 1024
NOWHERE = Digest("0" * 64)


class BlobConformance:
    """Every promise of ``stores/blobs.py``."""

    @pytest.fixture
    def blobs(self) -> BlobStore:
        """An empty store of the engine under test."""
        raise NotImplementedError("Override the fixture 'blobs' with your engine.")

    def test_a_blob_comes_back_with_its_digests(self, blobs: BlobStore) -> None:
        stat = blobs.put([b"hello ", b"", b"world"])
        assert stat == stat_of(b"hello world")
        assert b"".join(blobs.open(stat.sha256)) == b"hello world"
        assert blobs.stat(stat.sha256) == stat

    def test_an_empty_blob_is_a_blob(self, blobs: BlobStore) -> None:
        stat = blobs.put([])
        assert stat == stat_of(b"")
        assert list(blobs.open(stat.sha256)) == []
        assert blobs.stat(stat.sha256) == stat

    def test_what_is_not_there_is_told(self, blobs: BlobStore) -> None:
        assert blobs.stat(NOWHERE) is None
        with pytest.raises(NotFoundError, match="blob"):
            blobs.open(NOWHERE)
        blobs.delete(NOWHERE)
        assert list(blobs.list()) == []

    def test_bytes_with_another_digest_are_not_kept(self, blobs: BlobStore) -> None:
        with pytest.raises(InvalidInputError, match="SHA-256"):
            blobs.put([b"hello"], NOWHERE)
        assert list(blobs.list()) == []
        assert blobs.put([b"hello"], stat_of(b"hello").sha256) == stat_of(b"hello")

    def test_parts_are_joined_in_the_order_asked_and_then_forgotten(self, blobs: BlobStore) -> None:
        upload = "a" * 32
        second, first = blobs.stage(upload, [b"wor", b"ld"]), blobs.stage(upload, [b"hello "])
        assert first == stat_of(b"hello ").sha256
        assert blobs.stage(upload, [b"hello "]) == first
        assert list(blobs.list()) == []
        whole = blobs.join(upload, [first, second, first])
        assert whole == stat_of(b"hello world" + b"hello ")
        assert b"".join(blobs.open(whole.sha256)) == b"hello worldhello "
        assert blobs.join(upload, [first, second, first]) == whole
        assert list(blobs.list()) == [whole]

    def test_a_part_that_is_not_staged_is_told_and_the_others_stay(self, blobs: BlobStore) -> None:
        upload, other = "a" * 32, "b" * 32
        part = blobs.stage(upload, [b"hello"])
        foreign = blobs.stage(other, [b"of another upload"])
        kept = blobs.put([b"a blob"]).sha256
        for missing in (NOWHERE, foreign, kept):
            with pytest.raises(NotFoundError, match="part"):
                blobs.join(upload, [part, missing])
        assert blobs.join(upload, [part]) == stat_of(b"hello")

    def test_an_upload_that_is_given_up_is_forgotten(self, blobs: BlobStore) -> None:
        upload = "a" * 32
        part = blobs.stage(upload, [b"hello"])
        blobs.unstage(upload)
        blobs.unstage(upload)
        with pytest.raises(NotFoundError, match="part"):
            blobs.join(upload, [part])

    def test_a_source_that_breaks_leaves_nothing(self, blobs: BlobStore) -> None:
        def broken() -> Iterator[bytes]:
            yield b"half of it"
            raise ConnectionResetError("the sender is gone")

        with pytest.raises(ConnectionResetError):
            blobs.put(broken())
        assert list(blobs.list()) == []

    def test_putting_a_blob_again_changes_nothing(self, blobs: BlobStore) -> None:
        first = blobs.put([b"same"])
        assert blobs.put([b"sa", b"me"]) == first
        assert list(blobs.list()) == [first]

    def test_all_blobs_are_listed(self, blobs: BlobStore) -> None:
        kept = {blobs.put([bytes([n]) * n]).sha256 for n in range(20)}
        gone = next(iter(kept))
        blobs.delete(gone)
        assert {stat.sha256 for stat in blobs.list()} == kept - {gone}
        assert blobs.stat(gone) is None

    def test_pieces_are_of_bounded_size(self, blobs: BlobStore) -> None:
        content = bytes(range(256)) * (3 * PIECE // 256) + b"tail"
        stat = blobs.put([content])
        pieces = list(blobs.open(stat.sha256))
        assert b"".join(pieces) == content
        assert max(map(len, pieces)) <= PIECE

    @given(
        content=st.binary(max_size=300),
        start=st.integers(0, 310),
        end=st.none() | st.integers(0, 310),
    )
    @settings(SHARED)
    def test_any_range_is_that_of_the_bytes(
        self, blobs: BlobStore, content: bytes, start: int, end: int | None
    ) -> None:
        stat = blobs.put([content])
        assert b"".join(blobs.open(stat.sha256, start, end)) == content[start:end]

    def test_many_may_put_the_same_at_once(self, blobs: BlobStore) -> None:
        content = [b"x" * 100_000, b"y"]
        with ThreadPoolExecutor(8) as pool:
            stats = list(pool.map(lambda _: blobs.put(content), range(24)))
        assert set(stats) == {stat_of(b"".join(content))}
        assert list(blobs.list()) == stats[:1]


def stat_of(content: bytes) -> BlobStat:
    """What a store should know of these bytes."""
    return BlobStat(
        Digest(hashlib.sha256(content).hexdigest()),
        hashlib.md5(content, usedforsecurity=False).hexdigest(),
        len(content),
    )
