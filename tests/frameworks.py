"""The interpreter that has torch, skops and the real mlflow: our own environment has none of them.

Tests run scripts in it. A script of ours finds our code and what we depend on first, frameworks
after them, and no mlflow; a script of MLflow's finds what is installed there, and nothing of ours.
"""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = Path(os.environ.get("RUNLORE_COMPAT_ENVS", ROOT / ".venv-compat"))
PYTHON = ENVIRONMENTS / "mlflow3" / "bin" / "python"

NO_MLFLOW = "import sys; sys.modules['mlflow'] = None\n"
"""Whatever is installed: to a script that begins so there is no mlflow."""

CALM = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_REQUIREMENTS_INFERENCE_TIMEOUT": "1",
    "GIT_PYTHON_REFRESH": "quiet",
    "OMP_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
}
"""No call home; and what a model needs is not found out by loading it in one more process."""

SECONDS = 100.0

needs_frameworks = pytest.mark.skipif(
    not PYTHON.exists(), reason="no torch, no real mlflow: run `make compat-envs`"
)


def of_ours(environ: dict[str, str]) -> dict[str, str]:
    """An environment in which that interpreter finds our code and what it depends on."""
    path = os.pathsep.join([str(ROOT / "src"), sysconfig.get_path("purelib")])
    kept = {name: value for name, value in environ.items() if not name.startswith("PYTHON")}
    return {**kept, **CALM, "PYTHONPATH": path}


def of_mlflow(environ: dict[str, str]) -> dict[str, str]:
    """An environment in which it finds what is installed there only."""
    strange = ("MLFLOW_", "RUNLORE_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in environ.items() if not name.startswith(strange)}
    return {**kept, **CALM}


def run_script(script: str, folder: Path, environ: dict[str, str]) -> str:
    """Run a script in a folder, as the file ``script.py``; gives what it printed."""
    file = folder / "script.py"
    file.write_text(script)
    return run_file(file, environ)


def run_file(file: Path, environ: dict[str, str]) -> str:
    """Run a script where it lies; it must end well. Gives what it printed."""
    done = subprocess.run(
        [str(PYTHON), file.name],
        cwd=file.parent,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
