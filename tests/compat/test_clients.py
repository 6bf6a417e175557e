"""Real MLflow clients, unchanged: what they get from our server, and from MLflow's own.

The checks stand in `clients/`. Against MLflow's own server they show that it is the client's
expectation that they state, and not ours. That, and the client of the 2.x line, are for
``make test-compat``.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.compat.areas import ASKED, Check, checks
from tests.compat.campaign import Campaign

CLIENTS = {"mlflow3": 3, "mlflow2": 2}
PAIRS = (
    ("runlore", "mlflow3"),
    ("runlore", "mlflow2"),
    ("guarded", "mlflow3"),
    ("guarded", "mlflow2"),
    ("stock", "mlflow3"),
    ("stock", "mlflow2"),
)


class Case(NamedTuple):
    """One check, of one client, on one server."""

    server: str
    client: str
    check: Check


def cases() -> Iterator[Any]:
    for server, client in PAIRS:
        marks = [pytest.mark.compat, pytest.mark.timeout(600)]
        marks += [pytest.mark.xdist_group(client)]
        marks += [pytest.mark.slow] if server == "stock" or client == "mlflow2" else []
        for check in checks():
            if not is_asked(check, server, client):
                continue
            name = f"{server}-{client}-{check.area}-{check.name}"
            yield pytest.param(Case(server, client, check), marks=marks, id=name)


def is_asked(check: Check, server: str, client: str) -> bool:
    """Whether a check is for a client, and for a server."""
    if server == "stock" and check.ours:
        return False
    return check.area in ASKED[server] and check.only in (0, CLIENTS[client])


@pytest.mark.parametrize("case", list(cases()))
def test_a_real_client_gets_what_it_expects(
    case: Case, campaign: Campaign, request: pytest.FixtureRequest
) -> None:
    asked = [one.check for one in cases_of(request.session.items) if one[:2] == case[:2]]
    outcome = campaign.outcomes(case.server, case.client, asked)[case.check]
    assert not outcome.failure, outcome.failure


def cases_of(items: list[pytest.Item]) -> Iterator[Case]:
    """The cases of the session: those of one client and server run in one process."""
    for item in items:
        case = getattr(item, "callspec", None) and item.callspec.params.get("case")
        if isinstance(case, Case):
            yield case
