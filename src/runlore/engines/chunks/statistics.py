"""Summaries of the rows of several blocks."""

from collections import Counter
from collections.abc import Sequence

from runlore.engines.chunks.batches import Block, points_of
from runlore.entities.metric import MetricSummary
from runlore.series.summary import summarise


def summaries_of(blocks: Sequence[Block]) -> dict[str, MetricSummary]:
    """Statistics of each key over all its rows.

    Keys of one block are worked out together. One that stands in several is done by itself from
    its points in the order of rows, because at one step the row written last counts.
    """
    found: dict[str, MetricSummary] = {}
    for block in blocks:
        found |= summarise(block.keys, block.step, block.time, block.values)
    uses = Counter(key for block in blocks for key in block.keys)
    for key, count in uses.items():
        if count > 1:
            points = points_of(blocks, key)
            found |= summarise([key], points.step, points.time, points.value[None, :])
    return found
