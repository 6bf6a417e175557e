"""What a check is: a function whose name says what a client gets.

The test suite reads these marks without importing the file, for it lacks the client; so they are
written with plain constants.
"""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.utils.credentials import get_default_host_creds
from mlflow.utils.rest_utils import http_request

CHECKS: dict[tuple[str, str], Callable[[], None]] = {}
"""By area and name."""


def check(function=None, *, only: int = 0, ours: str = ""):
    """Mark a check.

    Args:
        function: when the mark stands without brackets.
        only: the major version of the client that it is for; 0 is for each.
        ours: why it is not asked of a stock server, which answers otherwise.
    """
    if function is None:
        return lambda marked: check(marked, only=only, ours=ours)
    CHECKS[function.__module__, function.__name__] = function
    return function


def fresh(word: str) -> str:
    """A name that nothing else has."""
    return f"{word}-{uuid.uuid4().hex[:12]}"


def an_experiment(**more: Any) -> str:
    """The id of a new experiment."""
    return MlflowClient().create_experiment(fresh("experiment"), **more)


def a_run(experiment: str = "", **more: Any) -> str:
    """The id of a new run."""
    return MlflowClient().create_run(experiment or an_experiment(), **more).info.run_id


@contextmanager
def refused(code: str, *words: str) -> Iterator[None]:
    """What is inside must be refused with that code, in a text with these words."""
    said = None
    try:
        yield
    except MlflowException as error:
        said = error
    assert said is not None, f"taken, and should have been refused with {code}"
    assert said.error_code == code, f"{said.error_code}: {said}"
    for word in words:
        assert word in str(said), f"{word!r} is not in {said}"


def call(method: str, path: str, body: Any = None, **how: Any) -> tuple[int, Any]:
    """One request as the client sends it, without its own checks: status and answer.

    Args:
        method: POST, PATCH and DELETE send the body as JSON, GET as the query.
        path: below ``/api/2.0/mlflow/`` unless it begins with a slash.
        body: what is sent.
        how: further arguments of the client's own ``http_request``.
    """
    path = path if path.startswith("/") else f"/api/2.0/mlflow/{path}"
    if body is not None:
        how["params" if method == "GET" else "json"] = body
    answer = http_request(
        host_creds=get_default_host_creds(mlflow.get_tracking_uri()),
        endpoint=path,
        method=method,
        max_retries=0,
        raise_on_status=False,
        **how,
    )
    try:
        return answer.status_code, answer.json()
    except ValueError:
        return answer.status_code, answer.text


def must(method: str, path: str, body: Any = None) -> Any:
    """The answer to a request that must succeed."""
    status, answer = call(method, path, body)
    assert status == 200, (method, path, status, answer)
    return answer


def must_refuse(code: str, method: str, path: str, body: Any = None, *words: str) -> None:
    """A request must be refused with that code, with these words."""
    status, answer = call(method, path, body)
    assert isinstance(answer, dict), (status, answer)
    assert answer.get("error_code") == code, (status, answer)
    assert status == STATUS[code], (status, answer)
    for word in words:
        assert word in answer["message"], (word, answer)


STATUS = {
    "INVALID_PARAMETER_VALUE": 400,
    "BAD_REQUEST": 400,
    "RESOURCE_ALREADY_EXISTS": 400,
    "RESOURCE_DOES_NOT_EXIST": 404,
    "ENDPOINT_NOT_FOUND": 404,
    "NOT_IMPLEMENTED": 501,
}
"""Of the error names that an expected failure may have."""


def until(ask: Callable[[], Any], seconds: float = 20) -> Any:
    """Ask again until the answer is something."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return found


def is_run_id(text: str) -> bool:
    """32 hex digits."""
    return re.fullmatch("[0-9a-f]{32}", text) is not None
