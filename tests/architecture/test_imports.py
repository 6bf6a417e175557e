"""House rules on imports: layers point down, and `import runlore` is light."""

import json
import subprocess
import sys
from pathlib import Path

MAX_NEW_MODULES = 60
HEAVY = {"numpy", "pandas", "http", "ssl", "urllib3", "sqlalchemy", "starlette", "uvicorn", "click"}

COUNT = """
import json, sys
import msgspec
before = set(sys.modules)
import runlore
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_layers_point_down_and_nothing_goes_in_circles(root: Path) -> None:
    # In a process of its own: in ours it would switch off every logger that exists already.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_importing_the_public_face_is_light() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", COUNT], capture_output=True, text=True, check=True
    )
    new = json.loads(answer.stdout)
    heavy = HEAVY & ({name.partition(".")[0] for name in new} | set(new))
    assert heavy == set()
    assert len(new) <= MAX_NEW_MODULES, new
