"""What a model needs to be loaded elsewhere: pinned packages, in the files that tools read."""

import functools
import importlib.metadata
import platform
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from runlore.models.parts import load_part

_MLFLOW = "mlflow>=2.10"
"""Its scoring server reads our folders from this version on; ours needs none of it."""

_OURS = frozenset({"runlore", "mlflow", "mlflow-skinny", "pip", "setuptools"})


def requirements_of(packages: Iterable[str], pickles: Iterable[Path]) -> list[str]:
    """Pinned lines for the packages and for those whose modules the pickles name."""
    wanted = {_plain(name) for name in packages}
    for file in pickles:
        wanted |= {_plain(name) for name in _distributions(_modules_of(file))}
    pins = [f"{name}=={version}" for name in sorted(wanted - _OURS) if (version := _version(name))]
    return [_MLFLOW, *pins]


def write_environment(folder: Path, requirements: Sequence[str]) -> None:
    """Write ``requirements.txt``, ``conda.yaml`` and ``python_env.yaml``."""
    lines = list(requirements)
    (folder / "requirements.txt").write_text("\n".join(lines) + "\n")
    python, pip = platform.python_version(), _version("pip")
    write_yaml = load_part("runlore.models.yaml_text").write_yaml
    write_yaml(
        folder / "conda.yaml",
        {
            "name": "mlflow-env",
            "channels": ["conda-forge"],
            "dependencies": [f"python={python}", f"pip<={pip}" if pip else "pip", {"pip": lines}],
        },
    )
    build = [f"{name}=={_version(name)}" for name in ("pip", "setuptools") if _version(name)]
    write_yaml(
        folder / "python_env.yaml",
        {
            "python": python,
            "build_dependencies": [*build, "wheel"],
            "dependencies": ["-r requirements.txt"],
        },
    )


def _modules_of(file: Path) -> set[str]:
    """Roots of the modules that a pickle names; PyTorch keeps its one in an archive."""
    modules_in = load_part("runlore.models.pickles").modules_in
    if not zipfile.is_zipfile(file):
        with file.open("rb") as content:
            return {name.partition(".")[0] for name in modules_in(content)}
    found: set[str] = set()
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith("data.pkl"):
                with archive.open(name) as content:
                    found |= {named.partition(".")[0] for named in modules_in(content)}
    return found


def _distributions(modules: Iterable[str]) -> set[str]:
    known = _by_module()
    return {name for module in modules for name in known.get(module, ())}


@functools.cache
def _by_module() -> Mapping[str, Sequence[str]]:
    return importlib.metadata.packages_distributions()


def _version(name: str) -> str:
    try:
        # Without a local label such as +cpu: no package index has those.
        return importlib.metadata.version(name).partition("+")[0]
    except importlib.metadata.PackageNotFoundError:
        return ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
