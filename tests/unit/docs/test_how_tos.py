"""What the README and the how-tos tell people to type is typed here, page by page."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs/how-to").glob("*.md"))]
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_NAME = re.compile(r"# (\w+\.py)\n")
BLOCK_SECONDS = 60.0


def blocks_of(page: Path) -> Iterator[tuple[str, str]]:
    """Language and text of each block that is to be run, in order."""
    yield from BLOCK.findall(page.read_text())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_does_what_it_says(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    for language, text in blocks_of(page):
        named = FILE_NAME.match(text)
        if language == "python" and named:
            (folder / named[1]).write_text(text)
        else:
            run_block(language, text, folder)


def run_block(language: str, text: str, folder: Path) -> None:
    command = [sys.executable, "-"] if language == "python" else ["bash", "-euo", "pipefail"]
    done = subprocess.run(
        command,
        input=text,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=BLOCK_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"


def environment(folder: Path) -> dict[str, str]:
    """A newcomer's shell: this Python first on PATH, nothing of ours set."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("RUNLORE_")}
    programs = Path(sys.executable).parent
    return {**own, "HOME": str(folder.parent), "PATH": f"{programs}{os.pathsep}{own['PATH']}"}
