"""Variables that switch something off. Loaded by ``import runlore``: it imports nothing."""

from collections.abc import Mapping

_OFF = ("0", "false", "no", "off")


def is_off(environ: Mapping[str, str], name: str) -> bool:
    """Whether a variable switches off what it names; one that is not set does not."""
    return environ.get(name, "").lower() in _OFF
