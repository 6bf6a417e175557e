"""Conformance suites for authors of engines: subclass one, give it your engine, run pytest."""
