"""Every store in dictionaries: the reference that the others are compared with, and for tests."""
