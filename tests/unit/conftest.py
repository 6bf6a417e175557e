"""One warm Python for all tests of a worker that call our commands."""

from collections.abc import Iterator

import pytest
from tests.warm_python import WarmPython


@pytest.fixture(scope="session")
def warm() -> Iterator[WarmPython]:
    """The Python whose copies run commands; what tests the start itself starts each one anew."""
    python = WarmPython()
    yield python
    python.close()
