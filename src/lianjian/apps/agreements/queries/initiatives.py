"""Reading calls: public ones, the answers for those who check them, and how the network grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Q, When
from django.db.models.functions import TruncMonth

from lianjian.apps.agreements.models import Initiative, InitiativeResponse
from lianjian.apps.agreements.rules.responses import NEXT, CallState, ResponseState
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import CHINA
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


OPEN = tuple(state for state in ResponseState if NEXT[state] and state is not ResponseState.DECLINED)
"""The states in which an answer waits for a step of whoever called."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call with how many have answered it and how many of those have joined. ``text`` is plain text."""

    id: int
    key: str
    title: str
    text: str
    state: CallState
    organisation: int
    organisation_name: str
    published_at: datetime | None
    closed_at: datetime | None
    answered: int
    joined: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its contact: only for the people of the organisation that called."""

    id: int
    organisation_name: str
    division: str | None
    contact_name: str
    contact: str
    message: str
    state: ResponseState
    note: str
    received_at: datetime
    moved_at: datetime
    organisation: int | None


@dataclass(frozen=True, slots=True)
class Joined:
    """A party that joined through a call, as the public may know it."""

    organisation: int
    name: str
    joined_at: datetime
    village: str
    """The key of its page, "" where it is no village."""


def calls(by: Actor, limit: int | None = None, offset: int = 0) -> list[Call]:
    """The calls ``by`` may see, newest first: published and closed ones, and drafts of one's own
    organisations."""
    rows = _calls(Initiative.objects.by(by))
    return [_call(row) for row in rows[offset : None if limit is None else offset + limit]]


def count_calls(by: Actor) -> int:
    """How many those are. One query."""
    return Initiative.objects.by(by).count()


def call(by: Actor, key: str) -> Call:
    """One call by its key. Raises NotThere."""
    row = _calls(Initiative.objects.by(by)).filter(key=key).first()
    if row is None:
        raise NotThere
    return _call(row)


def public_calls() -> list[Call]:
    """What a visitor sees."""
    return calls(Actor.visitor())


def answers(by: Actor, initiative: int, limit: int | None = None, offset: int = 0) -> list[Answer]:
    """The answers to a call: those that wait for a step of ours before the others, each the oldest first; empty for
    everybody but the people of the organisation that called."""
    waits = Case(When(state__in=OPEN, then=0), default=1)
    rows = (
        InitiativeResponse.objects.by(by).filter(initiative=initiative).order_by(waits, "received_at", "pk")
    )
    return [_answer(row) for row in rows[offset : None if limit is None else offset + limit]]


def count_answers(by: Actor, initiative: int) -> int:
    """How many those are. One query."""
    return InitiativeResponse.objects.by(by).filter(initiative=initiative).count()


def names_answered(by: Actor, initiative: int) -> set[str]:
    """The names of the organisations that have answered a call."""
    rows = InitiativeResponse.objects.by(by).filter(initiative=initiative).order_by()
    return set(rows.values_list("organisation_name", flat=True))


def answer(by: Actor, initiative: int, key: int) -> Answer:
    """One answer to a call. Raises NotThere."""
    row = InitiativeResponse.objects.by(by).filter(initiative=initiative, pk=key).first()
    if row is None:
        raise NotThere
    return _answer(row)


def answers_waiting(by: Actor, *, limit: int) -> list[tuple[Call, Answer]]:
    """The answers that wait for a step of ``by``'s organisations, each with its call: the newest call first, its
    oldest answer first. Two queries."""
    rows = list(
        _waiting(by).order_by("-initiative__published_at", "-initiative", "received_at", "pk")[:limit]
    )
    called = _calls(Initiative.objects.by(by)).filter(pk__in={row.initiative_id for row in rows})
    found = {row.pk: _call(row) for row in called}
    return [(found[row.initiative_id], _answer(row)) for row in rows if row.initiative_id in found]


def count_answers_waiting(by: Actor) -> int:
    """How many those are. One query."""
    return _waiting(by).count()


def _waiting(by: Actor) -> QuerySet[InitiativeResponse]:
    return InitiativeResponse.objects.by(by).filter(
        state__in=OPEN, initiative__in=Initiative.objects.by(by).order_by().values("pk")
    )


def _calls(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """The same with how many have answered and joined."""
    return rows.select_related("organisation").annotate(
        answered=Count("responses"),
        joined=Count("responses", filter=Q(responses__state=ResponseState.JOINED)),
    )


def _answer(row: InitiativeResponse) -> Answer:
    return Answer(
        id=row.pk,
        organisation_name=row.organisation_name,
        division=row.division_id,
        contact_name=row.contact_name,
        contact=row.contact,
        message=row.message,
        state=ResponseState(row.state),
        note=row.note,
        received_at=row.received_at,
        moved_at=row.moved_at,
        organisation=row.organisation_id,
    )


def joined_through(initiative: int, limit: int | None = None, offset: int = 0) -> list[Joined]:
    """The parties a call has brought, in the order in which they joined: public. One query."""
    rows = _joined(initiative).order_by("moved_at", "pk")[offset : None if limit is None else offset + limit]
    return [
        Joined(organisation=o, name=name, joined_at=at, village=key if kind == Kind.VILLAGE else "")
        for o, name, at, key, kind in rows.values_list(
            "organisation", "organisation__name", "moved_at", "organisation__key", "organisation__kind"
        )
    ]


def joined_a_month(initiative: int) -> dict[date, int]:
    """How many those were in each month (its first day, in China) in which somebody joined: public. One query."""
    months = _joined(initiative).order_by().annotate(month=TruncMonth("moved_at", tzinfo=CHINA))
    counted = months.values("month").annotate(count=Count("pk")).order_by("month")
    return {row["month"].date(): row["count"] for row in counted}


def _joined(initiative: int) -> QuerySet[InitiativeResponse]:
    rows = InitiativeResponse.objects.across_organisations("who has joined is public")
    return rows.filter(initiative=initiative, state=ResponseState.JOINED, organisation__isnull=False)


def _call(row: Initiative) -> Call:
    counted: dict[str, int] = {name: getattr(row, name) for name in ("answered", "joined")}
    return Call(
        id=row.pk,
        key=row.key,
        title=row.title,
        text=row.text,
        state=CallState(row.state),
        organisation=row.organisation_id,
        organisation_name=row.organisation.name,
        published_at=row.published_at,
        closed_at=row.closed_at,
        **counted,
    )
