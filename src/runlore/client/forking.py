"""What has to be made anew in a child after ``os.fork``: threads, locks, sockets, open files."""

import os
import weakref
from collections.abc import Callable

_METHODS: "list[weakref.WeakMethod[Callable[[], None]]]" = []


def after_fork(method: Callable[[], None]) -> None:
    """Have a bound method called in every child made by ``fork``, while its object lives.

    Methods are called in the order in which they were given. They run before anything else does
    in the child, so they must not wait for a lock that another thread may have held.
    """
    _METHODS[:] = [known for known in _METHODS if known() is not None]
    _METHODS.append(weakref.WeakMethod(method))


def _in_child() -> None:
    for reference in _METHODS:
        method = reference()
        if method is not None:
            method()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)
