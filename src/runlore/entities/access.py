"""Who asks, and what they may do."""

import enum

import msgspec


class Role(enum.IntEnum):
    """What an actor may do, each including the ones before."""

    NOBODY = 0
    READER = 1
    EDITOR = 2
    ADMIN = 3


class Permission(enum.IntEnum):
    """What a service method needs. The value is the smallest role that has it."""

    PUBLIC = 0
    READ = 1
    WRITE = 2
    ADMINISTER = 3


class Actor(msgspec.Struct, frozen=True):
    """Who asks: a person, a token or this process itself.

    Attributes:
        name: shown in the audit and on runs.
        role: what it may do.
    """

    name: str
    role: Role

    def may(self, permission: Permission) -> bool:
        """Whether the role includes the permission."""
        return self.role >= permission


LOCAL_ACTOR = Actor("local", Role.ADMIN)
"""The owner of the folder: local mode, and a loopback server with no token set."""

NOBODY = Actor("nobody", Role.NOBODY)
