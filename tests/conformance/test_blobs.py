"""The blob suite on each engine, and what only files can show."""

import os
import stat as modes
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from runlore.engines.blobs.local import LocalBlobs
from runlore.engines.memory.blobs import MemoryBlobs
from runlore.entities.errors import InvalidIdError, NotFoundError
from runlore.entities.ids import Digest
from runlore.stores.blobs import BlobStore
from runlore.testing.blob_conformance import BlobConformance, stat_of


class TestMemoryBlobs(BlobConformance):
    @pytest.fixture
    def blobs(self) -> BlobStore:
        return MemoryBlobs()


class TestLocalBlobs(BlobConformance):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> BlobStore:
        return LocalBlobs(tmp_path / "blobs")

    def test_files_lie_by_their_digest_and_are_private(
        self, blobs: BlobStore, tmp_path: Path
    ) -> None:
        digest = blobs.put([b"hello"]).sha256
        file = tmp_path / "blobs" / digest[:2] / digest[2:]
        assert file.read_bytes() == b"hello"
        assert modes.S_IMODE(file.stat().st_mode) == 0o600
        assert modes.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert list((tmp_path / "blobs" / "incoming").iterdir()) == []

    def test_another_process_finds_them(self, blobs: BlobStore, tmp_path: Path) -> None:
        stat = blobs.put([b"hello"])
        assert LocalBlobs(tmp_path / "blobs").stat(stat.sha256) == stat

    @pytest.mark.parametrize("torn", [None, b"", b"d41d8", b"\0" * 32])
    def test_a_lost_or_torn_second_digest_is_healed(
        self, blobs: BlobStore, tmp_path: Path, torn: bytes | None
    ) -> None:
        stat = blobs.put([b"hello"])
        beside = tmp_path / "blobs" / stat.sha256[:2] / f"{stat.sha256[2:]}.md5"
        if torn is None:
            beside.unlink()
        else:
            beside.write_bytes(torn)
        assert blobs.stat(stat.sha256) == stat
        assert beside.read_bytes() == stat.md5.encode()

    def test_a_cut_file_is_made_whole_by_putting_it_again(
        self, blobs: BlobStore, tmp_path: Path
    ) -> None:
        stat = blobs.put([b"hello"])
        os.truncate(tmp_path / "blobs" / stat.sha256[:2] / stat.sha256[2:], 2)
        blobs.put([b"hello"])
        assert b"".join(blobs.open(stat.sha256)) == b"hello"

    def test_a_planted_link_is_not_followed(self, blobs: BlobStore, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_bytes(b"secret")
        linked_file, linked_folder = stat_of(b"a").sha256, stat_of(b"b").sha256
        for digest in (linked_file, linked_folder):
            (tmp_path / "elsewhere").mkdir(exist_ok=True)
            (tmp_path / "elsewhere" / digest[2:]).write_bytes(b"secret")
        (tmp_path / "blobs" / linked_file[:2]).mkdir()
        (tmp_path / "blobs" / linked_file[:2] / linked_file[2:]).symlink_to(secret)
        (tmp_path / "blobs" / linked_folder[:2]).symlink_to(tmp_path / "elsewhere")
        for digest in (linked_file, linked_folder):
            assert blobs.stat(digest) is None
            with pytest.raises(NotFoundError):
                blobs.open(digest)
        assert list(blobs.list()) == []

    @pytest.mark.parametrize("text", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 65])
    def test_only_a_digest_names_a_blob(self, blobs: BlobStore, text: str) -> None:
        for act in (blobs.stat, blobs.open, blobs.delete):
            with pytest.raises(InvalidIdError):
                act(Digest(text))

    def test_what_a_killed_upload_left_is_swept_after_a_day(
        self, blobs: BlobStore, tmp_path: Path
    ) -> None:
        blobs.put([b"hello"])
        old, new = (tmp_path / "blobs" / "incoming" / name for name in ("old", "new"))
        for part in (old, new):
            part.write_bytes(b"half")
        os.utime(old, (0, 0))
        again = LocalBlobs(tmp_path / "blobs")
        assert not old.exists()
        assert new.exists()
        assert list(again.list()) == [stat_of(b"hello")]

    def test_a_reader_keeps_what_is_deleted_under_it(self, blobs: BlobStore) -> None:
        content = os.urandom(3 * 1024 * 1024)
        digest = blobs.put([content]).sha256
        pieces = blobs.open(digest)
        first = next(pieces)
        blobs.delete(digest)
        assert first + b"".join(pieces) == content

    def test_memory_does_not_grow_with_the_blob(self, blobs: BlobStore) -> None:
        sent: list[int] = []
        held = threading.local()

        def source() -> Iterator[bytes]:
            for _ in range(64):
                held.chunk = os.urandom(1024 * 1024)
                sent.append(len(held.chunk))
                yield held.chunk

        before = _resident_bytes()
        stat = blobs.put(source())
        assert stat.size == sum(sent) == 64 * 1024 * 1024
        assert sum(map(len, blobs.open(stat.sha256))) == stat.size
        assert _resident_bytes() - before < 16 * 1024 * 1024


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
