"""Every endpoint that the dialect owes is asked by a real client, and does what it is for."""

from typing import Any

import pytest

from tests.compat.areas import ASKED, checks
from tests.compat.campaign import Campaign
from tests.compat.endpoints import ENDPOINTS, REFUSED, REFUSED_BY_STOCK, Endpoint
from tests.compat.test_clients import is_asked

GROUPS = {"tracking": "runs", "artifacts": "artifacts", "logged_models": "logged_models"}
GROUPS |= {"registry": "registry"}
"""The area whose checks ask the endpoints of a group."""


def owed() -> list[Any]:
    """Server and endpoint."""
    rows = []
    for server in ("runlore", "stock"):
        marks = [pytest.mark.compat, pytest.mark.timeout(600), pytest.mark.xdist_group("mlflow3")]
        marks += [pytest.mark.slow] if server == "stock" else []
        for group, endpoints in ENDPOINTS.items():
            if GROUPS[group] in ASKED[server]:
                for one in endpoints:
                    name = f"{server}-{one.mark}-{one.method}-{one.path}"
                    rows.append(pytest.param(server, one, marks=marks, id=name))
    return rows


@pytest.mark.parametrize(("server", "endpoint"), owed())
def test_an_endpoint_is_asked_by_a_real_client(
    server: str, endpoint: Endpoint, campaign: Campaign
) -> None:
    asked = [check for check in checks() if is_asked(check, server, "mlflow3")]
    outcomes = campaign.outcomes(server, "mlflow3", asked)
    answers = [
        status
        for outcome in outcomes.values()
        for method, path, status in outcome.requests
        if endpoint.is_asked_by(method, path)
    ]
    assert answers, "no check asks it"
    refused = REFUSED | (REFUSED_BY_STOCK if server == "stock" else {})
    if endpoint.path not in refused:
        assert any(status < 300 for status in answers), sorted(set(answers))


def test_endpoints_are_listed_once() -> None:
    every = [one[1:] for endpoints in ENDPOINTS.values() for one in endpoints]
    assert len(every) == len(set(every)) >= 70
