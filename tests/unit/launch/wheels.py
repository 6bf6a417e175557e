"""A package index in a folder: wheels made here, so that no test asks a real one."""

import base64
import hashlib
import importlib.metadata
import zipfile
from pathlib import Path

METADATA = "Metadata-Version: 2.1\n"


def make_wheel(folder: Path, name: str, version: str, source: str) -> Path:
    """A wheel of one pure module."""
    described = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": source.encode(),
        f"{described}/METADATA": f"{METADATA}Name: {name}\nVersion: {version}\n".encode(),
        f"{described}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    return _write(folder / f"{name}-{version}-py3-none-any.whl", files, described)


def pack_installed(folder: Path, name: str) -> Path:
    """The wheel of a distribution that is installed here, from its files."""
    found = importlib.metadata.distribution(name)
    listed = [file for file in found.files or () if ".." not in file.parts]
    files = {
        file.as_posix(): Path(str(found.locate_file(file))).read_bytes()
        for file in listed
        if "__pycache__" not in file.parts and file.name not in ("RECORD", "INSTALLER", "REQUESTED")
    }
    described = next(path.split("/")[0] for path in files if path.endswith(".dist-info/WHEEL"))
    wheel = files[f"{described}/WHEEL"].decode()
    tag = next(line.split(": ")[1] for line in wheel.splitlines() if line.startswith("Tag: "))
    return _write(folder / f"{described.removesuffix('.dist-info')}-{tag}.whl", files, described)


def _write(target: Path, files: dict[str, bytes], described: str) -> Path:
    lines = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in files.items()]
    record = "\n".join([*lines, f"{described}/RECORD,,"]) + "\n"
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        archive.writestr(f"{described}/RECORD", record)
    return target


def _digest(content: bytes) -> str:
    digest = hashlib.sha256(content).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
