"""What villagers ask, as far as the envelope says. The text is opened by an action, because opening is a deed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.islands.models import HelpRequest, Inbox, Loss, Opening, RequestStep
from lianjian.apps.islands.models.inbox import reads
from lianjian.apps.islands.queries.keeping import keeps_network
from lianjian.apps.islands.queries.wording import category_words
from lianjian.apps.islands.rules.requests import (
    OPEN,
    OVER,
    WAITING,
    RequestMove,
    RequestState,
    allowed,
    days_late,
)
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request without what it says. ``days_late`` None: in time, or answered. ``station_lost``: what is answered does not
    reach the villager through the station."""

    id: int
    name: str
    category: str
    category_name: str
    village: int
    village_name: str
    inbox: str
    inbox_name: str
    asked_on: date
    until: date
    due_on: date
    days_late: int | None
    state: RequestState
    in_hand_of: str
    station_lost: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    state: RequestState
    at: datetime
    person_name: str
    before_name: str


@dataclass(frozen=True, slots=True)
class RequestCard:
    """One request: its envelope, what was done, who opened the letter, how often it was answered, and what the reader may
    do now."""

    line: RequestLine
    purposes: tuple[str, ...]
    steps: tuple[StepLine, ...]
    openings: tuple[tuple[str, datetime], ...]
    answers: int
    moves: frozenset[RequestMove]


@dataclass(frozen=True, slots=True)
class WantedRequests:
    """``state``: "waiting" (no answer yet), "late", "answered", "over", or "" for all."""

    state: str = "waiting"
    inbox: str = ""


@dataclass(frozen=True, slots=True)
class RequestNumbers:
    """How the requests of the network stand: only numbers, for those who keep it."""

    open: int
    late: int
    answered: int


@dataclass(frozen=True, slots=True)
class LossLine:
    """A lost station of which requests lie in one's inbox."""

    id: int
    village_name: str
    lost_on: date
    requests: int
    inbox_name: str


def requests(
    by: Actor, today: date, wanted: WantedRequests, *, limit: int, offset: int = 0
) -> list[RequestLine]:
    """Those that are ``by``'s to answer, what is due first before; a network-wide actor has none but their own. One query."""
    rows = _wanted(by, today, wanted)
    if wanted.state == "over":
        rows = rows.order_by("-closed_on", "-pk")
    rows = rows.select_related("station__village", "inbox", "in_hand_of").defer("letter")
    return [_line(row, today) for row in rows[offset : offset + limit]]


def count_requests(by: Actor, today: date, wanted: WantedRequests) -> int:
    """How many those are. One query."""
    return _wanted(by, today, wanted).count()


def request(by: Actor, key: int, today: date) -> RequestCard:
    """One request. Raises NotThere for everybody to whom it is not addressed, whoever they are."""
    rows = _own(by).select_related("station__village", "inbox", "in_hand_of")
    row = rows.filter(pk=key).annotate(given=Count("answers")).first()
    if row is None:
        raise NotThere
    steps = RequestStep.objects.by(by).filter(request=row).select_related("person", "before")
    openings = Opening.objects.by(by).filter(request=row).select_related("person")
    return RequestCard(
        line=_line(row, today),
        purposes=tuple(row.purposes),
        steps=tuple(
            StepLine(
                RequestState(one.state),
                one.at,
                one.person.name if one.person else "",
                one.before.name if one.before else "",
            )
            for one in steps
        ),
        openings=tuple((one.person.name if one.person else "", one.at) for one in openings),
        answers=row.given,
        moves=frozenset(move for move in RequestMove if allowed(row.state, move, row.purposes)),
    )


def reads_an_inbox(by: Actor) -> bool:
    """Whether any inbox is ``by``'s. One query."""
    return Inbox.objects.by(by).filter(reads(by)).exists()


def request_numbers(by: Actor, today: date) -> RequestNumbers:
    """Numbers for those who keep the network. Raises NotThere for others. One query and that of the right."""
    if not keeps_network(by):
        raise NotThere
    rows = HelpRequest.objects.across_organisations("only how many there are")
    found = rows.aggregate(
        open=Count("pk", filter=Q(state__in=WAITING)),
        late=Count("pk", filter=Q(state__in=WAITING, due_on__lt=today)),
        answered=Count("pk", filter=Q(state=RequestState.ANSWERED)),
    )
    return RequestNumbers(**found)


def losses(by: Actor) -> list[LossLine]:
    """Lost stations that those of one's inboxes have not been told of. One query."""
    rows = Loss.objects.by(by).filter(reads(by, "inbox__"), seen_at=None)
    return [
        LossLine(one.pk, one.station.village.short_name, one.lost_on, one.requests, one.inbox.name)
        for one in rows.select_related("station__village", "inbox")
    ]


def loss(by: Actor, key: int, today: date) -> tuple[LossLine, list[RequestLine]]:
    """One of them, with the requests concerned. Raises NotThere."""
    rows = Loss.objects.by(by).filter(reads(by, "inbox__")).select_related("station__village", "inbox")
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotThere
    concerned = _own(by).filter(station=row.station_id, inbox=row.inbox_id, state__in=OPEN)
    concerned = concerned.select_related("station__village", "inbox", "in_hand_of").defer("letter")
    line = LossLine(row.pk, row.station.village.short_name, row.lost_on, row.requests, row.inbox.name)
    return line, [_line(one, today) for one in concerned[:200]]


def _own(by: Actor) -> QuerySet[HelpRequest]:
    return HelpRequest.objects.by(by).filter(reads(by, "inbox__"))


def _wanted(by: Actor, today: date, wanted: WantedRequests) -> QuerySet[HelpRequest]:
    rows = _own(by)
    if wanted.inbox:
        rows = rows.filter(inbox__key=wanted.inbox)
    if wanted.state == "waiting":
        return rows.filter(state__in=WAITING)
    if wanted.state == "late":
        return rows.filter(state__in=WAITING, due_on__lt=today)
    if wanted.state == "answered":
        return rows.filter(state=RequestState.ANSWERED)
    return rows.filter(state__in=OVER) if wanted.state == "over" else rows


def _line(row: HelpRequest, today: date) -> RequestLine:
    return RequestLine(
        id=row.pk,
        name=row.name,
        category=row.category,
        category_name=category_words(row.category),
        village=row.station.village_id,
        village_name=row.station.village.short_name,
        inbox=row.inbox.key,
        inbox_name=row.inbox.name,
        asked_on=row.asked_on,
        until=row.until,
        due_on=row.due_on,
        days_late=days_late(row.state, row.due_on, today),
        state=RequestState(row.state),
        in_hand_of=row.in_hand_of.name if row.in_hand_of else "",
        station_lost=row.station.lost_at is not None or row.station.retired_at is not None,
    )
