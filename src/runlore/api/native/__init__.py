"""Our own REST dialect: one file per resource, one table of routes."""
