"""What an entry of the register must be like, whichever way it comes in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.kinds import Kind
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed.layout import RESERVED

if TYPE_CHECKING:
    from collections.abc import Container

VILLAGE_DIGITS = 12
LONGEST = {"key": 60, "name": 120, "short_name": 30, "profile": 2000}


def judge_entry(
    *, key: str, name: str, short_name: str, kind: str, division: str | None, codes: Container[str]
) -> None:
    """Raises Refused for what no organisation may be. ``codes`` holds the divisions that there are."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        raise Refused(gettext_noop("The key takes small letters, digits and single hyphens."), field="key")
    if key in RESERVED:
        raise Refused(gettext_noop("“%(name)s” is already in the register."), field="key", name=key)
    if kind not in set(Kind):
        raise Refused(gettext_noop("“%(kind)s” is no kind of organisation."), field="kind", kind=kind)
    if not name.strip() or not short_name.strip():
        raise Refused(gettext_noop("Name and short name are needed."), field="name")
    if division and division not in codes:
        raise Refused(
            gettext_noop("There is no division with the code %(code)s."), field="division", code=division
        )
    if kind == Kind.VILLAGE and (not division or len(division) != VILLAGE_DIGITS):
        raise Refused(gettext_noop("A village needs its 12-digit division code."), field="division")


def judge_length(field: str, text: str) -> None:
    """Raises Refused where ``text`` is longer than the register holds."""
    most = LONGEST.get(field)
    if most is not None and len(text) > most:
        raise Refused(
            gettext_noop("Too long: %(length)s characters, %(most)s fit."),
            field=field,
            length=len(text),
            most=most,
        )
