"""Error codes of the Weibo interface and what each means for a delivery.

Source: the platform's table (open.weibo.com/wiki/Error_code), read in copies on other sites on 2026-11-27 up to 10024 and from
21312 to 21335; the rows of 20xxx, 20032 among them, from memory. A code that is not here is called unexpected, never success.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from lianjian.apps.matrix.ports import again, needs_human, parked, refused, unknown
from lianjian.apps.matrix.rules.causes import Cause

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.matrix.ports import Outcome

Then = Literal["again", "slower", "hour", "refresh", "refuse", "human", "doubt", "repeat"]
SLOWER = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Meaning:
    """``refresh``: a new token once, where the app has the right, and then a person; ``hour``: quotas are of an hour;
    ``doubt``: the platform failed in the middle, the post may be there; ``repeat``: it has this text, probably from our own
    earlier attempt. For the last two the timeline is read, nothing is sent."""

    then: Then
    cause: Cause


def _all(then: Then, cause: Cause, *codes: int) -> dict[int, Meaning]:
    return {code: Meaning(then, cause) for code in codes}


CODES: dict[int, Meaning] = {
    **_all("again", Cause.BUSY, 10002, 10009),
    **_all("doubt", Cause.NO_ANSWER, 10001, 10003, 10010, 10011, 20032),
    **_all("repeat", Cause.REPEATED, 20017, 20019),
    **_all("hour", Cause.QUOTA_SPENT, 10022, 10023, 10024),
    **_all("slower", Cause.TOO_FAST, 20016),
    **_all("refresh", Cause.CREDENTIALS_WRONG, 21314, 21315, 21327, 21332),
    **_all("human", Cause.CREDENTIALS_WRONG, 10006, 21301, 21312, 21313, 21316, 21317, 21319, 21324, 21325),
    **_all("human", Cause.PERMISSION_MISSING, 10005, 10014, 21321),
    **_all("human", Cause.ADDRESS_NOT_LISTED, 10004),
    **_all("human", Cause.ACCOUNT_BLOCKED, 10013, 20003, 20034),
    **_all("human", Cause.REQUEST_MALFORMED, 10007, 10008, 10012, 10016, 10017, 10020, 10021),
    **_all("refuse", Cause.CONTENT_TOO_LONG, 10018, 20012, 20013),
    **_all("refuse", Cause.CONTENT_EMPTY, 20008),
    **_all("refuse", Cause.PICTURE_NOT_TAKEN, 20005, 20006, 20007),
    **_all("refuse", Cause.REVIEW_FAILED, 20020, 20021, 20022),
    **_all("refuse", Cause.LINK_NOT_ALLOWED, 20018),
    **_all("refuse", Cause.GONE_THERE, 20101),
}


def meaning_of(code: int, message: str) -> Meaning | None:
    """What a code means. 10017 is said of every parameter; of the status without a link on the bound domain in these
    words."""
    if code == 10017 and "bind domain" in message:  # noqa: PLR2004 - see above
        return Meaning("human", Cause.LINK_NOT_ALLOWED)
    return CODES.get(code)


def outcome_of(code: int, message: str, *, now: datetime) -> Outcome:
    """What a code comes to once a fresh token did not help."""
    meaning, text = meaning_of(code, message), str(code)
    if meaning is None:
        return needs_human(Cause.UNEXPECTED_ANSWER, code=text, detail=message)
    if meaning.then in {"again", "slower"}:
        return again(meaning.cause, code=text, after=SLOWER if meaning.then == "slower" else None)
    if meaning.then == "hour":
        return parked(next_hour(now), code=text)
    if meaning.then in {"doubt", "repeat"}:
        return unknown(meaning.cause, code=text, after=0.0 if meaning.then == "repeat" else None)
    if meaning.then == "refuse":
        return refused(meaning.cause, code=text)
    return needs_human(meaning.cause, code=text)


def next_hour(now: datetime) -> datetime:
    """When the quotas of an hour begin anew."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
