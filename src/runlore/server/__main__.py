"""``python -m runlore.server``: serve a store."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from runlore.entities.errors import RunloreError
from runlore.entities.limits import MAX_NEW_OBJECTS
from runlore.server.serving import serve
from runlore.server.settings import Settings, read_settings


def main(arguments: Sequence[str]) -> int:
    """Serve until told to end; gives the exit status: 0, or 2 when it could not start."""
    gc.set_threshold(MAX_NEW_OBJECTS)
    try:
        serve(_settings(arguments), _tell)
    except RunloreError as error:
        sys.stderr.write(f"runlore: {error.message}\n")
        return 2
    return 0


def _settings(arguments: Sequence[str]) -> Settings:
    parser = argparse.ArgumentParser(prog="runlore.server", description="Serve a Runlore store.")
    parser.add_argument("--store", "--backend-store-uri", help="a folder, or sqlite:///file.db")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="0 for any free one (5000, or the next free)")
    parser.add_argument("--allowed-hosts", help="names browsers may use, separated by commas")
    parser.add_argument("--access-log", action="store_true", default=None)
    parser.add_argument("--ready-file", type=Path, help="gets the URL once the server answers")
    return read_settings(os.environ, **vars(parser.parse_args(arguments)))


def _tell(url: str) -> None:
    sys.stderr.write(f"Runlore serves {url}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
