"""Where MLflow's users import signatures from."""

from runlore.mlflow.models import infer_signature
from runlore.models.signature import ModelSignature, Schema

__all__ = ["ModelSignature", "Schema", "infer_signature"]
