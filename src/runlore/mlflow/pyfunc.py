"""Models of any kind with one way to predict, and models that are Python."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from runlore.mlflow import packaging
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.packaging import ModelInfo
from runlore.models import load, log
from runlore.models.load import Predictor
from runlore.models.log import Wishes
from runlore.models.python_model import PythonModel, PythonModelContext
from runlore.models.signature import ModelSignature

__all__ = [
    "PyFuncModel",
    "PythonModel",
    "PythonModelContext",
    "load_model",
    "log_model",
    "save_model",
]


class PyFuncModel(Predictor):
    """Any model, with one way to predict.

    Attributes:
        metadata: what its ``MLmodel`` says.
    """

    predict = in_mlflow_terms(Predictor.predict)


@in_mlflow_terms
def save_model(  # noqa: PLR0913  # MLflow's own signature
    path: str,
    *,
    python_model: object = None,
    artifacts: Mapping[str, str] | None = None,
    model_config: Mapping[str, Any] | None = None,
    signature: ModelSignature | None = None,
    input_example: object = None,
    pip_requirements: Sequence[str] | None = None,
    extra_pip_requirements: Sequence[str] | None = None,
    code_paths: Sequence[str] | None = None,
    conda_env: object = None,  # noqa: ARG001  # the environment is written from what is installed
    metadata: Mapping[str, Any] | None = None,
) -> None:
    """Write a model folder that MLflow loads as well.

    Raises:
        MlflowException: the folder holds something, or it is no such model.
    """
    wishes = Wishes(
        signature=signature,
        input_example=input_example,
        requirements=pip_requirements,
        extra_requirements=extra_pip_requirements or (),
        code_paths=code_paths or (),
        metadata=metadata,
        how={"artifacts": artifacts, "model_config": model_config},
    )
    log.save_model("python_function", python_model, path, wishes)


@in_mlflow_terms
def log_model(  # noqa: PLR0913  # MLflow's own signature
    artifact_path: str | None = None,
    *,
    python_model: object = None,
    name: str | None = None,
    artifacts: Mapping[str, str] | None = None,
    model_config: Mapping[str, Any] | None = None,
    signature: ModelSignature | None = None,
    input_example: object = None,
    pip_requirements: Sequence[str] | None = None,
    extra_pip_requirements: Sequence[str] | None = None,
    code_paths: Sequence[str] | None = None,
    conda_env: object = None,  # noqa: ARG001  # the environment is written from what is installed
    metadata: Mapping[str, Any] | None = None,
    registered_model_name: str | None = None,
    await_registration_for: int | None = None,  # noqa: ARG001  # versions are ready at once
    params: Mapping[str, object] | None = None,
    tags: Mapping[str, object] | None = None,
    model_type: str | None = None,
    step: int | None = None,
    model_id: str | None = None,  # noqa: ARG001  # a new one is made
) -> ModelInfo:
    """Keep a model with the active run: a folder of its files that MLflow loads as well.

    Args:
        python_model: the model.
        artifact_path: its folder in the run's files.
        name: the same, in MLflow's newer word.
        artifacts: files that the model reads, by name.
        model_config: settings that the model reads.
        signature: what goes in and comes out; None takes the inputs of the example.
        input_example: what goes in, kept beside the model.
        pip_requirements: lines instead of those that are found.
        extra_pip_requirements: lines beside those that are found.
        code_paths: files and folders of code that the model imports.
        conda_env: not used.
        metadata: anything, for the owner.
        registered_model_name: registers a version of this model.
        await_registration_for: not used.
        params: of the model.
        tags: labels of the model.
        model_type: what it is for, such as ``classifier``.
        step: the step it belongs to.
        model_id: not used.

    Raises:
        MlflowException: it is no such model, or has no name.
    """
    wishes = Wishes(
        signature=signature,
        input_example=input_example,
        requirements=pip_requirements,
        extra_requirements=extra_pip_requirements or (),
        code_paths=code_paths or (),
        metadata=metadata,
        how={"artifacts": artifacts, "model_config": model_config},
        model_type=model_type or "",
        step=step,
        params=params or {},
        tags=tags or {},
    )
    return packaging.log(
        "python_function", python_model, name or artifact_path, wishes, registered_model_name
    )


@in_mlflow_terms
def load_model(
    model_uri: str,
    suppress_warnings: bool = False,  # noqa: ARG001, FBT001, FBT002  # there are none
    dst_path: str | None = None,  # noqa: ARG001
    model_config: Mapping[str, Any] | None = None,  # noqa: ARG001
) -> PyFuncModel:
    """The model at an address, whatever its framework, with one way to predict.

    A pickle runs code when it is loaded: load models of people you trust.

    Args:
        model_uri: ``runs:/RUN/path``, ``models:/NAME/VERSION``, ``models:/NAME/STAGE``,
            ``models:/NAME@ALIAS``, or a folder.
        suppress_warnings: not used.
        dst_path: not used.
        model_config: not used.

    Raises:
        MlflowException: there is no such model, or its framework is not known here.
    """
    own = packaging.local_path(model_uri)
    if own is not None:
        return PyFuncModel(*load.load_parts(own))
    kept = Path(tempfile.mkdtemp(prefix="runlore-model-"))  # the model may read its files later
    try:
        return PyFuncModel(*load.load_parts(packaging.bring(model_uri, kept)), kept)
    except BaseException:
        shutil.rmtree(kept, ignore_errors=True)
        raise
