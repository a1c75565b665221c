"""What a code of a platform means for a delivery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lianjian.apps.matrix.ports import again, needs_human, parked, refused
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.quotas import next_reset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.apps.matrix.ports import Outcome

Then = Literal["again", "slower", "refresh", "refuse", "human", "park"]
SLOWER = 65.0  # seconds: quotas of a minute begin anew


@dataclass(frozen=True, slots=True)
class Meaning:
    """``refresh``: get a new token once and repeat; where that does not help, it is for a person."""

    then: Then
    cause: Cause


def meaning(then: Then, cause: Cause, *codes: int) -> dict[int, Meaning]:
    """A line of a table of codes."""
    return {code: Meaning(then, cause) for code in codes}


def outcome_of(codes: Mapping[int, Meaning], code: int, *, now: datetime, detail: str = "") -> Outcome:
    """What a code comes to once a fresh token did not help. A code that is not in the table is called unexpected."""
    known, text = codes.get(code), str(code)
    if known is None:
        return needs_human(Cause.UNEXPECTED_ANSWER, code=text, detail=detail)
    if known.then == "again":
        return again(known.cause, code=text)
    if known.then == "slower":
        return again(known.cause, code=text, after=SLOWER)
    if known.then == "park":
        return parked(next_reset(now), code=text)
    if known.then == "refuse":
        return refused(known.cause, code=text, detail=detail)
    return needs_human(known.cause, code=text, detail=detail)
