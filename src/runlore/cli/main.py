"""The entry point ``runlore`` and the table of its commands."""

import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from runlore._version import __version__
from runlore.cli.failures import ExitCode, failure_of
from runlore.client.opened import open_watch
from runlore.entities.limits import MAX_NEW_OBJECTS

COMMANDS: dict[str, tuple[str, str]] = {
    "ui": ("serve:ui", "Open the web interface on this machine's runs."),
    "server": ("serve:server", "Serve the interface and the API to a team."),
    "demo": ("demo:demo", "Train real models and watch them live."),
    "runs": ("runs:runs", "List, show and compare runs."),
    "reproduce": ("reproduce:reproduce", "Run a past run again, judge it, name what differs."),
    "diff": ("diff:diff", "Compare two runs input by input; runs nothing."),
    "checklist": ("rebuilding:checklist", "What a reproducibility checklist asks of a run."),
    "export-image": ("rebuilding:export_image", "Write a Dockerfile of a run's code and packages."),
    "models": ("models:models", "List, show, promote and roll back registered models."),
    "sync": ("sync:sync", "Deliver what was logged while the server was away."),
    "doctor": ("doctor:doctor", "Look for what is wrong with this set-up."),
    "verify": ("store:verify", "Read a store back, or tell which runs can be rebuilt."),
    "import": ("imports:import_", "Bring history from another tracker, such as MLflow."),
    "export": ("export:export", "Write runs to an open folder, or one run to a bundle."),
    "backup": ("store:backup", "Copy a store, also while it is in use."),
    "restore": ("store:restore", "Make a store from a backup."),
}
"""Name → (module:attribute inside ``runlore.cli``, one line). ``--help`` imports none of them."""


class LateGroup(click.Group):
    """A group whose commands are imported when they are called: ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of a user's way."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command, or None when there is no such."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(
            importlib.import_module(f"runlore.cli.{module}"), attribute
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, from the lines above."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="runlore", message="%(prog)s %(version)s")
def runlore() -> None:
    """Track experiments: record every run, see it live, find it again.

    Exit codes: 0 all well, 1 a problem was found, 2 wrong use, 3 the store cannot be reached.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code.

    Args:
        arguments: what follows ``runlore``; by default that of this process.
    """
    gc.set_threshold(MAX_NEW_OBJECTS)
    code = run(arguments)
    gc.freeze()  # nor is it looked through once more at the end
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives its exit code. Expected failures are one sentence on stderr."""
    open_watch.wait_no_more()  # a server opens files for months, and none of them for a run
    try:
        outcome = runlore.main(arguments, prog_name="runlore", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.exceptions.NoArgsIsHelpError as shown:
        shown.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped.", err=True)
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - told in one sentence, never as a traceback
        failure = failure_of(error, debug=bool(os.environ.get("RUNLORE_DEBUG")))
        click.echo(failure.text, err=True)
        return failure.code
    return outcome if isinstance(outcome, int) else ExitCode.OK
