"""The keepers: each folder keeps the promises of ``stores`` in its own way, none knows another."""
