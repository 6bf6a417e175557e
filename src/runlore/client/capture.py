"""Describes where a run came from: one section after the other, the cheap ones first.

``docs/reference/recipe.md`` says what stands in each section. A part that fails is told as missing,
and the others go on.
"""

import contextlib
import hashlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from runlore.client import distributions, environment
from runlore.client.containers import read_container
from runlore.client.files import FileLog
from runlore.client.inputs.files import FilesRead
from runlore.client.inputs.parents import described_parents
from runlore.client.monitor.host import describe_host
from runlore.client.monitor.sampler import open_nvidia
from runlore.client.notebooks import describe_notebook
from runlore.client.numerics import read_numerics
from runlore.client.redact import redact_text, redact_value
from runlore.client.seeding import Seeding, with_calls
from runlore.client.seeds import Generators
from runlore.client.settings import CaptureParts
from runlore.client.sources.code import CodeCapture
from runlore.client.sources.keeping import Options
from runlore.entities.errors import ConflictError
from runlore.entities.ids import RunId
from runlore.entities.params import JSONValue
from runlore.entities.recipe import RECIPE_VERSION
from runlore.entities.records import CaptureSet, Record

MAX_SCRIPT_BYTES = 4 * 1024 * 1024
"""A larger entry "script" is a bundle of something; its digest is kept, its text is not."""

MAX_LOCK_BYTES = 16 * 1024 * 1024

DIGEST_SECONDS = 5.0
"""How long the end of a run goes on digesting the data that it opened."""


class Subject(msgspec.Struct, frozen=True):
    """The run that is described, and what was heard of it by those who listen.

    Attributes:
        run: its id.
        append: takes records.
        files: takes files.
        params: tells its params as they are now.
        given: the params that it was begun with.
        parts: what is captured.
        apart: folders in which neither code nor data lies: the store and the journals.
        opened: follows the files that it opens; None when that is switched off.
        seedings: the calls that seeded generators.
        generators: how they stood when the run began; None for as they stand now.
    """

    run: RunId
    append: Callable[[Record], object]
    files: FileLog
    params: Callable[[], dict[str, JSONValue]]
    parts: CaptureParts
    given: Mapping[str, JSONValue] = {}
    apart: tuple[Path, ...] = ()
    opened: FilesRead | None = None
    seedings: list[Seeding] = []
    generators: Generators | None = None


