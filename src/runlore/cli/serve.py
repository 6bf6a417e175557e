"""``runlore ui`` and ``runlore server``: the same server, for oneself and for a team."""

import os
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path

import click

from runlore.cli.places import store_option, store_uri
from runlore.cli.terminal import coloured
from runlore.client.settings import is_remote
from runlore.entities.errors import InvalidInputError

PORT_HELP = "Default: 5000, or the next free one; 0 takes any."


@click.command()
@store_option
@click.option("--port", type=click.IntRange(0, 65535), help=PORT_HELP)
@click.option("--open/--no-open", "opens", default=None, help="Open a browser, or do not.")
def ui(store: str | None, port: int | None, opens: bool | None) -> None:
    """Open the web interface on this machine's runs, for this machine only.

    A browser is opened where there is a desktop. With an http(s) store, its own interface is
    opened.
    """
    uri = store_uri(store)
    opens = has_desktop(os.environ) if opens is None else opens
    if is_remote(uri):
        _show(uri, opens)
        return
    from runlore.server.serving import serve
    from runlore.server.settings import Settings

    serve(Settings(store=uri, port=port), lambda url: _show(url, opens))


@click.command()
@store_option
@click.option("--host", help="Address to listen on. Default: 127.0.0.1; others need RUNLORE_TOKEN.")
@click.option("--port", type=click.IntRange(0, 65535), help=PORT_HELP)
@click.option("--allowed-hosts", help="Names browsers may use for it, separated by commas.")
@click.option("--access-log", is_flag=True, default=None, help="A line for each request.")
@click.option("--ready-file", type=click.Path(path_type=Path), help="Gets the URL once it answers.")
def server(store: str | None, **given: str | int | Path | None) -> None:
    """Serve the interface and the API, until Ctrl-C or SIGTERM.

    Every setting is also a RUNLORE_… variable of the environment; tokens are only that.
    """
    from runlore.server.serving import serve
    from runlore.server.settings import read_settings

    uri = store_uri(store or os.environ.get("RUNLORE_STORE"))
    if is_remote(uri):
        raise InvalidInputError(f"{uri} is served already. Name a folder or sqlite:///file.db.")
    serve(read_settings(os.environ, store=uri, **given), lambda url: _show(url, opens=False))


def has_desktop(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser would appear where the user sits: not over SSH, not without a display."""
    if "SSH_CONNECTION" in environment or environment.get("CI"):
        return False
    if platform in ("darwin", "win32"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _show(url: str, opens: bool) -> None:
    click.echo(f"Runlore is at {coloured(url, 'cyan')}")
    if opens:
        webbrowser.open(url)
