"""Autologging is not there yet; it says so once, and changes nothing."""

from runlore.client.notices import Notices

_notices = Notices(quiet=False)


def autolog(*_args: object, **_settings: object) -> None:
    """Nothing is logged by itself yet: log params, metrics and the model by their verbs.

    It may stand in a script: it says so once and does nothing else.
    """
    _notices.warn(
        "autolog() is not there yet: nothing is logged by itself. Log params, metrics and the "
        "model by log_params, log_metrics and log_model."
    )
