"""The demo: real models, trained live against a real server, and a check of what was stored."""
