"""What a run does with files: copy, describe, record."""

import os
import time
from collections.abc import Callable
from functools import partial

from runlore.client.artifacts import BlobShelf, StagedBlob, find_files, logical_path, media_type_of
from runlore.client.notices import Notices
from runlore.client.opened import open_watch
from runlore.entities.errors import InvalidValueError
from runlore.entities.ids import Micros
from runlore.entities.limits import MAX_STEP, MIN_STEP
from runlore.entities.records import ArtifactLogged, Record, RecordsLost


class FileLog:
    """Logs files of one run.

    A file that cannot be kept (no space, unreadable) never breaks the program: it is counted on
    the run and told in the terminal. A path that does not exist, or is no path, is misuse and
    raises.

    Attributes:
        cells: paths of pictures in tables that were logged; a path there names its bytes.
    """

    def __init__(
        self, shelf: BlobShelf, append: Callable[[Record], object], notices: Notices
    ) -> None:
        self._shelf = shelf
        self._append = append
        self._notices = notices
        self.cells: set[str] = set()

    def log_paths(
        self,
        source: str | os.PathLike[str],
        folder: str | None,
        *,
        inside: bool,
        kind: str = "file",
    ) -> None:
        """Log a file, or all files of a folder.

        Args:
            source: the file or folder.
            folder: where in the run; None for the top.
            inside: put a folder's content itself there, not the folder under its name.
            kind: what made them, such as ``model``.

        Raises:
            NotFoundError: there is no such file or folder.
            InvalidPathError: a name in it cannot be a path in a run.
        """
        for found in find_files(source, folder, inside=inside):
            self._keep(partial(self._shelf.stage_file, found.source), found.path, kind, None)

    def log_bytes(
        self, content: bytes, path: str, kind: str, step: int | None = None, origin: str = "user"
    ) -> None:
        """Log these bytes as a file.

        Args:
            content: the file.
            path: its logical path in the run.
            kind: what made it, such as ``figure``.
            step: of the run, for files that have one version a step.
            origin: ``user`` or ``auto``.

        Raises:
            InvalidPathError: the path is no plain relative path.
            InvalidValueError: the step is no whole number.
        """
        whole = logical_path(None, path)
        self._keep(partial(self._shelf.stage_bytes, content), whole, kind, check_step(step), origin)

    def _keep(
        self,
        stage: Callable[[], StagedBlob],
        path: str,
        kind: str,
        step: int | None,
        origin: str = "user",
    ) -> None:
        try:
            with open_watch.own_work():
                blob = stage()
        except OSError as error:
            self._notices.warn(f"artifact {path!r} was not kept: {error}. The run says so.")
            self._append(RecordsLost(f"artifact not kept: {error.strerror or error}", 1))
            return
        self._append(
            ArtifactLogged(
                path=path,
                sha256=blob.sha256,
                md5=blob.md5,
                size=blob.size,
                media_type=media_type_of(path),
                kind=kind,
                step=step,
                logged_at=Micros(time.time_ns() // 1_000),
                origin=origin,
            )
        )


class SilentFileLog(FileLog):
    """Checks what it is given and keeps nothing: for runs whose mode is ``disabled``."""

    def _keep(
        self,
        stage: Callable[[], StagedBlob],
        path: str,
        kind: str,
        step: int | None,
        origin: str = "user",
    ) -> None:
        """Do nothing."""


def check_step(step: int | None) -> int | None:
    """Check the step of a file and give it back.

    Raises:
        InvalidValueError: when it is no whole number of 64 bits.
    """
    if step is None:
        return None
    is_whole = isinstance(step, int) and not isinstance(step, bool)
    whole = step if is_whole else getattr(step, "__index__", lambda: None)()
    if isinstance(step, bool) or whole is None or not MIN_STEP <= whole <= MAX_STEP:
        raise InvalidValueError(f"The step {step!r} must be a whole number of 64 bits, or None.")
    return int(whole)
