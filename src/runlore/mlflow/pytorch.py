"""Models of PyTorch."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from runlore.mlflow import packaging
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.fluent.autolog import autolog
from runlore.mlflow.fluent.runs import require_run
from runlore.mlflow.packaging import ModelInfo
from runlore.models import load, log
from runlore.models.format import FLAVORS
from runlore.models.log import Wishes
from runlore.models.parts import load_part
from runlore.models.signature import ModelSignature

__all__ = ["autolog", "load_model", "load_state_dict", "log_model", "log_state_dict", "save_model"]


@in_mlflow_terms
def save_model(  # noqa: PLR0913  # MLflow's own signature
    pytorch_model: object,
    path: str,
    serialization_format: str | None = None,  # noqa: ARG001  # modules are pickled whole
    pickle_module: object = None,  # noqa: ARG001
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
        how={},
    )
    log.save_model("pytorch", pytorch_model, path, wishes)


@in_mlflow_terms
def log_model(  # noqa: PLR0913  # MLflow's own signature
    pytorch_model: object,
    artifact_path: str | None = None,
    name: str | None = None,
    serialization_format: str | None = None,  # noqa: ARG001  # modules are pickled whole
    pickle_module: object = None,  # noqa: ARG001
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
        pytorch_model: the model.
        artifact_path: its folder in the run's files.
        name: the same, in MLflow's newer word.
        serialization_format: not used: modules are pickled whole.
        pickle_module: not used.
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
        how={},
        model_type=model_type or "",
        step=step,
        params=params or {},
        tags=tags or {},
    )
    return packaging.log(
        "pytorch", pytorch_model, name or artifact_path, wishes, registered_model_name
    )


@in_mlflow_terms
def load_model(model_uri: str, dst_path: str | None = None) -> Any:  # noqa: ANN401, ARG001
    """The model at an address, as its framework knows it.

    A pickle runs code when it is loaded: load models of people you trust.

    Args:
        model_uri: ``runs:/RUN/path``, ``models:/NAME/VERSION``, ``models:/NAME/STAGE``,
            ``models:/NAME@ALIAS``, or a folder.
        dst_path: not used: files are brought to a folder that goes again.

    Raises:
        MlflowException: there is no such model, or none of this framework.
    """
    with packaging.local_model(model_uri) as folder:
        return load.load_model("pytorch", folder)


@in_mlflow_terms
def log_state_dict(state_dict: Mapping[str, Any], artifact_path: str) -> None:
    """Keep weights with the active run, as ``PATH/state_dict.pth``."""
    torch_files = load_part(FLAVORS["pytorch"])
    with tempfile.TemporaryDirectory(prefix="runlore-model-") as place:
        file = Path(place, "state_dict.pth")
        torch_files.save_torch(state_dict, file)
        require_run().log_artifact(file, artifact_path)


@in_mlflow_terms
def load_state_dict(state_dict_uri: str) -> Any:  # noqa: ANN401  # weights
    """Weights that ``log_state_dict`` kept; a pickle runs code when it is loaded.

    Raises:
        MlflowException: there is nothing at that address.
    """
    torch_files = load_part(FLAVORS["pytorch"])
    with packaging.local_model(state_dict_uri) as folder:
        return torch_files.load_torch(folder / "state_dict.pth")
