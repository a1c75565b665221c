"""Return codes of the Official Account interface and what each means for a delivery.

Source: the platform's table of global return codes (developers.weixin.qq.com, 全局返回码) and the pages of
draft/add, freepublish/submit, stable_token. A code that is not here is called unexpected, never success.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lianjian.apps.matrix.ports import again, needs_human, parked, refused
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.quotas import next_reset

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.matrix.ports import Outcome

Then = Literal["again", "slower", "refresh", "refuse", "human", "park"]
SLOWER = 65.0  # seconds: quotas of a minute begin anew


@dataclass(frozen=True, slots=True)
class Meaning:
    """``refresh``: get a new token once and repeat; where that does not help, it is for a person."""

    then: Then
    cause: Cause


def _all(then: Then, cause: Cause, *codes: int) -> dict[int, Meaning]:
    return {code: Meaning(then, cause) for code in codes}


CODES: dict[int, Meaning] = {
    **_all("again", Cause.BUSY, -1, 6000, 50000, 61500, 65400),
    **_all("refresh", Cause.CREDENTIALS_WRONG, 40001, 40014, 41001, 42001, 42007),
    **_all("human", Cause.CREDENTIALS_WRONG, 40013, 40125, 40243, 41002, 41004, 61023),
    **_all("human", Cause.ADDRESS_NOT_LISTED, 40164, 61004, 89501, 89503, 89506, 89507),
    **_all("human", Cause.PERMISSION_MISSING, 48001, 48002, 48005, 48008, 50001, 61007, 65403),
    **_all("human", Cause.ACCOUNT_BLOCKED, 48004, 50002, 50004, 50007, 53500, 61003),
    **_all("refuse", Cause.PICTURE_NOT_TAKEN, 40004, 40005, 40006, 40009, 40010, 40011, 40012, 41005, 44001, 45001),
    **_all("refuse", Cause.PICTURE_NOT_TAKEN, 45006, 45007, 40137, 53402),
    **_all("refuse", Cause.GONE_THERE, 40007, 41006, 46001, 53502, 53600, 53601),
    **_all("refuse", Cause.CONTENT_EMPTY, 44002, 44003, 44004),
    **_all("refuse", Cause.TITLE_TOO_LONG, 45003),
    **_all("refuse", Cause.DIGEST_TOO_LONG, 45004),
    **_all("refuse", Cause.AUTHOR_TOO_LONG, 45110),
    **_all("refuse", Cause.CONTENT_TOO_LONG, 45002, 45008, 45166, 53404),
    **_all("refuse", Cause.LINK_NOT_ALLOWED, 40039, 40048, 45005, 53403),
    **_all("human", Cause.REQUEST_MALFORMED, 40002, 40003, 40008, 40035, 40066, 40097, 43001, 43002, 43003, 47001),
    **_all("human", Cause.REQUEST_MALFORMED, 45067, 45106, 47003, 61501, 200002),
    **_all("park", Cause.QUOTA_SPENT, 45009, 45028, 48006, 53501),
    **_all("slower", Cause.TOO_FAST, 45011, 45015, 45066, 45047),
    **_all("human", Cause.REPEATED, 45065),
    **_all("human", Cause.CHECK_FAILED, 53503),
    **_all("human", Cause.HANDLE_ON_SITE, 53504, 53505),
    **_all("refuse", Cause.REVIEW_FAILED, 87014, 87015, 45083),
}  # fmt: skip


def outcome_of(code: int, *, now: datetime, detail: str = "") -> Outcome:
    """What a code comes to once a fresh token did not help."""
    meaning = CODES.get(code)
    text = str(code)
    if meaning is None:
        return needs_human(Cause.UNEXPECTED_ANSWER, code=text, detail=detail)
    if meaning.then == "again":
        return again(meaning.cause, code=text)
    if meaning.then == "slower":
        return again(meaning.cause, code=text, after=SLOWER)
    if meaning.then == "park":
        return parked(next_reset(now), code=text)
    if meaning.then == "refuse":
        return refused(meaning.cause, code=text, detail=detail)
    return needs_human(meaning.cause, code=text, detail=detail)
