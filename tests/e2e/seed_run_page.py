"""Fills a server with one run that has all that a run page shows, and with what must not run."""

import base64
import io
import json
import struct
import sys
import wave
import zlib
from pathlib import Path

import numpy as np

import runlore
import runlore.mlflow as tracking

LINES = 2_500
STEPS = (0, 5, 10)

ATTACK = "top.hacked=1;alert(1)"
"""What every script in here would do."""

NOTES = f"""# Findings

The **cosine** schedule wins. [Paper](https://paper.test/1), [bad](javascript:{ATTACK}),
[worse](data:text/html;base64,PHNjcmlwdD4=) ![pixel](https://tracker.test/p.png)

- [x] rerun

<img src=x onerror="{ATTACK}"><script>{ATTACK}</script><svg onload="{ATTACK}"></svg>
<iframe src="javascript:{ATTACK}"></iframe><a href="java&#10;script:{ATTACK}">sly</a>
"""

PAGE = f"""<!doctype html><style>h1 {{ color: rgb(0, 128, 128) }}</style><h1>Report</h1>
<script>{ATTACK}</script><img src="https://tracker.test/p.png" onerror="{ATTACK}">
<form action="/api/v1/runs/bulk" method="post"><button>go</button></form>"""

DRAWING = f"""<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" onload="{ATTACK}">
<script>{ATTACK}</script><rect width="40" height="20" fill="teal"/></svg>"""

NOTEBOOK = {
    "nbformat": 4,
    "cells": [
        {"cell_type": "markdown", "source": ["# Analysis\n", f"<script>{ATTACK}</script>"]},
        {
            "cell_type": "code",
            "execution_count": 7,
            "source": "import pandas",
            "outputs": [
                {
                    "output_type": "execute_result",
                    "data": {
                        "text/html": f"<style>h1{{}}</style><table><tr><td onclick='{ATTACK}'>"
                        f"cell of a frame</td></tr></table><script>{ATTACK}</script>"
                    },
                },
                {"output_type": "display_data", "data": {"application/javascript": ATTACK}},
                {"output_type": "display_data", "data": {"image/svg+xml": DRAWING}},
            ],
        },
    ],
}

# Two rows of two columns: (1, cat) and (2 ** 60, dog).
PARQUET = base64.b64decode(
    "UEFSMRUAFSwVLCwVBBUAFQYVBhwAAAACAAAABAEBAAAAAAAAAAAAAAAAAAAQFQAVKBUoLBUEFQAVBhUGHAAAAAIAAAAE"
    "AQMAAABjYXQDAAAAZG9nFQQZPDUAGAZzY2hlbWEVBAAVBCUCGAJpZAAVDCUCGAVsYWJlbCUATBwAAAAWBBkcGSwmABwV"
    "BBklBgAZGAJpZBUAFgQWUhZSJghJHBUAFQAVAgA8KQYZJgAEAAAAJgAcFQwZJQYAGRgFbGFiZWwVABYEFk4WTiZaSRwV"
    "ABUAFQIAPBYMGQYZJgAEAAAAFqABFgQmCBagAQAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjUuMC4xGSwcAAAc"
    "AAAAwwAAAFBBUjE="
)

MANIFEST = """flavors:
  python_function:
    loader_module: mlflow.sklearn
model_id: m-1
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}]'
"""


def picture(shade: int) -> bytes:
    """A PNG of 8 × 8 grey pixels."""
    rows = b"".join(b"\0" + bytes([shade]) * 8 for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def sound() -> bytes:
    """A tenth of a second of silence."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(1_600))
    return content.getvalue()


def tensors() -> bytes:
    """A safetensors file of one tensor."""
    header = json.dumps({"layer.w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}})
    return struct.pack("<Q", len(header)) + header.encode() + bytes(24)


def pdf() -> bytes:
    """The smallest page that a reader opens."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def log_files(run: runlore.Run) -> None:
    """One file for each viewer."""
    for step in STEPS:
        run.log_image(picture(20 * step), "samples/digit", step=step)
        run.log_image(picture(255 - 20 * step), "samples/inverse", step=step)
    texts = {
        "report.html": PAGE,
        "drawing.svg": DRAWING,
        "analysis.ipynb": json.dumps(NOTEBOOK),
        "README.md": NOTES,
        "model/MLmodel": MANIFEST,
        "model/conda.yaml": "name: env\ndependencies:\n- python=3.12\n",
        "rows.csv": "id,label\n" + "".join(f"{n},label{n}\n" for n in range(3_000)),
        "rows.tsv": "left\tright\na,b\tc\n",
        "document.json": json.dumps({"layers": [64, 10], "note": "</script>"}),
        "tool.py": "def area(r):\n    return 3.14 * r  # round\n",
        "long.log": "one line of a long text\n" * 120_000,
    }
    for path, text in texts.items():
        run.log_text(text, path)
    blobs = {"rows.parquet": PARQUET, "tone.wav": sound(), "w.safetensors": tensors()}
    for path, content in {**blobs, "paper.pdf": pdf(), "unknown.bin": bytes(9)}.items():
        file = Path(path)
        file.write_bytes(content)
        run.log_artifact(file)
    run.log_table([{"image": "a.png", "label": "cat"}], "eval/predictions")


def main(url: str) -> None:
    runlore.set_tracking_uri(url)
    parent = runlore.init(
        project="page", name="parent", config={"opt": {"lr": 0.3, "name": "adam"}, "old": 1}
    )
    parent.finish()
    config = {"opt": {"lr": 0.1, "name": "adam"}, "layers": [64, 10]}
    with runlore.init(
        project="page", name="rich", config=config, notes=NOTES, parent=parent.id
    ) as run:
        run.log({"train/loss": 1.0, "val/loss": 2.0}, step=0)
        run.log({"train/loss": 0.5, "val/loss": 1.0}, step=1)
        log_files(run)
        tracking.log_input(
            tracking.data.from_numpy(np.arange(6.0), name="digits"), context="training"
        )
        for number in range(LINES):
            print(f"step {number} \x1b[33mloss\x1b[0m {1 / (number + 1):.4f}")
        print("<img src=x onerror=alert(1)> went wrong", file=sys.stderr)
    runlore.init(project="page", name="child", parent=run.id).finish()
    runlore.init(project="page", name="bare").finish()


if __name__ == "__main__":
    main(sys.argv[1])
