"""What every move of the pen has in common: the draft and its open offer, locked, as the rule sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.actions._editing import seen_and_locked
from lianjian.apps.agreements.models import PenPassing
from lianjian.apps.agreements.queries.paper import BELOW, paper_of
from lianjian.apps.agreements.queries.pens import pen_of_row
from lianjian.apps.agreements.rules.pen import Passing
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.apps.agreements.models import Agreement
    from lianjian.apps.agreements.rules.pen import Pen
    from lianjian.foundation.actor import Actor


def lock_pen(by: Actor, agreement: int, day: date) -> tuple[Agreement, Pen, PenPassing | None]:
    """The draft, its pen on that day, and the offer that is open. Raises Refused where the words cannot change any more."""
    row = seen_and_locked(by, agreement)
    paper_of(row).edit()
    offer = (
        PenPassing.objects.across_organisations(BELOW).filter(agreement=row, state=Passing.OFFERED).first()
    )
    return row, pen_of_row(row, offer, day), offer


def agreement_of(by: Actor, passing: int) -> int:
    """The agreement of an offer that ``by`` sees. Raises NotThere."""
    found = PenPassing.objects.by(by).filter(pk=passing).values_list("agreement", flat=True).first()
    if found is None:
        raise NotThere
    return found


def settle(by: Actor, offer: PenPassing, state: Passing, moment: datetime) -> None:
    """What became of an offer."""
    offer.state, offer.settled_at, offer.settled_by_id = state, moment, by.person
    offer.save(update_fields=["state", "settled_at", "settled_by"])
