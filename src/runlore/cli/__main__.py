"""``python -m runlore.cli``: the same as the program ``runlore``."""

from runlore.cli.main import main

main()
