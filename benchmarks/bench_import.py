"""P8: what ``import runlore`` costs, beside the peers in one run.

Peers are measured when RUNLORE_PEERS_PYTHON names an interpreter that has them
(benchmarks/compare/requirements.txt).
"""

import os
import subprocess
import sys
import time

from machine import save

ROUNDS = 7
PEERS = ["mlflow", "wandb", "trackio", "tensorboardX"]
# Compiled modules are kept, as they are on a user's machine.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
MODULES = (
    "import sys; before = set(sys.modules); import runlore; "
    "own = set(sys.modules) - before; std = sys.stdlib_module_names; "
    "print(sum(m.split('.')[0] not in std for m in own))"
)


def cost_of(python: str, statement: str) -> float:
    """Median milliseconds of a statement in a fresh interpreter, beyond an empty one."""

    def once(code: str) -> float:
        start = time.perf_counter()
        subprocess.run([python, "-c", code], check=True, capture_output=True, env=ENVIRONMENT)
        return time.perf_counter() - start

    once(statement)
    pairs = sorted(once(statement) - once("pass") for _ in range(ROUNDS))
    return round(pairs[ROUNDS // 2] * 1e3, 1)


def main() -> None:
    count = subprocess.run(
        [sys.executable, "-c", MODULES], check=True, capture_output=True, text=True
    )
    figures = {
        "runlore_ms": cost_of(sys.executable, "import runlore"),
        "runlore_init_ms": cost_of(sys.executable, "import runlore; runlore.init"),
        "runlore_modules_beyond_stdlib": int(count.stdout),
        "target": "P8: 100 ms, 60 modules",
    }
    peers = os.environ.get("RUNLORE_PEERS_PYTHON")
    if peers:
        figures |= {f"{name}_ms": cost_of(peers, f"import {name}") for name in PEERS}
    save("import", figures)


if __name__ == "__main__":
    main()
