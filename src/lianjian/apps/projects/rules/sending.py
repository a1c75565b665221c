"""Keys that forms give themselves, so that a form sent twice is one deed."""

from __future__ import annotations

import re

from lianjian.kernel.refusals import Refused, gettext_noop

_KEY = re.compile(r"[!-~]{1,64}")


def check_client_key(key: str | None) -> str | None:
    """The key as it is stored; None where none was sent. Raises Refused unless it is up to 64 printable ASCII
    characters: the form made it, so nobody can have typed it wrong."""
    if not key:
        return None
    if not _KEY.fullmatch(key):
        raise Refused(
            gettext_noop("The form was changed on its way."),
            cure=gettext_noop("Load the page again and send it once more."),
        )
    return key
