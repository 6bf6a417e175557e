"""Writes a model folder, and keeps it with a run."""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.run import Run
from runlore.entities.artifact import check_artifact_path
from runlore.entities.errors import ConflictError, NotFoundError
from runlore.entities.ids import LoggedModelId, Micros, new_logged_model_id
from runlore.entities.records import ModelLogged
from runlore.models.environment import requirements_of, write_environment
from runlore.models.examples import write_example
from runlore.models.format import MLMODEL, ModelFile, flavor_named, new_model_file
from runlore.models.parts import load_part
from runlore.models.signature import ModelSignature, infer_signature


class Wishes(msgspec.Struct, frozen=True):
    """What may be said of a model beside the model itself.

    Attributes:
        signature: what goes in and comes out; None takes the inputs of the example.
        input_example: what goes in, kept beside the model.
        requirements: lines instead of those that are found; None finds them.
        extra_requirements: lines beside those that are found.
        code_paths: files and folders of code that the model imports.
        metadata: anything, for the owner.
        how: what the flavor may be told.
        model_type: what it is for, such as ``classifier``.
        step: the step it belongs to, or None.
        params: of the model.
        tags: labels of the model.
    """

    signature: ModelSignature | None = None
    input_example: object = None
    requirements: Sequence[str] | None = None
    extra_requirements: Sequence[str] = ()
    code_paths: Sequence[str] = ()
    metadata: Mapping[str, Any] | None = None
    how: Mapping[str, Any] = {}
    model_type: str = ""
    step: int | None = None
    params: Mapping[str, object] = {}
    tags: Mapping[str, object] = {}


class LoggedFolder(msgspec.Struct, frozen=True):
    """A model that a run has now.

    Attributes:
        model: its id.
        path: of its folder in the run's files.
        file: what its ``MLmodel`` says.
    """

    model: LoggedModelId
    path: str
    file: ModelFile


def save_model(
    flavor: str, model: object, folder: str | os.PathLike[str], wishes: Wishes
) -> ModelFile:
    """Write a model folder that MLflow loads as well.

    Raises:
        ConflictError: the folder holds something, or a framework is not installed.
        InvalidValueError: no model of that flavor.
    """
    return _write(flavor, model, Path(folder), wishes, {})


def log_model(run: Run, flavor: str, model: object, path: str, wishes: Wishes) -> LoggedFolder:
    """Keep a model with a run: its folder as files below a path, and the record that says so.

    Raises:
        InvalidPathError: the path is no plain relative path.
        InvalidValueError: no model of that flavor.
    """
    where = check_artifact_path(path.strip("/"))
    made = new_logged_model_id()
    more = {"artifact_path": where, "run_id": run.id, "model_id": made}
    with tempfile.TemporaryDirectory(prefix="runlore-model-") as place:
        folder = Path(place, "model")
        file = _write(flavor, model, folder, wishes, more)
        run.files.log_paths(folder, where, inside=True, kind="model")
    run.recorder.append(
        ModelLogged(
            model=made,
            name=where.rpartition("/")[2],
            path=where,
            logged_at=Micros(time.time_ns() // 1_000),
            model_type=wishes.model_type,
            step=wishes.step,
            params={key: str(value) for key, value in wishes.params.items()},
            tags={key: str(value) for key, value in wishes.tags.items()},
        )
    )
    return LoggedFolder(made, where, file)


def _write(
    flavor: str, model: object, folder: Path, wishes: Wishes, more: Mapping[str, object]
) -> ModelFile:
    if folder.exists() and any(folder.iterdir()):
        raise ConflictError(f"The folder {str(folder)!r} holds something. Choose another one.")
    folder.mkdir(parents=True, exist_ok=True)
    code = _copy_code(wishes.code_paths, folder)
    saved = flavor_named(flavor).save(model, folder, {**wishes.how, "code": code})
    lines = wishes.requirements
    if lines is None:
        needs_pandas = hasattr(wishes.input_example, "columns")
        packages = (*saved.packages, *(("pandas",) if needs_pandas else ()))
        lines = requirements_of(packages, saved.pickles)
    write_environment(folder, [*lines, *wishes.extra_requirements])
    signature = wishes.signature
    if signature is None and wishes.input_example is not None:
        signature = infer_signature(wishes.input_example)
    env = {"conda": "conda.yaml", "virtualenv": "python_env.yaml"}
    common = {"env": env, "python_version": load_part("platform").python_version()}
    flavors = {"python_function": {**saved.python_function, **common}}
    if saved.flavor:
        flavors[flavor] = saved.flavor
    told = new_model_file(
        flavors,
        signature=None if signature is None else signature.to_dict(),
        saved_input_example_info=write_example(wishes.input_example, folder),
        metadata=None if wishes.metadata is None else dict(wishes.metadata),
        model_size_bytes=_size(folder),
        **more,
    )
    load_part("runlore.models.yaml_text").write_yaml(folder / MLMODEL, told)
    return ModelFile(told)


def _copy_code(paths: Sequence[str], folder: Path) -> str | None:
    for source in map(Path, paths):
        into = folder / "code" / source.name
        into.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, into, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy2(source, into)
        else:
            raise NotFoundError("file or folder of code", str(source))
    return "code" if paths else None


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
