"""The table of routes: complete, guarded, described."""

from collections.abc import Iterator
from typing import Any

import pytest

from runlore.api.kit.call import Call, Nothing, Route
from runlore.api.kit.signature import signature_of
from runlore.api.native.openapi import build_document
from runlore.api.native.routes import ROUTES
from runlore.entities.access import Permission

PROMISED = """
GET /api/v1/health
GET /api/v1/projects
PATCH /api/v1/projects/{project:path}
GET /api/v1/experiments
POST /api/v1/experiments
PATCH /api/v1/experiments/{experiment}
POST /api/v1/runs/search
GET /api/v1/runs/{run}
PATCH /api/v1/runs/{run}
POST /api/v1/runs/bulk
POST /api/v1/runs/{run}/records
GET /api/v1/runs/{run}/captures
GET /api/v1/runs/{run}/recipe
GET /api/v1/runs/{run}/difference
GET /api/v1/lineage
GET /api/v1/runs/{run}/tables
POST /api/v1/runs/{run}/tables/rows
POST /api/v1/runs/{run}/tables/statistics
POST /api/v1/runs/{run}/tables/groups
POST /api/v1/runs/{run}/tables/curve
POST /api/v1/runs/{run}/tables/csv
GET /api/v1/runs/{run}/console
GET /api/v1/runs/{run}/console/search
GET /api/v1/runs/{run}/artifacts
GET /api/v1/runs/{run}/artifacts/content/{path:path}
GET /api/v1/runs/{run}/artifacts/content
PUT /api/v1/blobs/{sha256}
HEAD /api/v1/blobs/{sha256}
GET /api/v1/runs/{run}/lineage
POST /api/v1/runs/{run}/lineage
POST /api/v1/logged-models
POST /api/v1/logged-models/search
POST /api/v1/logged-models/{model}/metrics
GET /api/v1/logged-models/{model}
PATCH /api/v1/logged-models/{model}
DELETE /api/v1/logged-models/{model}
GET /api/v1/logged-models/{model}/artifacts
GET /api/v1/logged-models/{model}/artifacts/content/{path:path}
PUT /api/v1/logged-models/{model}/artifacts/content/{path:path}
DELETE /api/v1/logged-models/{model}/artifacts/content/{path:path}
GET /api/v1/runs/{run}/series
GET /api/v1/runs/{run}/rows
POST /api/v1/series/tiles
POST /api/v1/series/extent
POST /api/v1/series/csv
GET /api/v1/series/near
GET /api/v1/keys
POST /api/v1/values/search
GET /api/v1/events
GET /api/v1/models
POST /api/v1/models
POST /api/v1/models/versions/search
GET /api/v1/models/{name}
PATCH /api/v1/models/{name}
DELETE /api/v1/models/{name}
GET /api/v1/models/{name}/resolve
GET /api/v1/models/{name}/rollback
POST /api/v1/models/{name}/rollback
GET /api/v1/models/{name}/audit
POST /api/v1/models/{name}/versions
GET /api/v1/models/{name}/versions/{version}
PATCH /api/v1/models/{name}/versions/{version}
DELETE /api/v1/models/{name}/versions/{version}
POST /api/v1/models/{name}/versions/{version}/stage
PUT /api/v1/models/{name}/aliases/{alias}
DELETE /api/v1/models/{name}/aliases/{alias}
GET /api/v1/audit
POST /api/v1/projects/cards/search
POST /api/v1/projects/storage/search
GET /api/v1/activity
GET /api/v1/runs/{run}/comments
POST /api/v1/runs/{run}/comments
GET /api/v1/models/{name}/versions/{version}/comments
POST /api/v1/models/{name}/versions/{version}/comments
POST /api/v1/comments/search
PATCH /api/v1/comments/{comment}
DELETE /api/v1/comments/{comment}
GET /api/v1/views
POST /api/v1/views
PATCH /api/v1/views/{view}
DELETE /api/v1/views/{view}
POST /api/v1/addresses
GET /api/v1/addresses/{address}
GET /api/v1/audit/check
GET /api/v1/openapi.json
"""

PUBLIC = {"GET /api/v1/health", "GET /api/v1/openapi.json"}


def test_the_table_is_the_promised_one() -> None:
    assert sorted(f"{one.method} {one.path}" for one in ROUTES) == sorted(
        PROMISED.split("\n")[1:-1]
    )


def test_a_route_cannot_be_made_without_a_permission() -> None:
    def handler(call: Call[Nothing, None]) -> Nothing:
        return call.query

    with pytest.raises(TypeError, match="no permission"):
        Route("GET", "/x", None, handler)  # type: ignore[arg-type]


def test_only_these_routes_are_open_to_everybody() -> None:
    found = {f"{one.method} {one.path}" for one in ROUTES if one.permission is Permission.PUBLIC}
    assert found == PUBLIC


def test_what_changes_something_needs_the_permission_to_write() -> None:
    for route in ROUTES:
        asks = route.path.endswith(("/search", "/tiles", "/extent", "/csv"))
        reads = asks or "/tables/" in route.path
        changes = route.method in ("PUT", "PATCH", "DELETE", "POST") and not reads
        assert not changes or route.permission is Permission.WRITE, route.path


def test_a_handler_of_another_shape_is_refused() -> None:
    def handler(call: Any, more: int) -> None:
        del call, more

    with pytest.raises(TypeError, match="must be annotated"):
        signature_of(handler)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_document(ROUTES)


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation["summary"].endswith((".", "404.")), operation["operationId"]
        assert "200" in operation["responses"]
        assert "400" in operation["responses"]


def test_every_query_parameter_is_described_or_names_itself(document: dict[str, Any]) -> None:
    for operation in operations(document):
        for one in operation["parameters"]:
            assert one["schema"], one


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for one in value.values():
                yield from references(one)
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    found = set(references(document))
    assert found
    for reference in found:
        assert reference.rpartition("/")[2] in document["components"]["schemas"], reference


def test_a_change_without_a_known_run_may_answer_404(document: dict[str, Any]) -> None:
    answers = document["paths"]["/api/v1/runs/{run}"]["patch"]["responses"]
    assert {"200", "400", "401", "403", "404", "413", "503", "507"} <= set(answers)
