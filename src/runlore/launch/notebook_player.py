"""Executes the cells of a notebook again, in the order in which they ran.

Started as a program of its own by the rebuilt interpreter; it needs nothing but the standard
library, and IPython only for cells that use its magics. Where IPython is installed, it executes
the cells, as it did in the notebook.
"""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any


def play(cells: list[dict[str, Any]]) -> None:
    """Execute the cells; the first error ends the program, as in a notebook it ends the run.

    Raises:
        SystemExit: a cell uses a magic of IPython, which is not installed.
    """
    if importlib.util.find_spec("IPython") is None:
        _play_plain(cells)
        return
    shells = importlib.import_module("IPython.core.interactiveshell")
    shell = shells.InteractiveShell.instance()
    for cell in cells:
        shell.run_cell(cell["source"], store_history=True).raise_error()


def _play_plain(cells: list[dict[str, Any]]) -> None:
    spaces: dict[str, Any] = vars(sys.modules["__main__"])
    for cell in cells:
        source = cell["source"]
        if any(line.lstrip().startswith(("%", "!")) for line in source.splitlines()):
            sys.exit(f"Cell {cell['number']} uses a magic of IPython, which is not installed.")
        exec(compile(source, f"<cell {cell['number']}>", "exec"), spaces)  # noqa: S102


if __name__ == "__main__":
    play(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
