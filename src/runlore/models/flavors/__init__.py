"""Model flavors: one framework, one file; loaded by name from the table in ``models/format.py``."""
