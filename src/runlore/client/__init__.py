"""The SDK: journal first, transport second, the run on top. Light: standard library and msgspec."""
