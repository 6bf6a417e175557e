"""House rules on files: their size, their names, and what may not stand in them."""

import re
from pathlib import Path

MAX_SOURCE_LINES = 400
MAX_TEST_LINES = 600
BANNED_STEMS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
GENERATED = {"package-lock.json", "schema.gen.ts"}
CODE = {".py", ".ts", ".tsx"}

THIS_MACHINE = re.compile(r"(^|[^A-Za-z0-9_.])/(work|farm|root|opt/pypi)/[a-z.]")
REGISTRY_HOST = re.compile(
    r"files\.pythonhosted\.org|pypi\.org/simple|registry\.(npmjs\.org|yarnpkg\.com)"
)


def test_no_source_file_is_longer_than_a_reader_holds(root: Path, tree: tuple[Path, ...]) -> None:
    too_long = {
        str(path): lines
        for path in tree
        if path.suffix in CODE and path.name not in GENERATED and "migrations" not in path.parts
        if (lines := len((root / path).read_text().splitlines())) > limit_of(path)
    }
    assert too_long == {}


def limit_of(path: Path) -> int:
    return MAX_TEST_LINES if "tests" in path.parts else MAX_SOURCE_LINES


def test_no_file_has_a_name_that_says_nothing(tree: tuple[Path, ...]) -> None:
    code = [path for path in tree if path.suffix in CODE]
    assert [str(path) for path in code if path.stem.lower() in BANNED_STEMS] == []


def test_every_package_folder_says_what_it_is(root: Path, tree: tuple[Path, ...]) -> None:
    folders = {path.parent for path in tree if path.suffix == ".py" and path.parts[0] == "src"}
    silent = []
    for folder in sorted(folders - {Path("src/runlore")}):
        face = root / folder / "__init__.py"
        if "migrations" in folder.parts:  # no packages: Alembic reads these by path
            continue
        if not face.is_file() or not face.read_text().startswith('"""'):
            silent.append(str(folder))
    assert silent == []


def test_nothing_names_this_machine_or_the_host_of_a_registry(
    root: Path, tree: tuple[Path, ...]
) -> None:
    found = []
    for path in tree:
        if path == Path("tests/architecture/test_shape.py"):
            continue
        text = (root / path).read_text(errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if THIS_MACHINE.search(line) or REGISTRY_HOST.search(line):
                found.append(f"{path}:{number}: {line.strip()[:80]}")
    assert found == []


def test_no_file_is_too_large_for_a_source_tree(root: Path, tree: tuple[Path, ...]) -> None:
    limit = 800 * 1024
    assert [str(path) for path in tree if (root / path).stat().st_size > limit] == []


def test_types_are_ignored_at_most_once_in_a_thousand_lines(
    root: Path, tree: tuple[Path, ...]
) -> None:
    lines = ignored = bare = 0
    for path in tree:
        if path.suffix == ".py" and path.parts[0] == "src":
            text = (root / path).read_text()
            lines += text.count("\n")
            ignored += text.count("# type: ignore")
            bare += len(re.findall(r"# type: ignore(?!\[)", text))
    assert bare == 0
    assert ignored <= max(1, lines / 1000)
