"""The command of a run, to be called again: its words with paths of the rebuilt tree."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.redact import is_secret_name
from runlore.entities.errors import InvalidInputError
from runlore.launch import notebook_player
from runlore.launch.evidence import Evidence
from runlore.launch.places import ROOT, inside
from runlore.launch.sources import code_of
from runlore.launch.tree import CannotRebuildError

MASK = "***"

_FOLDERS = ("PWD", "OLDPWD")
"""Variables of every shell, of which the name only sounds like a password's."""

_TORCHRUN = ("torchrun", "torch.distributed.run", "torch.distributed.launch")


class CommandSource(msgspec.Struct, frozen=True):
    """How a run was started, as ``docs/reference/recipe.md`` describes it.

    Attributes:
        form: ``script``, ``module``, ``command``, ``notebook``, ``shell`` or empty when unknown.
        program: the script below the root, or the module's name.
        text: of the form ``command``: what followed ``-c``.
        arguments: what follows the program.
        interpreter: options of the interpreter itself.
        folder: the working folder below the root, else absolute or below ``~``.
        environment: variables that were kept, by name.
        launcher: command line of the program that started several processes; empty for none.
        world_size: how many processes there were.
    """

    form: str = ""
    program: str = ""
    text: str = ""
    arguments: list[str] = []
    interpreter: list[str] = []
    folder: str = "."
    environment: dict[str, str] = {}
    launcher: list[str] = []
    world_size: int = 1


class Call(msgspec.Struct, frozen=True):
    """What will be executed.

    Attributes:
        words: the command line.
        folder: working folder.
        notes: what is not as it was.
    """

    words: list[str]
    folder: Path
    notes: list[str] = []


def command_of(evidence: Evidence) -> CommandSource:
    """How a run was started, as well as it told it."""
    captured = evidence.captures.get("command")
    told: Mapping[str, Any] = captured if isinstance(captured, dict) else {}
    launcher = told.get("launcher")
    begun: Mapping[str, Any] = launcher if isinstance(launcher, dict) else {}
    size = begun.get("world_size")
    argv = _texts(told.get("argv"))
    code = code_of(evidence)
    program = str(told.get("program") or told.get("module") or code.script)
    return CommandSource(
        form=str(told.get("form") or _older_form(told, program)),
        program=program,
        text=str(told.get("text") or ""),
        arguments=_texts(told["arguments"]) if "arguments" in told else argv[1:],
        interpreter=_texts(told.get("interpreter")),
        folder=str(told.get("folder") or "."),
        environment={str(k): str(v) for k, v in (told.get("environment") or {}).items()},
        launcher=_texts(begun.get("command")) if begun.get("kind") else [],
        world_size=size if isinstance(size, int) else 1,
    )


def _older_form(told: Mapping[str, Any], program: str) -> str:
    if told.get("module"):
        return "module"
    return "script" if program else str(told.get("interactive") or "")


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def with_arguments(command: CommandSource, changes: Mapping[str, str]) -> CommandSource:
    """The command with other values of some options.

    Args:
        command: as it was.
        changes: params by name; ``lr`` is set where an argument is called ``--lr``, ``-lr`` or
            ``lr=``, with ``-`` and ``_`` alike.

    Raises:
        InvalidInputError: no argument is called so.
    """
    arguments = list(command.arguments)
    for name, value in changes.items():
        if not _set_argument(arguments, name, value):
            raise InvalidInputError(
                f"No argument of the run sets {name!r}: its arguments are "
                f"{' '.join(arguments) or '(none)'}. A value in the code is changed in the code: "
                "rebuild with --shell, edit it and run it there."
            )
    return msgspec.structs.replace(command, arguments=arguments)


def _set_argument(arguments: list[str], name: str, value: str) -> bool:
    for at, argument in enumerate(arguments):
        option, equals, _ = argument.partition("=")
        if re.sub("[-_]+", "-", option.lstrip("-+")) != re.sub("[-_]+", "-", name):
            continue
        if equals:
            arguments[at] = f"{option}={value}"
            return True
        if argument.startswith("-") and at + 1 < len(arguments):
            arguments[at + 1] = value
            return True
    return False


