"""Inboxes: whom villages can write to, and with which keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from lianjian.apps.islands.models import HelpRequest, Inbox
from lianjian.apps.islands.models.inbox import reads
from lianjian.apps.islands.queries.keeping import keeps_network
from lianjian.apps.islands.rules.inboxes import GENERAL, InboxRole, is_open
from lianjian.apps.islands.rules.requests import OPEN, WAITING
from lianjian.kernel.refusals import NotThere
from lianjian_feed.book import MAX_ADDRESSEES, Addressee
from lianjian_feed.fields import CATEGORIES

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class InboxLine:
    """An inbox. ``open_requests`` and ``late`` are numbers only; None for whoever neither reads it nor keeps the network.
    ``categories`` () are all of them."""

    id: int
    key: str
    role: InboxRole
    name: str
    organisation: int
    organisation_name: str
    categories: tuple[str, ...]
    days: int
    until: date | None
    is_open: bool
    is_own: bool
    open_requests: int | None
    late: int | None


def inboxes(by: Actor, today: date, *, role: str = "", limit: int = 500, offset: int = 0) -> list[InboxLine]:
    """The inboxes, open ones first; all but those of first secretaries elsewhere are everybody's to know. Four queries."""
    rows = _listed(by, role).select_related("organisation")
    is_closed = F("closed_at").asc(nulls_first=True)
    found = list(rows.order_by(is_closed, "role", "name", "pk")[offset : offset + limit])
    keys = [row.pk for row in found]
    own = set(Inbox.objects.by(by).filter(reads(by), pk__in=keys).values_list("pk", flat=True))
    counted = keys if keeps_network(by) else sorted(own)
    asked = HelpRequest.objects.across_organisations("only how many there are").filter(inbox__in=counted)
    numbers = {
        row["inbox"]: (row["open"], row["late"])
        for row in asked.order_by()
        .values("inbox")
        .annotate(
            open=Count("pk", filter=Q(state__in=OPEN)),
            late=Count("pk", filter=Q(state__in=WAITING, due_on__lt=today)),
        )
    }
    return [
        _line(
            row,
            today,
            own=row.pk in own,
            numbers=numbers.get(row.pk, (0, 0)) if row.pk in counted else (None, None),
        )
        for row in found
    ]


def count_inboxes(by: Actor, *, role: str = "") -> int:
    """How many those are. One query."""
    return _listed(by, role).count()


def inbox(by: Actor, key: str, today: date) -> InboxLine:
    """One inbox. Raises NotThere."""
    row = Inbox.objects.by(by).select_related("organisation").filter(key=key).first()
    if row is None:
        raise NotThere
    own = Inbox.objects.by(by).filter(reads(by), pk=row.pk).exists()
    return _line(row, today, own=own)


def _listed(by: Actor, role: str) -> QuerySet[Inbox]:
    rows = Inbox.objects.by(by)
    return rows.filter(role=role) if role else rows


def _line(
    row: Inbox, today: date, *, own: bool, numbers: tuple[int | None, int | None] = (None, None)
) -> InboxLine:
    return InboxLine(
        id=row.pk,
        key=row.key,
        role=InboxRole(row.role),
        name=row.name,
        organisation=row.organisation_id,
        organisation_name=row.organisation.short_name,
        categories=tuple(row.categories),
        days=row.days,
        until=row.until,
        is_open=is_open(closed=row.closed_at is not None, until=row.until, today=today),
        is_own=own,
        open_requests=numbers[0],
        late=numbers[1],
    )


def general_addressees(today: date) -> tuple[Addressee, ...]:
    """Those of the book: parties and experts whose inboxes are open."""
    rows = _open_on(today).filter(role__in=GENERAL).order_by("key")[:MAX_ADDRESSEES]
    return tuple(addressee_of(row) for row in rows)


def secretary_of(village: int, today: date) -> Addressee | None:
    """A village's own first secretary, as its stations learn of them; None where no inbox is open."""
    row = (
        _open_on(today)
        .filter(role=InboxRole.SECRETARY, organisation=village, posting__starts_on__lte=today)
        .order_by("-until", "pk")
        .first()
    )
    return addressee_of(row) if row else None


def others_taking(by: Actor, request: int, today: date) -> list[InboxLine]:
    """The open inboxes to which a request that ``by`` reads can be passed on: general ones, and the first secretary of
    its village."""
    row = (
        HelpRequest.objects.by(by).filter(pk=request).values("inbox", "category", "station__village").first()
    )
    if row is None:
        raise NotThere
    rows = (
        _open_on(today)
        .exclude(pk=row["inbox"])
        .filter(Q(role__in=GENERAL) | Q(role=InboxRole.SECRETARY, organisation=row["station__village"]))
    )
    found = rows.select_related("organisation").order_by("role", "name")
    lines = [_line(one, today, own=False) for one in found]
    return [one for one in lines if not one.categories or row["category"] in one.categories]


def addressee_of(row: Inbox) -> Addressee:
    """How a station reads of an inbox."""
    return Addressee(
        key=row.key,
        role=row.role,
        name=row.name,
        recipient=row.recipient,
        categories=tuple(row.categories) or tuple(sorted(CATEGORIES)),
        days=row.days,
        until=row.until.isoformat() if row.until else "",
    )


def _open_on(today: date) -> QuerySet[Inbox]:
    rows = Inbox.objects.across_organisations("whom villages can write to hangs in every station")
    return rows.filter(Q(until=None) | Q(until__gte=today), closed_at=None)
