"""Every error Runlore raises, on one page. Each says what, which one, and what to do.

RunloreError
├── InvalidInputError            the caller sent something that cannot be taken        400
│   ├── InvalidIdError           an id, digest or name of the wrong shape
│   ├── InvalidNameError         a name with control characters, empty or too long
│   ├── InvalidPathError         an artifact path that is not a plain relative path
│   ├── InvalidValueError        a value of the wrong type or out of range
│   ├── QuerySyntaxError         a search text that does not parse; carries the position
│   ├── OutOfRangeError          a byte range that lies outside its file               416
│   └── LimitExceededError       over a limit of entities/limits.py                    413
├── NotFoundError                no such run, experiment, artifact, …                  404
├── ConflictError                the state forbids it (deleted run, version without run) 409
│   ├── AlreadyExistsError       the name or id is taken
│   ├── InTrashError             it was deleted; restore it first
│   ├── ParamChangedError        a param was given before with another value
│   └── OutOfOrderError          records arrived before earlier ones; carries last_seq
├── AccessDeniedError            the actor may not do this                             403
├── NotAuthenticatedError        no or a wrong token                                   401
├── DamagedError                 stored bytes fail their check                         500
├── StorageFullError             no space to acknowledge into                          507
└── UnavailableError             busy or away; try again later                         503
"""


class RunloreError(Exception):
    """Base of all our errors.

    Attributes:
        code: stable machine word, the same in every answer and log line.
        message: one sentence for a person: what, which, what to do.
    """

    code = "internal"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInputError(RunloreError):
    """The caller sent something that cannot be taken."""

    code = "invalid_input"


class InvalidIdError(InvalidInputError):
    """An id or digest of the wrong shape."""

    code = "invalid_id"

    def __init__(self, what: str, text: str, shape: str) -> None:
        super().__init__(f"{text[:80]!r} is no {what}: it must be {shape}.")


class InvalidNameError(InvalidInputError):
    """A name that is empty, too long or holds control characters."""

    code = "invalid_name"

    def __init__(self, what: str, text: str, why: str) -> None:
        super().__init__(f"{what} {text[:80]!r} {why}.")


class InvalidPathError(InvalidInputError):
    """An artifact path that is not a plain relative path."""

    code = "invalid_path"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"Artifact path {path[:200]!r} {why}. Use a relative path with / between its parts."
        )


class InvalidValueError(InvalidInputError):
    """A value of the wrong type or out of its range."""

    code = "invalid_value"


class QuerySyntaxError(InvalidInputError):
    """A search text that does not parse.

    Attributes:
        position: 0-based index into the text where reading stopped.
        hint: what would have been understood there.
    """

    code = "query_syntax"

    def __init__(self, text: str, position: int, why: str, hint: str = "") -> None:
        where = text[position : position + 20]
        at = f"at {where!r}" if where else "at the end"
        tail = f" {hint}" if hint else ""
        super().__init__(f"The query does not parse {at} (character {position + 1}): {why}.{tail}")
        self.position = position
        self.hint = hint


class OutOfRangeError(InvalidInputError):
    """A byte range that lies outside its file.

    Attributes:
        size: bytes of the file.
    """

    code = "out_of_range"

    def __init__(self, first: int, size: int) -> None:
        super().__init__(f"The range starts at byte {first:,} of a file of {size:,} bytes.")
        self.size = size


class LimitExceededError(InvalidInputError):
    """Over a limit of entities/limits.py."""

    code = "limit_exceeded"

    def __init__(self, what: str, size: int, limit: int, instead: str) -> None:
        super().__init__(f"{what} is {size:,}, over the limit of {limit:,}. {instead}")


class NotFoundError(RunloreError):
    """No such thing.

    Attributes:
        what: run, experiment, artifact, …
        which: its id, name or path.
    """

    code = "not_found"

    def __init__(self, what: str, which: str) -> None:
        super().__init__(f"There is no {what} {which[:200]!r}.")
        self.what = what
        self.which = which


class ConflictError(RunloreError):
    """The state forbids it."""

    code = "conflict"


class AlreadyExistsError(ConflictError):
    """The name or id is taken."""

    code = "already_exists"

    def __init__(self, what: str, which: str, advice: str = "Choose another name.") -> None:
        super().__init__(f"There is the {what} {which[:200]!r} already. {advice}")


class InTrashError(ConflictError):
    """It was deleted, and cannot be written to until it is restored.

    Attributes:
        what: run, experiment or model.
        which: its id or name.
    """

    code = "in_trash"

    def __init__(self, what: str, which: str) -> None:
        super().__init__(f"The {what} {which[:200]!r} is in the trash. Restore it first.")
        self.what = what
        self.which = which


class ParamChangedError(ConflictError):
    """A param was given before with another value."""

    code = "param_changed"

    def __init__(self, key: str, known: object, given: object) -> None:
        super().__init__(
            f"Changing param values is not allowed: {key!r} is {str(known)[:200]!r} and was given "
            f"as {str(given)[:200]!r}. Log the new value under another key, or as a metric."
        )


class OutOfOrderError(ConflictError):
    """Records arrived before earlier ones of the same writer.

    Attributes:
        last_seq: the last sequence number the server holds; send again from the next one.
    """

    code = "out_of_order"

    def __init__(self, last_seq: int, prev_seq: int) -> None:
        super().__init__(
            f"Records after {prev_seq} came before those after {last_seq}. "
            f"Send again from {last_seq + 1}."
        )
        self.last_seq = last_seq


class AccessDeniedError(RunloreError):
    """The actor may not do this."""

    code = "access_denied"


class NotAuthenticatedError(RunloreError):
    """No token, or one that is not known."""

    code = "not_authenticated"


class DamagedError(RunloreError):
    """Stored bytes fail their check."""

    code = "damaged"


class StorageFullError(RunloreError):
    """No space to acknowledge into."""

    code = "storage_full"


class UnavailableError(RunloreError):
    """Busy or away; try again later.

    Attributes:
        retry_after: seconds to wait before the next try.
    """

    code = "unavailable"

    def __init__(self, message: str, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after
