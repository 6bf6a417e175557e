"""Datasets told to a run: name, digest, schema and size of data that stays where it is."""

import hashlib
import importlib
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from runlore.entities.errors import InvalidValueError
from runlore.entities.records import DataUsed
from runlore.mlflow.entities import Dataset as StoredDataset
from runlore.mlflow.exceptions import in_mlflow_terms
from runlore.models.signature import schema_of

_DIGEST_DIGITS = 16
"""64 bits of a SHA-256: enough that two of a team's datasets are never taken for one."""


class DatasetSource(msgspec.Struct, frozen=True):
    """Where data came from; never opened by the server.

    Attributes:
        source_type: ``local``, ``http``, ``code`` and so on.
        uri: where; empty for data that the script made.
    """

    source_type: str
    uri: str = ""

    def to_json(self) -> str:
        """As MLflow writes it."""
        told: dict[str, object] = {"uri": self.uri} if self.uri else {"tags": {}}
        return msgspec.json.encode(told).decode()


class Dataset(msgspec.Struct, frozen=True):
    """Data that a run reads.

    Attributes:
        name: of the data.
        digest: of its content: other bytes give another.
        source: where it came from.
        schema: its columns or shapes.
        profile: its size.
    """

    name: str
    digest: str
    source: DatasetSource
    schema: Mapping[str, Any] = {}
    profile: Mapping[str, Any] = {}

    @property
    def schema_text(self) -> str:
        """The schema as JSON."""
        return msgspec.json.encode(self.schema).decode()

    @property
    def profile_text(self) -> str:
        """The profile as JSON."""
        return msgspec.json.encode(self.profile).decode()

    def to_dict(self) -> dict[str, str]:
        """All of it as texts."""
        return {
            "name": self.name,
            "digest": self.digest,
            "source_type": self.source.source_type,
            "source": self.source.to_json(),
            "schema": self.schema_text,
            "profile": self.profile_text,
        }


@in_mlflow_terms
def from_pandas(  # MLflow's own signature
    df: Any,  # noqa: ANN401  # a DataFrame; pandas is not required here
    source: str | DatasetSource | None = None,
    targets: str | None = None,
    name: str | None = None,
    digest: str | None = None,
    predictions: str | None = None,
) -> Dataset:
    """A DataFrame as a dataset. Its digest is over every value, column name and type.

    Args:
        df: the data.
        source: where it came from: a path or address.
        targets: the column that is learned.
        name: None makes it ``dataset``.
        digest: when it is known already.
        predictions: the column of predictions.

    Raises:
        MlflowException: no DataFrame, or a column that it does not have.
    """
    if not hasattr(df, "columns") or not hasattr(df, "dtypes"):
        raise InvalidValueError(f"from_pandas takes a DataFrame, not a {type(df).__name__}.")
    for column in (targets, predictions):
        if column is not None and column not in df.columns:
            raise InvalidValueError(f"The data has no column {column!r}.")
    types = [(str(column), str(kind)) for column, kind in zip(df.columns, df.dtypes, strict=True)]
    schema: dict[str, Any] = {"mlflow_colspec": schema_of(df).specs}
    named = {"targets": targets, "predictions": predictions}
    schema |= {key: column for key, column in named.items() if column is not None}
    return Dataset(
        name=name or "dataset",
        digest=digest or _digest_of_frame(df, types),
        source=_source(source),
        schema=schema,
        profile={"num_rows": len(df), "num_elements": int(df.size)},
    )


@in_mlflow_terms
def from_numpy(
    features: Any,  # noqa: ANN401  # an array or a dict of arrays
    source: str | DatasetSource | None = None,
    targets: Any = None,  # noqa: ANN401
    name: str | None = None,
    digest: str | None = None,
) -> Dataset:
    """Arrays as a dataset. Its digest is over every value, shape and type.

    Args:
        features: an array, or a dict of named ones.
        source: where they came from: a path or address.
        targets: what is learned, in the same form.
        name: None makes it ``dataset``.
        digest: when it is known already.

    Raises:
        MlflowException: what is no array.
    """
    parts = {"features": features} | ({} if targets is None else {"targets": targets})
    arrays = {part: _arrays(value) for part, value in parts.items()}
    specs = {part: [_spec(*item) for item in known.items()] for part, known in arrays.items()}
    profile: dict[str, object] = {}
    for part, known in arrays.items():
        profile[f"{part}_shape"] = [list(array.shape) for array in known.values()]
        profile[f"{part}_size"] = sum(array.size for array in known.values())
        profile[f"{part}_nbytes"] = sum(array.nbytes for array in known.values())
    return Dataset(
        name=name or "dataset",
        digest=digest or _digest_of_arrays(arrays),
        source=_source(source),
        schema={"mlflow_tensorspec": specs},
        profile=profile,
    )


def used(
    dataset: Dataset | StoredDataset, context: str | None, tags: Mapping[str, str] | None
) -> DataUsed:
    """The record that says that a run reads a dataset."""
    words = {key: str(value) for key, value in (tags or {}).items()}
    told = dataset.to_dict() if isinstance(dataset, Dataset) else msgspec.structs.asdict(dataset)
    return DataUsed(**told, tags=words | ({} if context is None else {"context": context}))


def _source(source: str | DatasetSource | None) -> DatasetSource:
    if isinstance(source, DatasetSource):
        return source
    if source is None:
        return DatasetSource("code")
    scheme = source.partition("://")[0] if "://" in source else "local"
    return DatasetSource("http" if scheme == "https" else scheme, source)


def _arrays(value: object) -> dict[str, "np.ndarray[Any, Any]"]:
    given = value if isinstance(value, Mapping) else {"": value}
    arrays = {str(name): np.asarray(array) for name, array in given.items()}
    for array in arrays.values():
        if array.dtype == np.object_ and not array.size:
            raise InvalidValueError("from_numpy takes arrays of numbers or texts.")
    return arrays


def _spec(name: str, array: "np.ndarray[Any, Any]") -> dict[str, object]:
    (spec,) = schema_of(array).specs
    return spec | ({"name": name} if name else {})


def _digest_of_arrays(arrays: Mapping[str, Mapping[str, "np.ndarray[Any, Any]"]]) -> str:
    seen = hashlib.sha256()
    for part, known in arrays.items():
        for name, array in known.items():
            seen.update(f"{part}/{name}:{array.dtype}:{array.shape};".encode())
            texts = array.dtype == np.object_
            seen.update(repr(array.tolist()).encode() if texts else array.tobytes())
    return seen.hexdigest()[:_DIGEST_DIGITS]


def _digest_of_frame(df: Any, types: list[tuple[str, str]]) -> str:  # noqa: ANN401
    seen = hashlib.sha256(repr(types).encode())
    try:
        hashed = importlib.import_module("pandas.util").hash_pandas_object(df, index=False)
    except TypeError as error:
        raise InvalidValueError(f"The data has no digest: {error}. Give one: digest='…'.") from None
    seen.update(hashed.to_numpy().tobytes())
    return seen.hexdigest()[:_DIGEST_DIGITS]
