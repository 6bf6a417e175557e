"""House rules on imports: layers point down, and `import runlore` is light."""

import json
import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

MAX_NEW_MODULES = 60
HEAVY = {"numpy", "pandas", "http", "ssl", "urllib3", "sqlalchemy", "starlette", "uvicorn", "click"}

COUNT = """
import json, sys
import msgspec
before = set(sys.modules)
import runlore
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_layers_point_down_and_nothing_goes_in_circles(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_importing_the_public_face_is_light() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", COUNT], capture_output=True, text=True, check=True
    )
    new = json.loads(answer.stdout)
    heavy = HEAVY & ({name.partition(".")[0] for name in new} | set(new))
    assert heavy == set()
    assert len(new) <= MAX_NEW_MODULES, new
