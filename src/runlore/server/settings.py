"""Settings of the server: from the environment, over which the command line goes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from runlore.entities.errors import InvalidValueError
from runlore.entities.limits import CRASHED_AFTER_SECONDS

DEFAULT_PORT = 5000
"""MLflow's, so that a script that points there finds us."""

PREFIX = "RUNLORE_"


class Settings(msgspec.Struct, frozen=True):
    """What can be set; each is also ``RUNLORE_<NAME>`` in the environment.

    Attributes:
        store: a folder, or ``sqlite:///file.db``.
        host: address to listen on. Any but loopback needs a token.
        port: 0 takes any free one; None takes 5000 or the next free one.
        token: of an administrator; ``Authorization: Bearer`` or the password of Basic.
        tokens: further ones: ``name:role:secret``, separated by commas; roles are reader, editor
            and admin.
        allowed_hosts: names under which browsers may reach the server, separated by commas, beside
            loopback and the address itself; ``name:port`` holds the port too.
        access_log: write a line for each request.
        ready_file: written, with the URL in it, once the server answers.
        crashed_after: seconds of silence after which a running run is marked crashed. Clients speak
            every ten seconds; a run that was only slow is running again with its next word.
        one_production: promoting a model version archives the one that was in Production. Without,
            only a promotion that asks for it does, as MLflow has it.
    """

    store: str = ".runlore"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] | None = None
    token: str = ""
    tokens: str = ""
    allowed_hosts: str = ""
    access_log: bool = False
    ready_file: Path | None = None
    crashed_after: Annotated[float, msgspec.Meta(gt=0, le=1e9)] = CRASHED_AFTER_SECONDS
    one_production: bool = True


def read_settings(environment: Mapping[str, str], **given: Any) -> Settings:  # noqa: ANN401 - fields
    """Settings of the environment; those given that are not None go before.

    Raises:
        InvalidValueError: one is of the wrong type; says which.
    """
    values: dict[str, object] = {}
    for field in Settings.__struct_fields__:
        text = environment.get(PREFIX + field.upper())
        if text:
            values[field] = text
    values.update({name: value for name, value in given.items() if value is not None})
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_read_path)
    except msgspec.ValidationError as error:
        raise InvalidValueError(f"A setting does not fit: {error}.") from error


def _read_path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, (str, Path)):
        return Path(value)
    raise TypeError(f"{kind.__name__} expected")