class Description:
    """Writes the sections of one run, and keeps the files that they name.

    Attributes:
        failed: sections that could not be written, with the reason.
    """

    def __init__(self, subject: Subject, environ: Mapping[str, str]) -> None:
        self._subject = subject
        self._environ = environ
        self._generators = subject.generators or Generators()
        self._script = environment.entry_script()
        self._code: CodeCapture | None = None
        self.failed: list[str] = []

    def begin(self) -> None:
        """Everything that can be told at the start."""
        heard = self._subject.seedings
        self._tell("seeds", lambda: with_calls(self._generators.at_first(), heard))
        self._tell("command", self._command)
        self._tell("host", lambda: environment.read_host(self._environ))
        self._tell("python", environment.read_python)
        self._tell("git", self._git)
        self._tell("command", self._command)
        self._tell("hardware", read_hardware)
        self._tell("packages", distributions.read_packages)
        self._tell("environment", self._installed)
        self._tell("code", self._sources)

    def follow(self, go_on: Callable[[], bool]) -> None:
        """Digest what was opened since the last time, until ``go_on`` says no."""
        if self._subject.opened is not None:
            self._subject.opened.follow(go_on)

    def finish(self) -> None:
        """What the program did since: most programs seed their generators after the start."""
        deadline = time.monotonic() + DIGEST_SECONDS
        self.follow(lambda: time.monotonic() < deadline)
        heard = self._subject.seedings
        self._tell("seeds", lambda: with_calls(self._generators.now(), heard))
        self._tell("numerics", read_numerics)
        if self._subject.parts.code:
            self._tell("code", self._modules)
            self._tell("notebook", lambda: describe_notebook(self._subject.files, self._environ))
        self._tell("parents", lambda: described_parents(self._subject.run))
        self._tell("config", self._config)
        self._tell("data", self._data)
        # The store makes the digests, of what it was told by all who log to the run.
        self._tell("recipe", lambda: {"version": RECIPE_VERSION})

    def _command(self) -> dict[str, object]:
        command = environment.read_command(self._environ)
        if self._script is not None and self._subject.parts.code:
            with contextlib.suppress(OSError):
                content = self._script.read_bytes()
                command["script_sha256"] = hashlib.sha256(content).hexdigest()
        if self._code is None:
            return command
        return command | environment.read_call(self._code.root, self._code.script)

    def _git(self) -> dict[str, object]:
        """Find the code; what git knows of it goes to ``code/diff.patch`` with the tree."""
        parts = self._subject.parts
        options = Options(parts.code, parts.untracked, parts.commit, self._subject.apart)
        self._code = CodeCapture(self._subject.files, options, self._script, Path.cwd())
        return self._code.described_state()

    def _sources(self) -> dict[str, Any]:
        if self._code is None or not self._subject.parts.code:
            return {}
        if self._script is not None:
            self._log_text_file(self._script, f"code/{self._script.name}", "code", MAX_SCRIPT_BYTES)
        return self._code.begin(distributions.editable_folders())

    def _modules(self) -> dict[str, Any]:
        return {} if self._code is None else self._code.finish()

    def _installed(self) -> dict[str, Any]:
        locks: dict[str, Any] = {}
        root = Path.cwd() if self._code is None else self._code.root
        for name, file in distributions.lock_files(Path.cwd(), root):
            path = f"environment/{name}"
            digest = self._log_text_file(file, path, "environment", MAX_LOCK_BYTES)
            if digest:
                locks[name] = {"artifact": path, "sha256": digest}
        section: dict[str, Any] = {
            "distributions": distributions.described_distributions(),
            "locks": locks,
            "variables": sorted(self._environ),
            "container": read_container(self._environ),
        }
        explicit = distributions.conda_explicit()
        if explicit:
            section["conda"] = "environment/conda-explicit.txt"
            self._subject.files.log_bytes(
                explicit.encode(), section["conda"], "environment", origin="auto"
            )
        return section

    def _config(self) -> dict[str, Any]:
        section: dict[str, Any] = {
            "given": dict(self._subject.given),
            "resolved": self._subject.params(),
        }
        opened, code = self._subject.opened, self._code
        if opened is not None and code is not None:
            section["files"] = opened.configs(code.root, self._subject.files, code.has)
        return section

    def _data(self) -> dict[str, Any]:
        opened, code = self._subject.opened, self._code
        return {} if opened is None or code is None else opened.data(code.root)

    def _log_text_file(self, file: Path, path: str, kind: str, limit: int) -> str:
        """Log a text file with its secrets masked; gives the digest of the file as it is."""
        with contextlib.suppress(OSError):
            content = file.read_bytes()
            if len(content) <= limit:
                text = redact_text(content.decode(errors="surrogateescape"))
                masked = text.encode(errors="surrogateescape")
                self._subject.files.log_bytes(masked, path, kind, origin="auto")
                return hashlib.sha256(content).hexdigest()
        return ""

    def _tell(self, section: str, read: Callable[[], Mapping[str, object]]) -> None:
        """Write a section; one that is empty is not there, one that failed says so."""
        try:
            value = read()
        except ConflictError:
            raise  # the run has ended meanwhile
        except Exception as error:  # noqa: BLE001  # the other sections are not to blame
            why = redact_text(f"{type(error).__name__}: {error}")
            self.failed.append(f"{section}: {why}")
            value = {"missing": [{"what": section, "why": why}]}
        if value:
            # Values of our own readers are plain; only surrogates of odd file names are not.
            plain = cast("JSONValue", _encodable(value))
            self._subject.append(CaptureSet(section, _masked(section, plain)))


def read_hardware() -> dict[str, object]:
    """Processor, memory, disk and GPUs; ``cuda`` is ``none`` where there is no NVIDIA driver."""
    nvidia = open_nvidia()
    gpus: dict[str, object] = {"gpus": [], "cuda": "none"}
    return describe_host() | (gpus if nvidia is None else nvidia.describe())


_PLAIN = frozenset({"packages", "code", "environment", "data", "parents", "numerics"})
"""Sections whose keys are names of files and packages: one called ``auth-token`` is no secret, nor
is the digest of ``secrets.py``. Texts in them are masked by their looks only."""


def _masked(section: str, value: JSONValue) -> JSONValue:
    if section in _PLAIN:
        return _masked_texts(value)
    return redact_value(section, value)


def _masked_texts(value: JSONValue) -> JSONValue:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, dict):
        return {key: _masked_texts(below) for key, below in value.items()}
    return [_masked_texts(below) for below in value] if isinstance(value, list) else value


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="backslashreplace").decode()
    if isinstance(value, Mapping):
        return {str(_encodable(key)): _encodable(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_encodable(below) for below in value]
    return value
