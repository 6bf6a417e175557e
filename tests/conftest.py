"""Settings of the whole suite: property profiles, loopback only, and no skip in CI."""

import os

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from runlore.client.opened import open_watch

IN_CI = os.environ.get("CI") == "true"

# What pytest opens is no input of the runs that tests begin in this process.
open_watch.wait_no_more()

# Two tests run at once on two cores: threads of BLAS that spin would only take from each other.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

settings.register_profile("dev", max_examples=50, deadline=None)
# A loaded machine makes single examples slow; that is no defect of ours.
settings.register_profile(
    "ci",
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if IN_CI else "dev")


def pytest_runtest_setup() -> None:
    """Tests reach this machine only: an address outside is refused, not tried."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI every test runs: a skip is a failure, for what is not run is not known to work."""
    if not IN_CI or hasattr(session.config, "workerinput"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"\nCI allows no skip: {len(skipped)} tests were skipped.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
