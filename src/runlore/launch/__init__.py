"""Runs again what was run before: rebuilds its inputs, executes it, judges what came out."""
