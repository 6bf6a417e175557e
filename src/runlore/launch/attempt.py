"""One attempt at a run: put together what is kept of the old and what is at hand, and execute."""

import os
import sys
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from runlore.entities.ids import RunId, new_run_id
from runlore.entities.recipe import Group
from runlore.launch import data
from runlore.launch.command import Call, call_of, command_of, variables_of, with_arguments
from runlore.launch.environment import RebuiltEnvironment, rebuild_environment
from runlore.launch.evidence import Evidence, Library
from runlore.launch.execute import Executed, counterpart, environ_of, execute, recording
from runlore.launch.interpreters import (
    RECORDER,
    Distribution,
    EnvironmentSource,
    environment_of,
    lay_metadata,
    lay_recorder,
)
from runlore.launch.locks import pins_of
from runlore.launch.places import inside
from runlore.launch.present import copy_present
from runlore.launch.sources import CodeSource, code_of
from runlore.launch.tree import CannotRebuildError, RebuiltCode, rebuild_code

SWITCHABLE: tuple[Group, ...] = ("data", "code", "env")
"""Groups that can be taken from the old run or from what is at hand, one by one."""


JOINED = "RUNLORE_RUN_ID"


class Choice(msgspec.Struct, frozen=True):
    """What is taken from where.

    Attributes:
        keep: groups that are put back as they were; of the others what is at hand is taken.
        arguments: values of params that are set otherwise on purpose.
        allow_data_change: go on with other data where the old is not to be had.
        strict: stop rather than execute with anything that is not as it was.
    """

    keep: frozenset[str] = frozenset(SWITCHABLE)
    arguments: Mapping[str, str] = {}
    allow_data_change: bool = False
    strict: bool = False


class Prepared(msgspec.Struct, frozen=True):
    """An attempt that is ready to be executed.

    Attributes:
        call: the command line and its folder.
        environ: its variables, but those of the recording.
        root: the root of the code.
        environment: the interpreter.
        notes: what is not as it was.
    """

    call: Call
    environ: dict[str, str]
    root: Path
    environment: RebuiltEnvironment
    notes: list[str]


def prepare(evidence: Evidence, choice: Choice, work: Path, here: Path) -> Prepared:
    """Put code, environment and data together in a work folder.

    Args:
        evidence: the run.
        choice: what is kept.
        work: new and empty.
        here: the folder in which the user stands.

    Raises:
        CannotRebuildError: code, environment or command cannot be put back, or, when that is
            asked for, not exactly as they were.
        MissingDataError: data is not to be had, and other data is not allowed.
    """
    notes: list[str] = []
    code = _lay_code(evidence, choice, work, here)
    notes += code.notes
    notes += _lay_data(evidence, choice, code.root, work, here)
    wanted = environment_of(evidence)
    environment = (
        rebuild_environment(wanted, pins_of(evidence, wanted))
        if "env" in choice.keep
        else RebuiltEnvironment(sys.executable, "present")
    )
    notes += environment.substitutions
    command = with_arguments(command_of(evidence), choice.arguments)
    call = call_of(command, evidence, code.root, work, environment.executable)
    environ = environ_of(command, os.environ, keeps_environment="env" in choice.keep)
    paths, lacking = _paths(code, evidence, wanted, work)
    environ["PYTHONPATH"] = os.pathsep.join(paths)
    notes += [*call.notes, *lacking]
    if notes and choice.strict:
        raise CannotRebuildError(
            f"Not as it was, and nothing was executed: {'; '.join(dict.fromkeys(notes))}."
        )
    return Prepared(call, environ, code.root, environment, notes)


def run_prepared(
    prepared: Prepared,
    evidence: Evidence,
    library: Library,
    work: Path,
    *,
    quiet: bool,
    steps: int | None,
) -> tuple[RunId, Executed]:
    """Execute, and find the run that came of it.

    Raises:
        NoRunError: the program began none.
    """
    mark = uuid.uuid4().hex
    environ = prepared.environ | recording(evidence.run, library.uri, mark, work)
    if JOINED in variables_of(evidence):  # several processes logged to one run that was made before
        environ[JOINED] = new_run_id()
    done = execute(prepared.call, environ, quiet=quiet, steps=steps, watched=(library, mark))
    return counterpart(library, evidence.run, mark), done


def _lay_data(evidence: Evidence, choice: Choice, root: Path, work: Path, here: Path) -> list[str]:
    """Put the data that the run read where its program looks for it; tells what is another.

    Raises:
        MissingDataError: data is not to be had, and other data is not allowed.
    """
    files = data.files_of(evidence)
    if "data" not in choice.keep:
        for file in files:
            data.place_other(file, root, here)
        return []
    found = [data.find(file, evidence, root, here) for file in files]
    if any(one.problem for one in found) and "code" not in choice.keep:
        found = _find_in_old_code(evidence, files, found, work, here)
    missing = [one for one in found if one.problem]
    if missing and not choice.allow_data_change:
        told = ". ".join(one.problem for one in missing[:5])
        raise data.MissingDataError(
            f"{told}. Put it there, or go on with other data: --allow-data-change."
        )
    for file, one in zip(files, found, strict=True):
        data.place(one, file, evidence, root)
    absent = {one.label for one in missing}
    others = [data.place_other(file, root, here) for file in files if file.label in absent]
    return [text for text in others if text]


def _find_in_old_code(
    evidence: Evidence,
    files: Sequence[data.DataFile],
    found: Sequence[data.Placement],
    work: Path,
    here: Path,
) -> list[data.Placement]:
    """Look also where the old code had it, which is not the code of this attempt."""
    old = rebuild_code(evidence, code_of(evidence), work / "old").root
    again = (data.find(file, evidence, old, here) for file in files)
    return [
        one if not one.problem else msgspec.structs.replace(other, source=other.source and "here")
        for one, other in zip(found, again, strict=True)
    ]


def _lay_code(evidence: Evidence, choice: Choice, work: Path, here: Path) -> RebuiltCode:
    if "code" in choice.keep:
        return rebuild_code(evidence, code_of(evidence), work)
    copy_present(here, work / "tree")
    return RebuiltCode(work / "tree", None, {}, [])


def _paths(
    code: RebuiltCode, evidence: Evidence, wanted: EnvironmentSource, work: Path
) -> tuple[list[str], list[str]]:
    """Folders for the path of imports, and what cannot be on it.

    These are our client, editable installs and modules from elsewhere. An interpreter at hand has
    links to the folders of editable installs as they are now: those here go before them.
    """
    told, notes = code_of(evidence), []
    paths = [lay_recorder(work / "recorder" / "site-packages")]
    for one in wanted.distributions.values():
        if not one.editable or one.key == RECORDER:
            continue
        base = _project_of(one, told, code)
        if base is None:
            notes.append(f"the editable install {one.name} in {one.editable} was not kept")
            continue
        paths += [base / "src", base] if (base / "src").is_dir() else [base]
        lay_metadata(one, base, paths[0])
    paths += [] if code.modules is None else [code.modules]
    return [str(path) for path in paths], notes


def _project_of(one: Distribution, told: CodeSource, code: RebuiltCode) -> Path | None:
    """Where the project of an editable install was put: by itself, or in the main tree."""
    if one.name in code.editables:
        root = code.editables[one.name]
        folder = told.trees[f"editables/{one.name}"].folder
        return root if folder in ("", ".") else inside(root, folder)
    main = told.main.root
    if one.editable == main:
        return code.root
    if main and one.editable.startswith(f"{main}/"):
        return inside(code.root, one.editable[len(main) + 1 :])
    return None
