"""Who may do what. Every service method asks here first; a route cannot forget it."""

from runlore.entities.access import Actor, Permission, Role
from runlore.entities.errors import AccessDeniedError, NotAuthenticatedError


class Access:
    """The rule of access: a role that includes the permission."""

    def require(self, actor: Actor, permission: Permission) -> None:
        """Let the actor pass or raise.

        Raises:
            NotAuthenticatedError: nobody asks, and nobody may do this.
            AccessDeniedError: the actor is known and may not do this.
        """
        if actor.may(permission):
            return
        if actor.role is Role.NOBODY:
            raise NotAuthenticatedError(
                "This server asks for a token: send it as 'Authorization: Bearer <token>' "
                "(clients read RUNLORE_TOKEN)."
            )
        raise AccessDeniedError(
            f"{actor.name!r} has the role {actor.role.name.lower()}, "
            f"and this needs the permission to {permission.name.lower()}."
        )
