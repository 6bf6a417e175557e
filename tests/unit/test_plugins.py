"""Plugins: our own by a table, strangers' by entry points."""

import pytest

from runlore.entities.errors import NotFoundError
from runlore.plugins import BUILT_IN, load


@pytest.mark.parametrize("key", BUILT_IN)
def test_every_built_in_name_leads_to_something(key: tuple[str, str]) -> None:
    assert callable(load(*key))


def test_an_unknown_plugin_is_named() -> None:
    with pytest.raises(NotFoundError, match="transport plugin 'pigeon'"):
        load("transport", "pigeon")
