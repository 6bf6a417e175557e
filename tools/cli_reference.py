"""Write ``docs/reference/cli.md`` from the commands themselves; ``--check`` only compares.

Part of ``make generate``.
"""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from runlore.cli.main import runlore

TARGET = Path(__file__).parents[1] / "docs/reference/cli.md"

HEAD = """\
# The command line

<!-- Written by tools/cli_reference.py; edit the commands instead. -->

Exit codes, the same for all: 0 all well, 1 a problem was found, 2 wrong use, 3 the store cannot be
reached, 130 stopped with Ctrl-C. Colours and progress appear on a terminal only; `NO_COLOR` turns
colours off there too.
"""


def main() -> None:
    """Write the page, or say that it is out of date."""
    page = "\n".join([HEAD, *sections(runlore, "runlore")])
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(page)
    elif not TARGET.is_file() or TARGET.read_text() != page:
        sys.exit(f"{TARGET.name} is out of date. Run `make generate`.")


def sections(command: click.Command, path: str) -> Iterator[str]:
    """One section for each command that can be called."""
    context = click.Context(command, info_name=path)
    if not isinstance(command, click.Group):
        yield section(command, path, context)
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None:
            yield from sections(inner, f"{path} {name}")


def section(command: click.Command, path: str, context: click.Context) -> str:
    """What one command does, how it is called and its options."""
    words = " ".join(command.collect_usage_pieces(context))
    lines = [f"## {path}\n", textwrap.dedent(command.help or "").strip(), ""]
    lines += [f"```text\n{path} {words}\n```", ""]
    options = [p for p in command.params if isinstance(p, click.Option)]
    if options:
        lines += ["| option | |", "|---|---|"]
        lines += [f"| {names(option)} | {told(option)} |" for option in options]
        lines.append("")
    return "\n".join(lines)


def names(option: click.Option) -> str:
    """All names of an option, and what it takes."""
    spelled = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return spelled if option.is_flag else f"{spelled} {option.human_readable_name.upper()}"


def told(option: click.Option) -> str:
    """Its help, and its default where that is shown."""
    text = (option.help or "").replace("|", "\\|")
    return f"{text} Default: {option.default}." if option.show_default else text


if __name__ == "__main__":
    main()
