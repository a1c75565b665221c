"""When a deed counts as done: now, or, for those who enter the history of a network, on its true date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor

SLACK = timedelta(minutes=10)
"""How far a clock of ours may run ahead of another of ours."""


def moment_of(by: Actor, given: datetime | None, *, wall: datetime) -> datetime:
    """The moment to write down: ``wall`` (now) where none is given.

    Only network-wide actors may give another one, and never one to come. Raises NotAllowed and Refused.
    """
    if given is None:
        return wall
    if not by.network_wide:
        raise NotAllowed(
            gettext_noop("Only the network administrator can enter deeds under an earlier date.")
        )
    if given.tzinfo is None:
        raise Refused(gettext_noop("The time is given without its time zone."), field="now")
    if given > wall + SLACK:
        raise Refused(gettext_noop("This date is still to come."), field="now")
    return given


def check_term(starts_on: date | None, ends_on: date | None) -> None:
    """Raises Refused where a term ends before it starts. An unknown end or start is no mistake."""
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Refused(gettext_noop("The term ends before it starts."), field="ends_on")
