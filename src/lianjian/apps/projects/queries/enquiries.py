"""Reading enquiries from the public: what waits, for how long, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.projects.models import AllianceMember, Enquiry, EnquiryStep, Product, ProjectParty
from lianjian.apps.projects.rules.alliances import GoodsUnit, PartState
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.enquiries import (
    OPEN,
    REMIND_AFTER,
    EnquiryState,
    EnquiryStepKind,
    is_late,
)
from lianjian.apps.projects.rules.seasons import in_season
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

_NEAR = (
    "alliance",
    "product",
    "project",
    "handler",
    "taken_by",
)


@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """An enquiry. ``name``, ``contact`` and ``text`` are "" to whoever does not handle it, and once deleted. ``days`` is
    how long the asker waited or waits; ``mine`` says that the reader handles it now."""

    id: int
    about: str
    alliance: int | None
    product: int | None
    project: int | None
    handler: int
    handler_name: str
    state: EnquiryState
    received_at: datetime
    ended_at: datetime | None
    days: int
    late: bool
    open: bool
    taken_by: int | None
    taken_by_name: str
    name: str
    contact: str
    text: str
    forgotten: bool
    mine: bool
    amount: Decimal | None
    unit: GoodsUnit | None
    yuan: Decimal | None
    remark: str


@dataclass(frozen=True, slots=True)
class EnquiryStepLine:
    """What was done with it."""

    kind: EnquiryStepKind
    organisation_name: str
    person_name: str
    passed_to_name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """An organisation to which an enquiry can be passed on; ``in_season``: it offers the product, or anything, now."""

    organisation: int
    name: str
    in_season: bool


def enquiries(
    by: Actor, today: date, *, still_open: bool, limit: int | None = None, offset: int = 0
) -> list[EnquiryLine]:
    """The enquiries that ``by`` handles or passed on: those still open, the longest waiting first, or those that came to
    their end, the newest first. One query."""
    rows = _rows(by, still_open=still_open)
    rows = rows.order_by("received_at", "pk") if still_open else rows.order_by("-ended_at", "-pk")
    return [
        _line(by, row, today)
        for row in rows.select_related(*_NEAR)[offset : None if limit is None else offset + limit]
    ]


def count_enquiries(by: Actor, *, still_open: bool) -> int:
    """How many those are. One query."""
    return _rows(by, still_open=still_open).count()


def enquiries_late(by: Actor, now: datetime, today: date, *, limit: int) -> list[EnquiryLine]:
    """The reminder: enquiries for the reader's own organisations that nobody has answered for three days, the oldest
    first. One query."""
    rows = Enquiry.objects.by(by).filter(
        handler__in=_spoken(by),
        state__in=[EnquiryState.NEW, EnquiryState.TAKEN],
        received_at__lte=now - REMIND_AFTER,
    )
    found = rows.order_by("received_at", "pk").select_related(*_NEAR)
    return [_line(by, row, today) for row in found[:limit]]


def count_enquiries_waiting(by: Actor) -> int:
    """How many enquiries for the reader's own organisations nobody has answered yet. One query."""
    rows = Enquiry.objects.by(by).filter(handler__in=_spoken(by))
    return rows.filter(state__in=[EnquiryState.NEW, EnquiryState.TAKEN]).count()


def enquiry(by: Actor, key: int, today: date) -> tuple[EnquiryLine, list[EnquiryStepLine]]:
    """One enquiry with what was done. Raises NotThere."""
    row = Enquiry.objects.by(by).filter(pk=key).select_related(*_NEAR).first()
    if row is None:
        raise NotThere
    return _line(by, row, today), _steps(row)


