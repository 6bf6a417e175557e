"""What a search text may name: each noun that can be searched has a vocabulary."""

from collections.abc import Mapping

import msgspec

from runlore.entities.run import RunStatus
from runlore.query.ast import FieldKind
from runlore.query.fields import ATTRIBUTE_ALIASES, ATTRIBUTES, PREFIXES


class Vocabulary(msgspec.Struct, frozen=True):
    """The fields of one noun, and how they may be called.

    Attributes:
        attributes: the closed set of attributes, as errors list them.
        aliases: other names of attributes.
        kinds: which kinds of field with a key there are; only runs have datasets.
        statuses: the words that ``status`` may be compared with; empty when any text may be.
        aspects: whether ``metric.loss.min`` means the smallest loss rather than a metric whose name
            ends so.
    """

    attributes: tuple[str, ...]
    aliases: Mapping[str, str] = {}
    kinds: frozenset[FieldKind] = frozenset(FieldKind) - {FieldKind.DATASET}
    statuses: tuple[str, ...] = ()
    aspects: bool = True

    def attribute_named(self, name: str) -> str | None:
        """The attribute of that name or alias, in any case; None when there is none."""
        plain = name.lower().replace(" ", "_")
        plain = self.aliases.get(plain, plain)
        return plain if plain in self.attributes else None

    def kind_named(self, prefix: str) -> FieldKind | None:
        """The kind of field that a prefix such as ``metrics`` stands for, in any case."""
        kind = PREFIXES.get(prefix.lower())
        return kind if kind in self.kinds else None


RUNS = Vocabulary(
    attributes=tuple(ATTRIBUTES),
    aliases=ATTRIBUTE_ALIASES,
    kinds=frozenset(FieldKind),
    statuses=tuple(status.value for status in RunStatus),
)
"""What a search for runs may name."""
