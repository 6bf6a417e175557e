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
        kinds: which kinds of field with a key there are; only runs have datasets and
            fingerprints.
        statuses: the words that ``status`` may be compared with; empty when any text may be.
        aspects: whether ``metric.loss.min`` means the smallest loss rather than a metric whose name
            ends so.
        milliseconds: whether a number that a moment is compared with is one of milliseconds since
            1970 rather than told by its size.
    """

    attributes: tuple[str, ...]
    aliases: Mapping[str, str] = {}
    kinds: frozenset[FieldKind] = frozenset(FieldKind) - {FieldKind.DATASET, FieldKind.FINGERPRINT}
    statuses: tuple[str, ...] = ()
    aspects: bool = True
    milliseconds: bool = False

    def attribute_named(self, name: str) -> str | None:
        """The attribute of that name or alias, in any case; None when there is none."""
        plain = name.lower().replace(" ", "_")
        plain = self.aliases.get(plain, plain)
        return plain if plain in self.attributes else None

    def kind_named(self, prefix: str) -> FieldKind | None:
        """The kind of field that a prefix such as ``metrics`` stands for, in any case."""
        kind = PREFIXES.get(prefix.lower())
        return kind if kind in self.kinds else None


EXPERIMENTS = Vocabulary(
    attributes=("id", "name", "path", "created", "updated"),
    aliases={
        "experiment_id": "id",
        "creation_time": "created",
        "last_update_time": "updated",
    },
    kinds=frozenset({FieldKind.TAG, FieldKind.ATTRIBUTE}),
)
"""What a search for experiments may name. ``path`` is project and name in one."""

RUNS = Vocabulary(
    attributes=tuple(ATTRIBUTES),
    aliases=ATTRIBUTE_ALIASES,
    kinds=frozenset(FieldKind),
    statuses=tuple(status.value for status in RunStatus),
)
"""What a search for runs may name."""

_TIMES = {
    "created_at": "created",
    "creation_time": "created",
    "creation_timestamp": "created",
    "timestamp": "updated",
    "updated_at": "updated",
    "last_updated_time": "updated",
    "last_updated_timestamp": "updated",
}
_TAGGED = frozenset({FieldKind.TAG, FieldKind.ATTRIBUTE})

MODELS = Vocabulary(
    attributes=("name", "description", "created", "updated"),
    aliases=_TIMES,
    kinds=_TAGGED,
)
"""What a search for registered models may name."""

VERSIONS = Vocabulary(
    attributes=(
        "name",
        "version",
        "stage",
        "run",
        "source",
        "user",
        "description",
        "created",
        "updated",
    ),
    aliases={
        **_TIMES,
        "model": "name",
        "version_number": "version",
        "current_stage": "stage",
        "run_id": "run",
        "source_path": "source",
        "user_id": "user",
    },
    kinds=_TAGGED,
)
"""What a search for model versions may name; ``name`` is that of the model."""
