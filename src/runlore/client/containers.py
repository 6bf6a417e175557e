"""The container that a run is in, as far as one can see it from inside."""

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path

from runlore.client.redact import redact_text
from runlore.entities.ids import is_digest

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_ID = re.compile(r"/(?:docker|containers|libpod-|crio-|docker-)[/-]?([0-9a-f]{64})")

_IMAGES = ("RUNLORE_CONTAINER_IMAGE", "CONTAINER_IMAGE", "IMAGE_NAME", "APPTAINER_CONTAINER",
           "SINGULARITY_CONTAINER", "SLURM_CONTAINER_IMAGE")  # fmt: skip
"""No container knows its image's name unless somebody tells it: by one of these variables."""


def container_kind(environ: Mapping[str, str]) -> str:
    """``docker``, ``podman``, ``apptainer``, ``kubernetes``, or empty outside of a container."""
    if "KUBERNETES_SERVICE_HOST" in environ:
        return "kubernetes"
    if "APPTAINER_CONTAINER" in environ or "SINGULARITY_CONTAINER" in environ:
        return "apptainer"
    if Path("/run/.containerenv").exists():
        return "podman"
    return "docker" if Path("/.dockerenv").exists() else ""


def read_container(environ: Mapping[str, str]) -> dict[str, object]:
    """Kind, image, digest, id and base system; what is not told is left out."""
    podman = _podman()
    image = next((environ[name] for name in _IMAGES if environ.get(name)), podman.get("image", ""))
    told = " ".join((environ.get("RUNLORE_CONTAINER_DIGEST", ""), image, podman.get("imageid", "")))
    digest = _DIGEST.search(told)
    found = {
        "kind": container_kind(environ),
        "image": redact_text(image),
        "digest": digest[0] if digest is not None else "",
        "id": podman.get("id", "") or _container_id(),
        "os": _base_system(),
    }
    return {name: value for name, value in found.items() if value}


def _podman() -> dict[str, str]:
    """What podman leaves in the container: lines such as ``imageid="…"``."""
    lines = _text("/run/.containerenv").splitlines()
    pairs = (line.partition("=") for line in lines)
    told = {name: value.strip('"') for name, _, value in pairs}
    if is_digest(told.get("imageid", "")):
        told["imageid"] = f"sha256:{told['imageid']}"
    return told


def _container_id() -> str:
    for source in ("/proc/self/cgroup", "/proc/self/mountinfo"):
        found = _ID.search(_text(source))
        if found is not None:
            return found[1]
    return ""


def _base_system() -> str:
    lines = _text("/etc/os-release").splitlines()
    named = (line for line in lines if line.startswith("PRETTY_NAME="))
    return next(named, "").partition("=")[2].strip('"')


def _text(path: str) -> str:
    with contextlib.suppress(OSError):
        return Path(path).read_text(errors="replace")
    return ""
