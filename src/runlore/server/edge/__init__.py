"""The edge: what every request passes before any route sees it."""
