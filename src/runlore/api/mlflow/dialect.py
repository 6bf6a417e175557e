"""The dialect's two ends: how it reads, and how it refuses."""

from typing import TypeVar

from runlore.api.kit.reply import Reply
from runlore.api.mlflow.errors import refusal
from runlore.api.mlflow.reading import read_json, read_query
from runlore.entities.errors import RunloreError

S = TypeVar("S")


class Mlflow:
    """MLflow's way to read and to refuse; an ``api.kit.dialect.Dialect``."""

    prefixes = (
        "/api/2.0/",
        "/api/3.0/",
        "/ajax-api/",
        "/get-artifact",
        "/model-versions/",
        "/graphql",
        "/v1/traces",
    )

    def read_json(self, body: bytes, kind: type[S]) -> S:
        """A JSON body as a struct."""
        return read_json(body, kind)

    def read_query(self, raw: bytes, kind: type[S]) -> S:
        """A query string as a struct."""
        return read_query(raw, kind)

    def refuse(self, error: RunloreError) -> Reply:
        """The answer that tells an error."""
        return refusal(error)


MLFLOW = Mlflow()
