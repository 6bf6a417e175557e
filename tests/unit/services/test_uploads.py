"""Uploads in parts."""

import pytest
from tests.unit.services.test_model_files import a_model, paths, read

from runlore.entities.access import LOCAL_ACTOR
from runlore.entities.errors import InvalidInputError, NotFoundError
from runlore.entities.ids import LoggedModelId
from runlore.services import Services
from runlore.services.uploads import Upload


def begun(services: Services, model: LoggedModelId, path: str = "big.bin") -> str:
    return services.uploads.begin(LOCAL_ACTOR, Upload(model, path, "a/b"))


def test_parts_become_one_file_in_the_order_asked(services: Services) -> None:
    model = a_model(services)
    token = begun(services, model)
    second = services.uploads.put_part(token, [b"world"])
    first = services.uploads.put_part(token, [b"hel", b"lo "])
    assert paths(services, model) == []
    kept = services.uploads.complete(LOCAL_ACTOR, token, [first, second])
    assert (kept.path, kept.size, kept.media_type) == ("big.bin", 11, "a/b")
    assert read(services, model, "big.bin") == "hello world"


def test_to_complete_again_gives_the_same(services: Services) -> None:
    model = a_model(services)
    token = begun(services, model)
    parts = [services.uploads.put_part(token, [b"hello"])]
    kept = services.uploads.complete(LOCAL_ACTOR, token, parts)
    assert services.uploads.complete(LOCAL_ACTOR, token, parts) == kept


def test_two_uploads_of_one_file_know_nothing_of_each_other(services: Services) -> None:
    model = a_model(services)
    old, new = begun(services, model), begun(services, model)
    part = services.uploads.put_part(old, [b"old"])
    with pytest.raises(NotFoundError, match="part"):
        services.uploads.complete(LOCAL_ACTOR, new, [part])
    services.uploads.complete(LOCAL_ACTOR, old, [part])
    services.uploads.complete(LOCAL_ACTOR, new, [services.uploads.put_part(new, [b"new"])])
    assert read(services, model, "big.bin") == "new"


def test_a_file_of_somebody_is_no_part(services: Services) -> None:
    """Whoever knows only the digest of a file cannot read it as a part of their own."""
    model = a_model(services)
    secret = services.artifacts.put(LOCAL_ACTOR, model, "secret", [b"weights"])
    with pytest.raises(NotFoundError, match="part"):
        services.uploads.complete(LOCAL_ACTOR, begun(services, model), [secret.sha256])


def test_an_upload_that_is_given_up_is_gone(services: Services) -> None:
    model = a_model(services)
    token = begun(services, model)
    part = services.uploads.put_part(token, [b"hello"])
    services.uploads.abort(LOCAL_ACTOR, token)
    services.uploads.abort(LOCAL_ACTOR, token)
    with pytest.raises(NotFoundError, match="part"):
        services.uploads.complete(LOCAL_ACTOR, token, [part])


@pytest.mark.parametrize(
    "change", [lambda t: "", lambda t: "0" + t[1:] if t[0] != "0" else "1" + t[1:]]
)
def test_a_token_that_was_not_made_here_is_refused(services: Services, change) -> None:
    token = change(begun(services, a_model(services)))
    with pytest.raises(InvalidInputError, match="not begun by this server"):
        services.uploads.put_part(token, [b"x"])
    with pytest.raises(InvalidInputError, match="not begun by this server"):
        services.uploads.abort(LOCAL_ACTOR, token)
