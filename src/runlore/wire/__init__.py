"""The bytes: the only place that knows encodings. Pure."""
