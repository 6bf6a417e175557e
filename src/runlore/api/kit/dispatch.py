"""From an HTTP request to a handler and back."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from starlette.routing import Route as StarletteRoute
from starlette.types import Receive, Scope, Send

from runlore.api.kit.bodies import Arriving
from runlore.api.kit.budget import Lease
from runlore.api.kit.call import Call, Context, Route
from runlore.api.kit.dialect import NATIVE, Dialect
from runlore.api.kit.errors import MethodNotAllowedError
from runlore.api.kit.reply import Reply, send_reply
from runlore.api.kit.signature import Signature, signature_of


def mount(
    routes: Sequence[Route], context: Context, dialect: Dialect = NATIVE
) -> list[StarletteRoute]:
    """The routes for Starlette: one for each path, fixed parts before those that vary."""
    by_path: dict[str, list[Route]] = {}
    for route in routes:
        by_path.setdefault(route.path, []).append(route)
    paths = sorted(by_path, key=lambda path: ["{" in part for part in path.split("/")])
    return [StarletteRoute(path, Resource(by_path[path], context, dialect)) for path in paths]


class Resource:
    """One path with its verbs."""

    def __init__(self, routes: Iterable[Route], context: Context, dialect: Dialect) -> None:
        self._context = context
        self._dialect = dialect
        self._routes = {route.method: (route, signature_of(route.handler)) for route in routes}
        verbs = {*self._routes, "OPTIONS", *(["HEAD"] if "GET" in self._routes else [])}
        self._allowed = sorted(verbs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            reply = Reply(204, headers={"allow": ", ".join(self._allowed)})
        else:
            route, signature = self._pick(scope)
            with self._context.budget.lease() as lease:
                reply = await self._answer(route, signature, scope, receive, lease)
        await send_reply(reply, scope, receive, send, self._context.workers)

    def _pick(self, scope: Scope) -> tuple[Route, Signature]:
        method = scope["method"]
        found = self._routes.get(method)
        if found is None and method == "HEAD":
            found = self._routes.get("GET")
        if found is None:
            raise MethodNotAllowedError(method, scope["path"], self._allowed)
        return found

    async def _answer(
        self, route: Route, signature: Signature, scope: Scope, receive: Receive, lease: Lease
    ) -> Reply:
        context = self._context
        headers = read_headers(scope)
        actor = context.authenticate(headers, (scope.get("client") or ("",))[0])
        context.services.access.require(actor, route.permission)
        query = self._dialect.read_query(scope["query_string"], signature.query)
        came = await signature.body.read(Arriving(headers, receive, context.workers, lease))

        def answer() -> Reply:
            # Decoding and encoding are done in the worker thread too: bodies are long.
            call = Call(
                services=context.services,
                feed=context.feed,
                actor=actor,
                path=scope["path_params"],
                query=query,
                body=signature.body.decode(came, self._dialect),
                headers=headers,
            )
            return _render(route.handler(call))

        return await context.workers.run(answer)


def _render(answer: object) -> Reply:
    return answer if isinstance(answer, Reply) else Reply(body=msgspec.json.encode(answer))


def read_headers(scope: Scope) -> Mapping[str, str]:
    """Names in lower case; a header that is repeated has its values joined, as HTTP means it."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