def enquiry_targets(by: Actor, key: int, month: int) -> list[Target]:
    """To whom an enquiry can be passed on, those with something in season in ``month`` first. Raises NotThere."""
    row = Enquiry.objects.by(by).filter(pk=key).select_related("product").first()
    if row is None:
        raise NotThere
    below = "below the enquiry in hand"
    if row.alliance_id is None:
        parties = ProjectParty.objects.across_organisations(below).filter(project=row.project_id)
        found = [
            Target(one.organisation_id, one.organisation.short_name, in_season=False)
            for one in parties.exclude(organisation=row.handler_id).select_related("organisation")
        ]
    else:
        goods = Product.objects.across_organisations(below).filter(
            alliance=row.alliance_id, withdrawn_on=None
        )
        if row.product is not None:
            goods = goods.filter(name=row.product.name)
        ripe = {one.organisation_id for one in goods if in_season(one.first_month, one.last_month, month)}
        parts = AllianceMember.objects.across_organisations(below).filter(
            alliance=row.alliance_id, state=PartState.MEMBER
        )
        found = [
            Target(one.organisation_id, one.organisation.short_name, one.organisation_id in ripe)
            for one in parts.exclude(organisation=row.handler_id).select_related("organisation")
        ]
    return sorted(found, key=lambda one: not one.in_season)


def public_enquiry(secret: str, today: date) -> tuple[EnquiryLine, list[EnquiryStepLine]]:
    """An enquiry for its asker, by the secret of their page: without names of people. Raises NotThere."""
    rows = Enquiry.objects.across_organisations("whoever has the secret has asked it")
    row = (
        rows.filter(secret=fingerprint(secret.encode(errors="replace")))
        .select_related("alliance", "product", "project", "handler", "taken_by")
        .first()
    )
    if row is None:
        raise NotThere
    return _line(None, row, today), _steps(row)


def _spoken(by: Actor) -> list[int]:
    return sorted({m.organisation for m in by.mandates if m.role in NEGOTIATORS})


def _rows(by: Actor, *, still_open: bool) -> QuerySet[Enquiry]:
    """The network administrator has no part in what strangers ask villages: only own ones."""
    among = Q(handler__in=by.organisations) | Q(steps__organisation__in=by.organisations)
    rows = Enquiry.objects.by(by).filter(pk__in=Enquiry.objects.by(by).filter(among).order_by().values("pk"))
    return rows.filter(state__in=OPEN) if still_open else rows.exclude(state__in=OPEN)


def _line(by: Actor | None, row: Enquiry, today: date) -> EnquiryLine:
    mine = by is not None and row.handler_id in _spoken(by)
    shown = mine or by is None
    received, state = civil_date(row.received_at), EnquiryState(row.state)
    until = row.answered_at or row.ended_at
    if row.product is not None:
        about = row.product.name
    elif row.alliance is not None:
        about = row.alliance.name
    else:
        about = row.project.title if row.project else ""
    return EnquiryLine(
        id=row.pk,
        about=about,
        alliance=row.alliance_id,
        product=row.product_id,
        project=row.project_id,
        handler=row.handler_id,
        handler_name=row.handler.short_name,
        state=state,
        received_at=row.received_at,
        ended_at=row.ended_at,
        days=((civil_date(until) if until else today) - received).days,
        late=is_late(row.state, received, today),
        open=state in OPEN,
        taken_by=row.taken_by_id,
        taken_by_name=row.taken_by.name if row.taken_by and by is not None else "",
        name=row.name if shown else "",
        contact=row.contact if shown else "",
        text=row.text if shown else "",
        forgotten=row.forgotten_at is not None,
        mine=mine,
        amount=None if row.amount is None else tidy(row.amount),
        unit=GoodsUnit(row.unit) if row.unit else None,
        yuan=None if row.yuan is None else tidy(row.yuan),
        remark=row.remark,
    )


def _steps(row: Enquiry) -> list[EnquiryStepLine]:
    steps = EnquiryStep.objects.across_organisations("below the enquiry in hand").filter(enquiry=row)
    return [
        EnquiryStepLine(
            kind=EnquiryStepKind(one.kind),
            organisation_name=one.organisation.short_name,
            person_name=one.person.name if one.person else "",
            passed_to_name=one.passed_to.short_name if one.passed_to else "",
            at=one.at,
            text=one.text,
        )
        for one in steps.select_related("organisation", "person", "passed_to")
    ]
