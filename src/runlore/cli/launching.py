"""What commands share that look at a run's inputs or execute it again."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from runlore.cli.places import local_place, store_uri
from runlore.client.settings import is_remote
from runlore.client.transport.http import open_transport
from runlore.client.whereabouts import host_name, user_name
from runlore.launch.bundle import BundleEvidence, is_bundle
from runlore.launch.evidence import Evidence, Library
from runlore.launch.plan import command_text


def library(store: str | None) -> Library:
    """The runs of the store that is meant; it must be there. Closed when the command ends.

    Raises:
        NotFoundError: it would be on this machine, and nothing was stored there yet.
    """
    uri = store_uri(store)
    if not is_remote(uri):
        local_place(uri)
    return needed_library(store)


def needed_library(store: str | None) -> Library:
    """The runs of the store that is meant, which is made when it is not there."""
    uri = store_uri(store)
    transport = open_transport(uri)
    click.get_current_context().call_on_close(transport.close)
    return Library(transport, uri)


def read_evidence(which: str, store: str | None) -> Evidence:
    """A run by its id or name, or the one in a bundle.

    Raises:
        NotFoundError: there is none.
        DamagedError: the bundle is not whole.
    """
    file = Path(which)
    if is_bundle(file):
        bundle = BundleEvidence(file)
        click.get_current_context().call_on_close(bundle.close)
        return bundle
    return library(store).find(which)


def confirm(evidence: Evidence, *, yes: bool) -> None:
    """Ask before something is executed that somebody else ran.

    Raises:
        UsageError: nobody is there to be asked.
    """
    run = evidence.run
    if yes or (run.user == user_name() and run.host == host_name()):
        return
    click.echo(
        f"This run is of {run.user or 'nobody known'} on {run.host or 'no known host'}.", err=True
    )
    click.echo("Its packages will be installed and this will be executed:", err=True)
    click.echo(f"  {command_text(evidence)}", err=True)
    if not sys.stdin.isatty():
        raise click.UsageError("Say --yes when you trust it; look at it first with --plan.")
    click.confirm("Execute it?", abort=True, err=True)


def pairs(option: str, given: object) -> Iterator[tuple[str, str]]:
    """The values of an option that may be repeated, each NAME=VALUE.

    Raises:
        UsageError: one is not.
    """
    for text in given if isinstance(given, tuple) else ():
        name, equals, value = str(text).partition("=")
        if not name or not equals:
            raise click.UsageError(f"{option} {text}: it is NAME=VALUE.")
        yield name, value
