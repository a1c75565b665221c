"""Error numbers of the Baijiahao interface and what each means for a delivery.

Source: the table of the platform's developer pages as two public clients quote it, read 2026-11-27; 60001003 on publishing as
"the same article already" from one client only. A number that is not here is called unexpected, never success.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lianjian.apps.matrix.ports import needs_human, parked, refused, unknown
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.quotas import next_reset

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.matrix.ports import Outcome

Then = Literal["refuse", "human", "park", "doubt", "repeat"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """``doubt``: the platform failed in the middle, the article may be there; ``repeat``: it has an article with this address,
    probably from our own earlier attempt. For both its list is read, nothing is sent."""

    then: Then
    cause: Cause


def _all(then: Then, cause: Cause, *codes: int) -> dict[int, Meaning]:
    return {code: Meaning(then, cause) for code in codes}


CODES: dict[int, Meaning] = {
    **_all("doubt", Cause.NO_ANSWER, 4, 5, 10003, 10005, 60000006, 60000020),
    **_all("repeat", Cause.REPEATED, 60001003, 800000201),
    **_all("park", Cause.QUOTA_SPENT, 27012, 301002, 60001008, 60001009),
    **_all("human", Cause.PERMISSION_MISSING, 10002),
    **_all("human", Cause.CREDENTIALS_WRONG, 60000009, 60001001),
    **_all("human", Cause.ACCOUNT_BLOCKED, 60000005),
    **_all("human", Cause.REQUEST_MALFORMED, 2, 300016, 301001),
    **_all("refuse", Cause.PICTURE_NOT_TAKEN, 301003, 301004),
    **_all("refuse", Cause.GONE_THERE, 10009, 80000107),
}


def outcome_of(code: int, message: str, *, now: datetime) -> Outcome:
    """What a number comes to."""
    meaning, text = CODES.get(code), str(code)
    if meaning is None:
        return needs_human(Cause.UNEXPECTED_ANSWER, code=text, detail=message)
    if meaning.then == "park":
        return parked(next_reset(now), code=text)
    if meaning.then in {"doubt", "repeat"}:
        return unknown(meaning.cause, code=text, after=0.0 if meaning.then == "repeat" else None)
    if meaning.then == "refuse":
        return refused(meaning.cause, code=text, detail=message)
    return needs_human(meaning.cause, code=text, detail=message)
