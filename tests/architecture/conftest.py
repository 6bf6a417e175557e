"""What the house rules are asked of: the files that git has or would take."""

import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@lru_cache
def files_of_the_tree() -> tuple[Path, ...]:
    """Every file that is committed or would be, as paths from the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file())


@pytest.fixture
def root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture
def tree() -> tuple[Path, ...]:
    """Every file of the tree, as paths from the root."""
    return files_of_the_tree()
