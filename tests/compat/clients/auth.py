"""A server that asks for a token: what a client sends, and what it gets without."""

import os
import time
from pathlib import Path

import mlflow
from checks import call, check, fresh, refused
from mlflow import MlflowClient

ADMIN, ADA, BOB = (f"the-secret-of-{who}" for who in ("the-admin", "ada", "bob"))


def works() -> None:
    """A client can write, read, and keep files."""
    mlflow.set_experiment(fresh("guarded"))
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1.0)
        mlflow.set_tag("t", "v")
    assert MlflowClient().get_run(run.info.run_id).data.metrics == {"m": 1.0}


@check
def a_token_is_sent_as_bearer():
    for secret in (ADMIN, ADA):
        os.environ["MLFLOW_TRACKING_TOKEN"] = secret
        works()


@check
def a_token_is_sent_as_the_password_of_basic():
    os.environ["MLFLOW_TRACKING_USERNAME"] = "ada"
    os.environ["MLFLOW_TRACKING_PASSWORD"] = ADA
    works()


@check
def a_token_is_read_from_the_file_of_credentials():
    file = Path.home() / ".mlflow" / "credentials"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = {ADA}\n")
    try:
        works()
    finally:
        file.unlink()


@check
def a_token_stands_in_the_address():
    kept = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(kept.replace("://", f"://ada:{ADA}@"))
    try:
        works()
    finally:
        mlflow.set_tracking_uri(kept)


@check
def without_a_token_the_client_is_told_at_once():
    start = time.monotonic()
    with refused("UNAUTHENTICATED"):
        mlflow.search_experiments()
    assert time.monotonic() - start < 5
    status, answer = call("POST", "runs/search", {"experiment_ids": ["0"]})
    assert status == 401
    assert ADMIN not in str(answer)


@check
def a_wrong_token_is_no_token():
    os.environ["MLFLOW_TRACKING_TOKEN"] = "guessed"
    with refused("UNAUTHENTICATED"):
        MlflowClient().get_experiment("0")


@check
def a_reader_reads_and_does_not_write():
    os.environ["MLFLOW_TRACKING_TOKEN"] = BOB
    assert MlflowClient().get_experiment("0").name == "Default"
    with refused("PERMISSION_DENIED"):
        MlflowClient().create_experiment(fresh("never"))
    with refused("PERMISSION_DENIED"):
        MlflowClient().create_run("0")


@check
def probes_need_no_token():
    for path in ("/health", "/version", "/api/3.0/mlflow/server-info"):
        assert call("GET", path)[0] == 200, path
