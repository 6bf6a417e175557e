"""Write ``docs/compatibility/mlflow.md`` from the dialect's tables; ``--check`` only compares."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from runlore.api.mlflow.refused import REFUSED
from runlore.api.mlflow.routes import ENDPOINTS, Endpoint

PAGE = Path(__file__).parents[1] / "docs/compatibility/mlflow.md"
DIFFERENCES = PAGE.with_name("mlflow-differences.md")

HEAD = """\
# MLflow's clients

<!-- Written by tools/compatibility.py from src/runlore/api/mlflow/{routes,refused}.py. -->

Point an unchanged `mlflow` client at a Runlore server (`MLFLOW_TRACKING_URI=http://localhost:5000`)
and it works. The same paths are answered below `/ajax-api`. What is the same and what is better is
told in [differences](mlflow-differences.md).

| endpoint | what it does | support |
|---|---|---|
"""


def main() -> None:
    """Write the page, or say that it is out of date."""
    text = HEAD + "\n".join([*rows(), "", *refused()]) + "\n"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text)
    elif not PAGE.is_file() or PAGE.read_text() != text:
        sys.exit(f"Out of date: {PAGE.name}. Run `make generate`.")


def rows() -> Iterator[str]:
    """A line for each endpoint that is there."""
    for one in ENDPOINTS:
        yield f"| `{one.method} {one.path}` | {about(one)} | {support(one)} |"


def refused() -> Iterator[str]:
    """A line for each family that is not."""
    yield "| not there | why |\n|---|---|"
    for one in REFUSED:
        yield f"| {one.paths} | {one.why} |"


def about(endpoint: Endpoint) -> str:
    """The first line of what its handler says of itself."""
    return (inspect.getdoc(endpoint.handler) or "").partition("\n")[0]


def support(endpoint: Endpoint) -> str:
    """In one word, or what is missing."""
    return f"partial: {endpoint.partly}" if endpoint.partly else "full"


if __name__ == "__main__":
    main()
