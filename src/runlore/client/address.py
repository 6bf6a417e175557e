"""Where a run can be looked at."""

import json
import shlex
from urllib.parse import quote

from runlore.client.settings import is_remote, local_folder, working_folder

SERVER_FILE = "server.json"
"""In a local store, while a server shows it: ``{"url": …, "pid": …}``."""


def run_page(uri: str, project: str, run_id: str) -> str:
    """The address of the run's page, or empty when no server is known to show this store."""
    server = server_of(uri)
    return f"{server}/p/{quote(project, safe='')}/runs/{run_id}" if server else ""


def server_of(uri: str) -> str:
    """The server that shows the store, without a slash at the end; empty when none is known."""
    if is_remote(uri):
        return _without_user(uri).rstrip("/")
    file = local_folder(uri, working_folder()) / SERVER_FILE
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return ""
    url = told.get("url", "") if isinstance(told, dict) else ""
    return url.rstrip("/") if isinstance(url, str) else ""


def how_to_open(uri: str) -> str:
    """The command that shows a local store."""
    return "runlore ui" if is_remote(uri) else f"runlore ui --store {shlex.quote(uri)}"


def _without_user(uri: str) -> str:
    scheme, _, rest = uri.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"
