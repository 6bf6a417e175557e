"""Imports and the server's MLflow dialect translate alike: what one writes, the other shows."""

import pytest

from runlore.api.mlflow import translate as dialect
from runlore.entities.records import RunDescribed, TagsSet
from runlore.imports.mlflow import translate as imports
from runlore.imports.mlflow.source import SourceExperiment, SourceRun
from runlore.imports.report import Report

RUN = "a" * 32
PARENT = "b" * 32


@pytest.mark.parametrize("parent", [PARENT, "no id", ""])
def test_tags_mean_the_same(parent: str) -> None:
    tags = {
        "mlflow.runName": "shown",
        "mlflow.note.content": "note",
        "mlflow.parentRunId": parent,
        "mlflow.source.name": "train.py",
        "team": "cv",
    }
    run = SourceRun(
        RUN, "shown", "ada", "RUNNING", 5, None, is_deleted=False, artifact_uri="", tags=tags
    )
    told = imports.tell_run(run, SourceExperiment("1", "a/b"), Report())
    described, kept = RunDescribed(), TagsSet({})
    for record in dialect.records_of_tags(tags):
        if isinstance(record, RunDescribed):
            described = record
        elif isinstance(record, TagsSet):
            kept = record
    assert (told.opening.name, told.opening.notes) == (described.name, described.notes)
    assert told.opening.parent == described.parent
    assert told.tags == kept.values


def test_the_moments_are_the_same() -> None:
    assert imports.micros(1_700_000_000_123) == dialect.micros(1_700_000_000_123)
