"""The scripts that people wrote for MLflow, on PyTorch: exact from the server alone."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from tests.compat.seed_scripts import SEEDS, with_the_facade
from tests.frameworks import PYTHON, needs_frameworks
from tests.unit.launch.projects import Project

from runlore.entities.ids import new_run_id
from runlore.launch.judge import Verdict

pytestmark = [pytest.mark.timeout(600), needs_frameworks]

SEEDED = "import torch\ntorch.manual_seed(7)\nimport numpy\nnumpy.random.seed(7)\n"
"""The two lines that the scripts lack: without them their own numbers are chance."""


def frameworks(folder: Path) -> str:
    """An environment in which our client, PyTorch and scikit-learn are found."""
    subprocess.run([str(PYTHON), "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin/python"
    (packages,) = folder.glob("lib/python*/site-packages")
    theirs = next((PYTHON.parents[1] / "lib").glob("python*/site-packages"))
    (packages / "all.pth").write_text(f"{sysconfig.get_path('purelib')}\n{theirs}\n")
    return str(python)


@pytest.mark.parametrize("seed", ["seed_002", pytest.param("seed_001", marks=pytest.mark.slow)])
def test_a_seed_is_exact_after_its_folder_is_deleted(
    project: Project, tmp_path: Path, seed: str
) -> None:
    script = with_the_facade((SEEDS / f"{seed}.py").read_text())
    project.write(train=SEEDED + script)
    project.commit()
    python = frameworks(tmp_path / "venv")
    source = str(Path(sys.modules["runlore"].__file__ or "").parents[1])
    first = project.run("train.py", python=python, PYTHONPATH=source)
    assert first.run.metrics
    shutil.rmtree(project.folder)
    report = project.repeat(first)
    assert report.verdict in (Verdict.EXACT, Verdict.MATCH), report
    assert report.judgement is not None
    assert {one.verdict for one in report.judgement.metrics} == {Verdict.EXACT}
    assert report.verdict is Verdict.EXACT, report.judgement


DISTRIBUTED = """
import torch
import torch.distributed as dist
import runlore

dist.init_process_group("gloo")
torch.manual_seed(7 + dist.get_rank())
with runlore.init(project="repeat", experiment="ranks") as run:
    for step in range(5):
        value = torch.rand(1)
        dist.all_reduce(value)
        if dist.get_rank() == 0:
            run.log({"loss": value.item()}, step=step)
dist.destroy_process_group()
"""


def test_two_processes_of_torchrun_are_one_run_again(project: Project, tmp_path: Path) -> None:
    project.write(train=DISTRIBUTED)
    project.commit()
    python = frameworks(tmp_path / "venv")
    source = str(Path(sys.modules["runlore"].__file__ or "").parents[1])
    words = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2", "train.py")
    run = new_run_id()
    first = project.run(*words, python=python, PYTHONPATH=source, RUNLORE_RUN_ID=run)
    assert first.run.id == run
    shutil.rmtree(project.folder)
    report = project.repeat(first)
    assert report.verdict is Verdict.EXACT, report
    assert len(project.library.tagged("reproduces", run)) == 1
