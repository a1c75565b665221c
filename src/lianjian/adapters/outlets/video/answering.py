"""A verb's end where the platform refused: read from its table of codes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lianjian.adapters.outlets.video.calling import scrub
from lianjian.adapters.outlets.video.meanings import outcome_of
from lianjian.apps.matrix.ports import again
from lianjian.apps.matrix.rules.causes import Cause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from lianjian.adapters.outlets.video.meanings import Meaning
    from lianjian.apps.matrix.ports import Desk, Outcome


class PlatformRefusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """The platform answered with another code than that of success."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        self.message = scrub(message)
        super().__init__(f"{code} {self.message}")


async def answered(
    work: Awaitable[Outcome],
    desk: Desk,
    codes: Mapping[int, Meaning],
    *,
    stays: Callable[[], Outcome] | None = None,
) -> Outcome:
    """The outcome of ``work``; a refusal read from ``codes``. A refused question (``stays``) says nothing about the delivery
    unless it stops the account."""
    try:
        return await work
    except OSError as missing:
        return again(Cause.FILM_PENDING, detail=type(missing).__name__, after=60.0)
    except PlatformRefusal as refusal:
        known = refusal.code in codes
        said = outcome_of(codes, refusal.code, now=desk.now(), detail="" if known else refusal.message)
        if stays is None:
            return said
        if said.until is not None:
            return replace(said, whole_outlet=False)
        return replace(said, state=stays().state, after=None)
