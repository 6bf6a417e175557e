"""The cells that a notebook ran, and its document: only where IPython runs already."""

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from runlore.client.files import FileLog
from runlore.client.redact import redact_text

MAX_DOCUMENT_BYTES = 16 * 1024 * 1024
MAX_CELLS = 10_000
FOLDER = "code/notebook"


def describe_notebook(files: FileLog, environ: Mapping[str, str]) -> dict[str, Any]:
    """The section ``notebook``; what it names was kept when this returns. Empty elsewhere.

    IPython keeps what was run, in order, also what was run before the run began.
    """
    shell = _shell()
    if shell is None:
        return {}
    sources = [str(cell) for cell in shell.history_manager.input_hist_raw[1:]][:MAX_CELLS]
    cells = [
        {"number": number, "count": number, "source": redact_text(source)}
        for number, source in enumerate(sources, 1)
        if source.strip()
    ]
    told = msgspec.json.encode(cells)
    section: dict[str, Any] = {
        "cells": len(cells),
        "sha256": hashlib.sha256(msgspec.json.encode(sources)).hexdigest(),
        "artifact": f"{FOLDER}/cells.json",
    }
    files.log_bytes(told, f"{FOLDER}/cells.json", "code", origin="auto")
    if any(redact_text(source) != source for source in sources):
        section["missing"] = [{"what": f"{FOLDER}/cells.json", "why": "secrets were masked"}]
    document = _document(shell, environ)
    if document is not None:
        section["document"] = _keep(document, files)
    return section


def _shell() -> Any:  # noqa: ANN401  # an InteractiveShell of IPython, which we do not require
    ask = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return None if ask is None else ask()


def _document(shell: Any, environ: Mapping[str, str]) -> Path | None:  # noqa: ANN401
    """The notebook's file, as the server or the editor told the kernel; None when neither did."""
    told = shell.user_ns.get("__vsc_ipynb_file__") or environ.get("JPY_SESSION_NAME", "")
    file = Path(os.path.abspath(told)) if told else None
    if file is None or file.suffix != ".ipynb" or not file.is_file():
        return None
    return file if file.stat().st_size <= MAX_DOCUMENT_BYTES else None


def _keep(document: Path, files: FileLog) -> str:
    text = document.read_bytes().decode(errors="surrogateescape")
    masked = redact_text(text).encode(errors="surrogateescape")
    path = f"{FOLDER}/{document.name}"
    files.log_bytes(masked, path, "code", origin="auto")
    return path
