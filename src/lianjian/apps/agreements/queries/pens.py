"""Who holds the pen of a draft, and what the reader may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.models import Agreement, PenPassing
from lianjian.apps.agreements.queries.paper import bound_parties
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.pen import Passing, Pen
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.queries import mandates_held
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor

OPEN = frozenset({State.DRAFT, State.SIGNING, State.PARTIAL})
"""States in which there is anything to write."""


@dataclass(frozen=True, slots=True)
class PenOfferLine:
    """An offer that is open. What the reader may do with it is in ``may_answer`` and ``may_take_back``."""

    id: int
    taker: int
    taker_name: str
    offered_at: datetime
    may_answer: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class PenCard:
    """The pen of a draft. ``idle`` where nobody can write; ``offer_to`` and ``decide_for`` are the parties (key, short
    name) to which the reader may offer it, or give it by decision; empty where the reader may not."""

    agreement: int
    title: str
    holder: int
    holder_name: str
    idle: bool
    offer: PenOfferLine | None
    offer_to: tuple[tuple[int, str], ...]
    decide_for: tuple[tuple[int, str], ...]

    @property
    def concerns(self) -> bool:
        """Whether the reader has anything to do or to decide here."""
        mine = self.offer is not None and (self.offer.may_answer or self.offer.may_take_back)
        return mine or bool(self.offer_to or self.decide_for)


def pen_card(by: Actor, agreement: int, today: date | None = None) -> PenCard:
    """The pen as it is today. Five queries. Raises NotThere."""
    row = (
        Agreement.objects.by(by)
        .select_related("drafted_by", "pen", "initiative")
        .filter(pk=agreement)
        .first()
    )
    if row is None:
        raise NotThere
    names = {
        p.organisation_id: p.organisation.short_name
        for p in bound_parties(row).select_related("organisation")
    }
    offer = (
        PenPassing.objects.by(by).filter(agreement=row, state=Passing.OFFERED).select_related("taker").first()
    )
    pen = _pen(row, offer, frozenset(names), today or civil_date(timezone.now()))
    is_open = row.state in OPEN
    writes = is_open and bool(by.roles_in(pen.holder) & NEGOTIATORS)
    others = tuple((key, name) for key, name in names.items() if key != pen.holder)
    decides = is_open and pen.idle and coordinates(by, row)
    return PenCard(
        agreement=row.pk,
        title=row.title,
        holder=pen.holder,
        holder_name=(row.pen or row.drafted_by).short_name,
        idle=is_open and pen.idle,
        offer=_line(by, offer, writes=writes) if offer is not None and is_open else None,
        offer_to=others if writes and offer is None else (),
        decide_for=tuple(one for one in others if one[0] in pen.staffed) if decides else (),
    )


def coordinates(by: Actor, row: Agreement) -> bool:
    """Whether ``by`` decides where a draft is stuck: a steward of the organisation whose call led to the agreement, or
    the network's administrator."""
    if by.network_wide:
        return True
    call = row.initiative
    return call is not None and by.holds(*STEWARDS, organisation=call.organisation_id)


def pen_of_row(row: Agreement, offer: PenPassing | None, day: date) -> Pen:
    """The pen of a draft in hand on that day, as the rule sees it."""
    return _pen(row, offer, frozenset(bound_parties(row).values_list("organisation", flat=True)), day)


def _pen(row: Agreement, offer: PenPassing | None, parties: frozenset[int], day: date) -> Pen:
    held = mandates_held(parties | {row.pen_with}, NEGOTIATORS, day)
    return Pen(
        holder=row.pen_with,
        parties=parties,
        staffed=frozenset(one.organisation for one in held),
        offered=offer.taker_id if offer is not None else None,
    )


def _line(by: Actor, offer: PenPassing, *, writes: bool) -> PenOfferLine:
    return PenOfferLine(
        id=offer.pk,
        taker=offer.taker_id,
        taker_name=offer.taker.short_name,
        offered_at=offer.offered_at,
        may_answer=bool(by.roles_in(offer.taker_id) & NEGOTIATORS),
        may_take_back=writes,
    )
