"""The code of a run: its trees, what git does not know of them, and whether a rebuild is equal."""
