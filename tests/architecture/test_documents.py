"""Documents tell the truth: what they name exists, and what exists is in them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from runlore.cli.main import runlore as command_line

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")
ROOTS = ("src/runlore/", "ui/src/", "")
"""Where a path in a document may begin."""

MAX_ARCHITECTURE_LINES = 300

QUOTED_PATH = re.compile(r"`([A-Za-z_.][\w./*-]*/[\w./*-]*|[\w-]+\.(?:py|md|toml|ts|tsx))`")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_exists(document: str, root: Path) -> None:
    missing = [
        name
        for name in paths_named_in((root / document).read_text())
        if not any(list(root.glob(base + name)) for base in ROOTS)
    ]
    assert missing == []


def paths_named_in(text: str) -> Iterator[str]:
    """What stands in backticks or as the target of a link and looks like a path of ours."""
    for name in QUOTED_PATH.findall(text):
        if not name.startswith((".runlore", "application/")):
            yield name.rstrip("/")
    for target in LINK.findall(text):
        yield target.rstrip("/")


def test_every_link_between_documents_leads_somewhere(root: Path) -> None:
    broken = [
        f"{page.relative_to(root)}: {target}"
        for page in sorted((root / "docs").rglob("*.md"))
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_the_map_of_the_house_is_short(root: Path) -> None:
    text = (root / "ARCHITECTURE.md").read_text()
    assert len(text.splitlines()) <= MAX_ARCHITECTURE_LINES


def test_the_map_names_every_package(root: Path) -> None:
    text = (root / "ARCHITECTURE.md").read_text()
    packages = sorted(p.parent.name for p in (root / "src/runlore").glob("*/__init__.py"))
    assert [name for name in packages if f"{name}/" not in text] == []


def test_every_command_and_option_is_in_the_reference(root: Path) -> None:
    text = (root / "docs/reference/cli.md").read_text()
    missing = []
    for path, command in commands(command_line, "runlore"):
        if f"## {path}\n" not in text:
            missing.append(path)
        options = [one for one in command.params if isinstance(one, click.Option)]
        names = [name for option in options for name in option.opts]
        missing += [f"{path} {name}" for name in names if f"`{name}`" not in text]
    assert missing == []


def test_the_reference_of_commands_is_what_they_say_now(root: Path) -> None:
    command = [sys.executable, str(root / "tools/cli_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command under one, with the words that call it."""
    context = click.Context(command, info_name=path)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, f"{path} {name}")
    else:
        yield path, command


def test_every_decision_is_in_the_list_of_decisions(root: Path) -> None:
    index = (root / "docs/adr/README.md").read_text()
    pages = sorted(p.name for p in (root / "docs/adr").glob("[0-9]*.md"))
    assert [page for page in pages if f"({page})" not in index] == []
    numbers = [page[:4] for page in pages]
    assert len(numbers) == len(set(numbers))
