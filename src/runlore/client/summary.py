"""The run's summary: what it says of itself, beside what we derive from its metrics."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping

from runlore.client.values import typed
from runlore.entities.names import check_name
from runlore.entities.params import JSONValue


class Summary(MutableMapping[str, JSONValue]):
    """Values by key. Written ones are sent at once; others show the last value logged here.

    Deleting a key that was written gives the derived value back its place.
    """

    def __init__(
        self,
        announce: Callable[[dict[str, JSONValue]], None],
        derived: Callable[[], Mapping[str, float]],
    ) -> None:
        self._announce = announce
        self._derived = derived
        self._written: dict[str, JSONValue] = {}

    def __getitem__(self, key: str) -> JSONValue:
        if key in self._written:
            return self._written[key]
        return self._derived()[key]

    def __setitem__(self, key: str, value: object) -> None:
        self.update({key: value})

    def __delitem__(self, key: str) -> None:
        del self._written[key]
        self._announce({key: None})

    def update(self, *others: object, **values: object) -> None:
        """Write several values in one record.

        Raises:
            InvalidValueError: a value that is not typed JSON.
        """
        given: dict[str, object] = dict(*others, **values)
        plain = {
            check_name("Summary key", key): typed("Summary", key, value)
            for key, value in given.items()
        }
        if plain:
            self._written.update(plain)
            self._announce(plain)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._derived(), **self._written})

    def __len__(self) -> int:
        return len({**self._derived(), **self._written})

    def __repr__(self) -> str:
        return f"Summary({dict(self)!r})"
