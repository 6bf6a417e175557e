"""MLflow's API on a store in a folder, without a socket."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Router

from runlore.api.kit.budget import Budget
from runlore.api.kit.call import Context
from runlore.api.kit.dispatch import mount
from runlore.api.kit.guard import Guard
from runlore.api.kit.workers import Inline, drive
from runlore.api.mlflow.dialect import MLFLOW
from runlore.api.mlflow.routes import ROUTES
from runlore.api.native.feed import NoFeed
from runlore.entities.access import LOCAL_ACTOR
from runlore.server.assembly import OpenStore, open_store


class Mlflow:
    """Asks as MLflow's client does."""

    def __init__(self, store: OpenStore) -> None:
        self.services = store.services
        context = Context(store.services, Inline(), lambda *_: LOCAL_ACTOR, NoFeed(), Budget())
        self._app = Guard(Router(mount(ROUTES, context, MLFLOW)), Inline(), [MLFLOW])

    def ask(
        self, method: str, path: str, body: bytes = b"", query: str = "", kind: str = ""
    ) -> tuple[int, Any]:
        """Status, and the answer read as JSON."""
        parts: list[bytes] = []
        status = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            parts.append(message.get("body", b""))

        headers = [(b"content-type", (kind or "application/json").encode())]
        scope = {"type": "http", "method": method, "path": path, "query_string": query.encode()}
        drive(self._app({**scope, "headers": headers, "root_path": ""}, receive, send))
        return status, json.loads(b"".join(parts))

    def post(self, path: str, **body: Any) -> Any:
        """The answer of a POST that succeeds."""
        status, answer = self.ask("POST", f"/api/2.0/mlflow/{path}", json.dumps(body).encode())
        assert status == 200, answer
        return answer

    def get(self, path: str, query: str = "") -> Any:
        """The answer of a GET that succeeds."""
        status, answer = self.ask("GET", f"/api/2.0/mlflow/{path}", query=query)
        assert status == 200, answer
        return answer

    def refused(self, path: str, **body: Any) -> tuple[int, str, str]:
        """Status, name and text of an error that a POST gets."""
        status, answer = self.ask("POST", f"/api/2.0/mlflow/{path}", json.dumps(body).encode())
        assert status >= 400, answer
        return status, answer["error_code"], answer["message"]

    def run(self, **fields: Any) -> str:
        """The id of a new run."""
        return str(self.post("runs/create", **fields)["run"]["info"]["run_id"])

    def data(self, run: str) -> dict[str, dict[str, Any]]:
        """Metrics, params and tags of a run by key."""
        data = self.get("runs/get", f"run_id={run}")["run"]["data"]
        return {
            kind: {one["key"]: one["value"] for one in data.get(kind, ())}
            for kind in ("metrics", "params", "tags")
        }


@pytest.fixture
def mlflow(tmp_path: Path) -> Iterator[Mlflow]:
    store = open_store(str(tmp_path / "store"))
    yield Mlflow(store)
    store.close()
