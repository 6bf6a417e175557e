"""A small table that several tests look at."""

from runlore.client.media.table import table_bytes

CELLS = table_bytes(
    {
        "label": ["cat", "cat", "dog", None],
        "pred": ["cat", "dog", "cat", None],
        "conf": [0.4, 0.95, 0.2, float("nan")],
        "a b": [1, 2, 3, None],
        "flag": [True, False, True, None],
    },
    None,
)
