"""Limits that the operating system sets the process."""

import sys

if sys.platform != "win32":
    import resource

WANTED_FILES = 8_192
"""Connections, database readers and blobs open at once; many systems start with 256 or 1,024."""


def raise_file_limit() -> None:
    """Ask for more open files than the system's cautious default, as far as it lets us."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, WANTED_FILES)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
