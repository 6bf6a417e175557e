"""What is read of the lock files that a run kept, each in the form that its tool writes."""

from tests.unit.launch.projects import Project

from runlore.launch.environment import LOCKED, locked_requirements
from runlore.launch.interpreters import Distribution, EnvironmentSource, environment_of
from runlore.launch.locks import pins_of

ONE, TWO, THREE, FOUR, FIVE = ("1" * 64, "2" * 64, "3" * 64, "4" * 64, "5" * 64)

UV = f"""
version = 1

[[package]]
name = "ours"
version = "0.1"
source = {{ virtual = "." }}

[[package]]
name = "typing-extensions"
version = "4.12.2"
source = {{ registry = "https://example.org/simple" }}
sdist = {{ url = "https://example.org/t.tar.gz", hash = "sha256:{ONE}", size = 85 }}
wheels = [
    {{ url = "https://example.org/t.whl", hash = "sha256:{TWO}", size = 37 }},
]
"""
POETRY = f"""
[[package]]
name = "Scikit_Learn"
version = "1.5.0"
files = [
    {{file = "s.whl", hash = "sha256:{THREE}"}},
]

[package.dependencies]
numpy = ">=1.19.5"
"""
PYLOCK = f"""
[[packages]]
name = "attrs"
version = "25.1.0"
[[packages.wheels]]
name = "attrs-25.1.0-py3-none-any.whl"
[packages.wheels.hashes]
sha256 = "{FOUR}"
"""
REQUIREMENTS = f"""
# by hand
numpy>=1.0
pandas[parquet]==2.2.0 ; python_version > "3.9" \\
    --hash=sha256:{FIVE} \\
    --hash=sha256:{ONE}
attrs==25.1.0 --hash=sha256:{TWO}
"""
PIPENV = (
    f'{{"default": {{"click": {{"version": "==8.1.0", "hashes": ["sha256:{ONE}", "md5:x"]}}}},'
    ' "develop": {"own": {"path": "."}}}'
)


def test_hashes_are_read_of_every_lock_and_what_is_no_lock_has_none(project: Project) -> None:
    project.write(train="import runlore\nrunlore.init(project='repeat').finish()\n")
    locks = {"uv.lock": UV, "poetry.lock": POETRY, "pylock.toml": PYLOCK, "pdm.lock": "[[package]]",
             "requirements.txt": REQUIREMENTS, "Pipfile.lock": PIPENV,
             "environment.yml": f"name: x\nsha256: {ONE}\n"}  # fmt: skip
    for name, text in locks.items():
        (project.folder / name).write_text(text)
    run = project.run("train.py")
    pins = pins_of(run, environment_of(run))
    assert pins.hashes == {
        ("typing-extensions", "4.12.2"): {ONE, TWO},
        ("scikit-learn", "1.5.0"): {THREE},
        ("attrs", "25.1.0"): {FOUR, TWO},
        ("pandas", "2.2.0"): {FIVE, ONE},
        ("click", "8.1.0"): {ONE},
    }
    assert pins.conda == frozenset()

    (project.folder / "Pipfile.lock").write_text('["no lock"')
    (project.folder / "uv.lock").write_bytes(b"\xff[[package]]\nname = 7\n")
    run = project.run("train.py")
    assert ("typing-extensions", "4.12.2") not in pins_of(run, environment_of(run)).hashes


def test_a_version_takes_the_hashes_of_just_that_version() -> None:
    address = "https://example.org/wheels/tool-1.0-py3-none-any.whl"
    installed = (
        Distribution("Attrs", "25.1.0"),
        Distribution("click", "8.2.0"),
        Distribution("tool", "1.0", address, archive=THREE),
        Distribution("lib", "1.0", "https://example.org/lib.git", commit="a" * 40),
    )
    wanted = EnvironmentSource("3.12.1", "CPython", "", {one.key: one for one in installed})
    hashes = {
        ("attrs", "25.1.0"): frozenset({TWO, ONE}),
        ("click", "8.1.0"): frozenset({ONE}),
        ("lib", "1.0"): frozenset({ONE}),
    }
    assert locked_requirements(wanted, hashes) == [
        f"Attrs==25.1.0{LOCKED}{ONE}{LOCKED}{TWO}",
        "click==8.2.0",
        f"lib @ git+https://example.org/lib.git@{'a' * 40}",
        f"tool @ {address}{LOCKED}{THREE}",
    ]
