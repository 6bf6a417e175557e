"""Signatures of models, and what a packaged model says of itself."""

from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.mlflow.packaging import ModelInfo, info_of, local_model
from runlore.models import signature as own
from runlore.models.format import ModelFile as Model
from runlore.models.format import read_model_file
from runlore.models.signature import ModelSignature

infer_signature = in_mlflow_terms(own.infer_signature)

__all__ = ["Model", "ModelInfo", "ModelSignature", "get_model_info", "infer_signature"]


@in_mlflow_terms
def get_model_info(model_uri: str) -> ModelInfo:
    """What a packaged model says of itself.

    Raises:
        MlflowException: there is no model at that address.
    """
    with local_model(model_uri) as folder:
        return info_of(read_model_file(folder), model_uri)
