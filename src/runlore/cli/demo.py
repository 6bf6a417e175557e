"""``runlore demo``: what the product does, in one command."""

import importlib.util
import signal
from pathlib import Path

import click

from runlore.cli.failures import ExitCode

NEEDED = {"sklearn": "scikit-learn", "matplotlib": "matplotlib"}
"""Modules that the training script needs, and the packages that have them."""


@click.command()
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".runlore/demo"),
    show_default=True,
    help="Folder that keeps the runs.",
)
@click.option("--port", type=click.IntRange(0, 65535), help="Default: 5000, or the next free one.")
@click.option("--exit", "check", is_flag=True, help="Check what was stored, then end.")
def demo(store: Path, port: int | None, check: bool) -> int:
    """Train five models on handwritten digits and watch them live.

    Starts a server, prints its address, and runs a training script as its own process, which
    reports to the server as yours would. With --exit it does the same in a folder of its own,
    reads everything back and compares it; the exit code says whether all was right.
    """
    missing = [package for module, package in NEEDED.items() if not _there(module)]
    if missing:
        raise click.ClickException(
            f"The demo trains real models and needs {' and '.join(missing)}: "
            "pip install 'runlore[demo]'."
        )
    from runlore.demo.show import checked, live

    # As Ctrl-C: the server is a process of its own and must not outlive us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return checked(port, click.echo) if check else live(store, port, click.echo)
    except KeyboardInterrupt:
        click.echo("\nstopped.", err=True)
        return ExitCode.INTERRUPTED


def _there(module: str) -> bool:
    return importlib.util.find_spec(module) is not None
