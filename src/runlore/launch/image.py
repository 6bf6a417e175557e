"""Writes the folder from which a container image of a run can be built: code, packages, command."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec

from runlore.launch import data
from runlore.launch.command import call_of, command_of
from runlore.launch.environment import requirements
from runlore.launch.evidence import Evidence
from runlore.launch.execute import environ_of
from runlore.launch.interpreters import RECORDER, EnvironmentSource, environment_of
from runlore.launch.sources import code_of
from runlore.launch.tree import rebuild_code

HOME = "/opt/run"
"""Where the code lies in the image."""


class Image(msgspec.Struct, frozen=True):
    """A folder that ``docker build`` takes.

    Attributes:
        base: the image that it builds upon.
        notes: what it lacks, in words.
    """

    base: str
    notes: list[str]


def write_image(evidence: Evidence, folder: Path) -> Image:
    """Write ``Dockerfile``, ``requirements.txt``, the code and where data is expected.

    Args:
        evidence: the run.
        folder: new or empty.

    Raises:
        CannotRebuildError: the code or the command cannot be put back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = environment_of(evidence)
    rebuilt = rebuild_code(evidence, code_of(evidence), folder)
    notes = list(rebuilt.notes)
    call = call_of(command_of(evidence), evidence, rebuilt.root, folder, "python")
    lines = requirements(wanted)
    client = wanted.distributions.get(RECORDER)
    if client is not None and not client.editable:
        lines.append(f"{RECORDER}=={client.version}")
    else:
        notes.append(f"{RECORDER} itself is not in requirements.txt: it was no released version")
    (folder / "requirements.txt").write_text("".join(f"{line}\n" for line in sorted(lines)))
    files = data.files_of(evidence)
    notes += _place_data(evidence, files, rebuilt.root)
    base = _base(wanted)
    words = [word.replace(str(folder), HOME) for word in call.words]
    where = str(call.folder).replace(str(folder), HOME)
    paths = [f"{HOME}/editables/{name}" for name in rebuilt.editables]
    paths += [f"{HOME}/modules"] if rebuilt.modules else []
    text = "\n".join(_dockerfile(evidence, base, words, where, paths)) + "\n"
    (folder / "Dockerfile").write_text(text)
    return Image(base, notes)


def _place_data(evidence: Evidence, files: list[data.DataFile], root: Path) -> Iterator[str]:
    for file in files:
        found = data.find(file, evidence, root, Path.cwd())
        if found.source and file.is_below_root:
            data.place(found, file, evidence, root)
        else:
            yield f"{file.label} is not in the image: mount it there (sha256 {file.sha256[:12]})"


def _base(wanted: EnvironmentSource) -> str:
    return wanted.container or f"python:{wanted.python or '3'}-slim"


def _dockerfile(
    evidence: Evidence, base: str, words: list[str], where: str, paths: list[str]
) -> Iterator[str]:
    yield f"# Run {evidence.run.id}, built from what it captured."
    yield f"FROM {base}"
    yield f"COPY requirements.txt {HOME}/requirements.txt"
    yield f"RUN python -m pip install --no-cache-dir --no-deps -r {HOME}/requirements.txt"
    yield f"COPY . {HOME}"
    environ = environ_of(command_of(evidence), {}, keeps_environment=True)
    if paths:
        environ["PYTHONPATH"] = ":".join(paths)
    for name, value in sorted(environ.items()):
        yield f"ENV {name}={_quoted(value)}"
    yield f"WORKDIR {shlex.quote(where)}"
    yield f"CMD {msgspec.json.encode(words).decode()}"


def _quoted(value: str) -> str:
    """A value in a Dockerfile: nothing in it is a variable, an escape or a line of its own."""
    plain = " ".join(value.split("\n")).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("$", "\\$") + '"'
