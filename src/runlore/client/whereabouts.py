"""Who runs this and where: the two words that every run begins with."""

import getpass
import socket


def user_name() -> str:
    """Who runs this, as the system knows them; empty when it does not."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container without an entry for its user id
        return ""


def host_name() -> str:
    """The machine's name on its network."""
    return socket.gethostname()