def call_of(
    command: CommandSource, evidence: Evidence, root: Path, work: Path, python: str
) -> Call:
    """The command line in a rebuilt tree.

    Args:
        command: as it was, or changed on purpose.
        evidence: the run, for the cells of a notebook.
        root: of the rebuilt tree.
        work: the folder around it, for what has no place in the tree.
        python: the interpreter.

    Raises:
        CannotRebuildError: it cannot be called again; says why.
    """
    masked = [word for word in (command.program, *command.arguments) if MASK in word]
    if masked:
        raise CannotRebuildError(
            f"The command line held a secret, which was masked ({masked[0]}). Rebuild with --shell "
            "and start it there with the secret."
        )
    folder, notes = _folder(command, root, work)
    arguments = [_placed(word, root) for word in command.arguments]
    if command.launcher:
        words = _launched(command, root, python)
        return Call(words, folder, notes)
    program = _program(command, evidence, root, folder, work)
    return Call([python, *command.interpreter, *program, *arguments], folder, notes)


def _folder(command: CommandSource, root: Path, work: Path) -> tuple[Path, list[str]]:
    told = command.folder
    if told.startswith(("/", "~")) or told[1:2] == ":":
        outside = work / "elsewhere"
        outside.mkdir(exist_ok=True)
        return outside, [f"it ran in {told}, outside of its code: now in an empty folder"]
    folder = root if told in ("", ".") else inside(root, told)
    folder.mkdir(parents=True, exist_ok=True)
    return folder, []


def _placed(word: str, root: Path) -> str:
    word = word.replace(ROOT, str(root))
    return str(Path.home()) + word[1:] if word.startswith("~/") else word


def _program(
    command: CommandSource, evidence: Evidence, root: Path, folder: Path, work: Path
) -> list[str]:
    if command.form == "module":
        return ["-m", command.program]
    if command.form == "command":
        return ["-c", command.text]
    if command.form == "notebook":
        return _notebook(evidence, work)
    if command.form != "script" or not command.program:
        raise CannotRebuildError(
            "The run does not tell which program it was: it was typed into a shell, or it was "
            "imported from another tracker. Its code can be had with --shell."
        )
    script = inside(root, command.program)
    if not script.is_file():
        raise CannotRebuildError(f"The program {command.program} is not in the rebuilt tree.")
    return [os.path.relpath(script, folder)]


def _notebook(evidence: Evidence, work: Path) -> list[str]:
    captured = evidence.captures.get("notebook")
    artifact = str(captured.get("artifact") or "") if isinstance(captured, dict) else ""
    if not artifact:
        raise CannotRebuildError("The cells of the notebook were not kept.")
    cells = work / "cells.json"
    cells.write_bytes(evidence.content(artifact))
    return [notebook_player.__file__, str(cells)]


def _launched(command: CommandSource, root: Path, python: str) -> list[str]:
    """The launcher's own command line, with this interpreter and these paths."""
    words = command.launcher
    at = next((i for i, word in enumerate(words) if _names(word, _TORCHRUN)), None)
    if at is not None:
        begin, rest = [python, "-m", "torch.distributed.run"], words[at + 1 :]
    elif "accelerate" in (Path(word).name for word in words[:3]):
        at = next(i for i, word in enumerate(words) if Path(word).name == "accelerate")
        begin, rest = [python, "-m", "accelerate.commands.accelerate_cli"], words[at + 1 :]
    else:
        begin, rest = words[:1], words[1:]
        if shutil.which(words[0]) is None:
            raise CannotRebuildError(f"The launcher {words[0]} is not installed here.")
        rest = [python if Path(word).name.startswith("python") else word for word in rest]
    return [*begin, *(_placed(word, root) for word in rest)]


def _names(word: str, names: Sequence[str]) -> bool:
    return Path(word).name in names


def variables_of(evidence: Evidence) -> list[str]:
    """Names of all variables that were set when the run began."""
    captured = evidence.captures.get("environment")
    names = captured.get("variables") if isinstance(captured, dict) else None
    return [str(name) for name in names] if isinstance(names, (list, dict)) else []


def secrets_needed(evidence: Evidence, environ: Mapping[str, str]) -> list[str]:
    """Names of variables that look like secrets, were set then and are not set now."""
    return sorted(
        name
        for name in variables_of(evidence)
        if is_secret_name(name) and name not in environ and name not in _FOLDERS
    )
