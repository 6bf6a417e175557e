"""The command line: a bridge that may use both towers. Each command's module is loaded by name."""
