"""Tokens: who may do what, on every route there is."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Router

from runlore.api.kit.budget import Budget
from runlore.api.kit.call import Context, Route
from runlore.api.kit.dispatch import mount
from runlore.api.kit.guard import Guard
from runlore.api.kit.workers import Inline, drive
from runlore.api.mlflow.dialect import MLFLOW
from runlore.api.mlflow.routes import ROUTES as MLFLOW_ROUTES
from runlore.api.native.feed import NoFeed
from runlore.api.native.routes import ROUTES
from runlore.entities.access import LOCAL_ACTOR, NOBODY, Permission
from runlore.entities.errors import InvalidValueError, NotAuthenticatedError
from runlore.server.assembly import OpenStore, open_store
from runlore.server.auth.tokens import TokenBook, read_tokens
from runlore.server.settings import Settings

SECRETS = {name: f"{name}-0123456789abcdef" for name in ("reader", "editor", "admin")}
PARTS = {"{run}": "0" * 32, "{experiment}": "1", "{sha256}": "0" * 64, "{model}": f"m-{'0' * 32}"}
SETTINGS = Settings(
    token=SECRETS["admin"],
    tokens=f"rita:reader:{SECRETS['reader']}, ed:editor:{SECRETS['editor']}",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStore]:
    opened = open_store(str(tmp_path_factory.mktemp("tokens")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(store: OpenStore) -> Guard:
    """All routes behind the door of a server that has three tokens."""
    context = Context(store.services, Inline(), read_tokens(SETTINGS), NoFeed(), Budget())
    routes = [*mount(ROUTES, context), *mount(MLFLOW_ROUTES, context, MLFLOW)]
    return Guard(Router(routes), Inline(), [MLFLOW])


def ask(app: Guard, route: Route, secret: str | None) -> int:
    """The status of a request to a route that says nothing but who asks."""
    status = 0

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        nonlocal status
        status = int(str(message.get("status", status)))

    path = re.sub(r"\{\w+(:path)?\}", lambda found: PARTS.get(found.group(), "a"), route.path)
    headers = [(b"authorization", f"Bearer {secret}".encode())] if secret else []
    scope = {"type": "http", "method": route.method, "path": path, "query_string": b""}

    async def exchange() -> None:
        await app({**scope, "headers": headers, "root_path": ""}, receive, send)

    drive(exchange())
    return status


@pytest.mark.parametrize("who", [None, "reader", "editor", "admin"])
def test_every_route_asks_for_its_permission(app: Guard, who: str | None) -> None:
    routes = [*ROUTES, *MLFLOW_ROUTES]
    asked = [(one, ask(app, one, who and SECRETS[who])) for one in routes]
    wrong = [
        (one.method, one.path, status) for one, status in asked if not is_right(one, who, status)
    ]
    assert len(asked) > 200
    assert wrong == []


def is_right(route: Route, who: str | None, status: int) -> bool:
    """Whether somebody got no more and no less from a route than their role allows."""
    needed = route.permission
    if who is None and needed is not Permission.PUBLIC:
        return status == 401
    if who == "reader" and needed is Permission.WRITE:
        return status == 403
    return status not in (401, 403) and (status < 500 or status == 503)


def test_a_wrong_token_is_worse_than_none_even_on_a_public_route(app: Guard) -> None:
    health = next(route for route in ROUTES if route.path == "/api/v1/health")
    assert ask(app, health, None) == 200
    assert ask(app, health, "wrong-0123456789abcdef") == 401


@pytest.mark.parametrize(
    "header",
    [
        "Bearer {secret}",
        "bearer {secret}",
        "Basic {basic}",
    ],
)
def test_a_token_is_shown_as_bearer_or_as_the_password_of_basic(header: str) -> None:
    secret = SECRETS["editor"]
    basic = base64.b64encode(f"anybody:{secret}".encode()).decode()
    actor = read_tokens(SETTINGS)({"authorization": header.format(secret=secret, basic=basic)}, "")
    assert actor.name == "ed"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic !!", "Basic " + "=" * 9, "Digest x", "x" * 5_000]
)
def test_what_is_no_known_token_is_refused(header: str) -> None:
    with pytest.raises(NotAuthenticatedError):
        read_tokens(SETTINGS)({"authorization": header}, "")


def test_a_server_without_tokens_belongs_to_who_reaches_it() -> None:
    assert TokenBook([])({}, "") == LOCAL_ACTOR


def test_a_server_with_tokens_knows_nobody_who_shows_none() -> None:
    assert read_tokens(SETTINGS)({}, "") == NOBODY


def test_a_book_of_tokens_holds_no_secret() -> None:
    book = read_tokens(SETTINGS)
    for secret in SECRETS.values():
        assert secret not in repr(vars(book))


@pytest.mark.parametrize(
    "tokens",
    ["x", "a:reader", "a:boss:0123456789abcdef", ":admin:0123456789abcdef", "a:admin:short"],
)
def test_a_token_that_is_none_is_refused_at_the_start(tokens: str) -> None:
    with pytest.raises(InvalidValueError):
        read_tokens(Settings(tokens=tokens))


def test_a_server_on_all_addresses_with_a_token_asks_for_it(tmp_path: Path) -> None:
    from tests.server_process import ServerProcess

    server = ServerProcess(tmp_path / "s", env={"RUNLORE_TOKEN": SECRETS["admin"]}).start()
    assert server.request("GET", "/api/v1/projects")[0] == 401
    headers = {"authorization": f"Bearer {SECRETS['admin']}"}
    assert server.request("GET", "/api/v1/projects", headers=headers)[0] == 200
    assert server.request("GET", "/api/v1/health")[0] == 200
    server.stop()
