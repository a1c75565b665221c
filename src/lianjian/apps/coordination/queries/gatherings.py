"""Reading gatherings: lists, one with its numbers, and what the public may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from lianjian.apps.coordination.models import Gathering, Guest, InvitedHouse, SignIn
from lianjian.apps.coordination.rules.gatherings import UNDER_WAY, Answer, GatheringKind, GatheringState
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.parties.rules.roles import SIGNATORIES, STEWARDS
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

When = Literal["coming", "past"]
ORGANISERS = STEWARDS | SIGNATORIES


@dataclass(frozen=True, slots=True)
class GatheringLine:
    """A gathering in a list. ``expected`` are the people who said they come, ``came`` those who signed in, ``silent`` the
    invitations without a reply."""

    id: int
    kind: GatheringKind
    kind_word: str
    title: str
    organiser: int
    organiser_name: str
    place: str
    begins_at: datetime
    ends_at: datetime
    state: GatheringState
    public: bool
    replies_until: date | None
    moved_from: datetime | None
    expected: int
    came: int
    silent: int


@dataclass(frozen=True, slots=True)
class GatheringCard:
    """Everything about a gathering but its lists. ``hosts`` are the organisations that hold it, the first one leads;
    ``run_by_name`` is "" where nobody is named; ``organises`` and ``keeps_door`` say what the reader may do. ``names_kept``
    is False once names were deleted, those of ``forgotten_guests`` people."""

    line: GatheringLine
    hosts: tuple[tuple[int, str], ...]
    run_by_name: str
    agenda: tuple[str, ...]
    bring: str
    capacity: int | None
    agreement: int | None
    project: int | None
    reason: str
    minutes: str
    summary: str
    organises: bool
    keeps_door: bool
    names_kept: bool
    forgotten_guests: int


@dataclass(frozen=True, slots=True)
class PublicGathering:
    """What everybody may know of a public gathering: ``came`` is a number, and only of one that took place."""

    id: int
    kind: GatheringKind
    kind_word: str
    title: str
    hosts: tuple[str, ...]
    place: str
    begins_at: datetime
    ends_at: datetime
    state: GatheringState
    reason: str
    moved_from: datetime | None
    agenda: tuple[str, ...]
    bring: str
    came: int | None


def count_gatherings(by: Actor, when: When, now: datetime) -> int:
    """How many ``by`` may see that are to come, or are over."""
    return Gathering.objects.by(by).filter(_at(when, now)).count()


def gatherings_of(
    by: Actor, when: When, now: datetime, limit: int = 30, offset: int = 0
) -> list[GatheringLine]:
    """Those to come with the next first, or those that are over with the latest first. One query."""
    rows = Gathering.objects.by(by).filter(_at(when, now))
    rows = rows.order_by("begins_at", "pk") if when == "coming" else rows.order_by("-begins_at", "-pk")
    return [_line(row) for row in _counted(rows)[offset : offset + limit]]


def gathering_card(by: Actor, gathering: int) -> GatheringCard:
    """One gathering. Raises NotThere."""
    row = (
        _counted(Gathering.objects.by(by).filter(pk=gathering)).select_related("run_by", "organiser").first()
    )
    if row is None:
        raise NotThere
    keys = [row.organiser_id, *row.co_organisers.order_by("pk").values_list("pk", flat=True)]
    names = organisation_names(keys)
    return GatheringCard(
        line=_line(row),
        hosts=tuple((key, names[key]) for key in keys),
        run_by_name=row.run_by.name if row.run_by else "",
        agenda=tuple(row.agenda.splitlines()),
        bring=row.bring,
        capacity=row.capacity,
        agreement=row.agreement_id,
        project=row.project,
        reason=row.reason,
        minutes=row.minutes,
        summary=row.summary,
        organises=any(by.holds(*ORGANISERS, organisation=key) for key in keys),
        keeps_door=any(by.acts_for(key) for key in keys),
        names_kept=row.forgotten_at is None,
        forgotten_guests=row.forgotten_guests,
    )


def gathering_titles(by: Actor, keys: Iterable[int]) -> dict[int, str]:
    """Titles of those ``by`` may see."""
    return dict(Gathering.objects.by(by).filter(pk__in=set(keys)).values_list("pk", "title"))


def public_gatherings(when: When, now: datetime, limit: int = 30, offset: int = 0) -> list[PublicGathering]:
    """Public ones that were announced, to come (the next first) or over (the latest first)."""
    rows = _public().filter(_at(when, now))
    rows = rows.order_by("begins_at", "pk") if when == "coming" else rows.order_by("-begins_at", "-pk")
    return [_told(row) for row in rows[offset : offset + limit]]


def count_public_gatherings(when: When, now: datetime) -> int:
    """How many there are of those."""
    return _public().filter(_at(when, now)).count()


def public_gathering(gathering: int) -> PublicGathering | None:
    """One public gathering that was announced; None for any other."""
    row = _public().filter(pk=gathering).first()
    return _told(row) if row is not None else None


def _public() -> QuerySet[Gathering]:
    rows = Gathering.objects.across_organisations("a gathering that was announced as public is public")
    shown = rows.filter(public=True).exclude(state=GatheringState.PLANNED)
    return _counted(shown).prefetch_related("co_organisers")


def _told(row: Gathering) -> PublicGathering:
    line = _line(row)
    others = sorted(row.co_organisers.all(), key=lambda one: one.pk)
    return PublicGathering(
        id=row.pk,
        kind=line.kind,
        kind_word=row.kind_word,
        title=row.title,
        hosts=(row.organiser.short_name, *(one.short_name for one in others)),
        place=row.place,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        state=line.state,
        reason=row.reason,
        moved_from=row.moved_from,
        agenda=tuple(row.agenda.splitlines()),
        bring=row.bring,
        came=line.came if row.state == GatheringState.HELD else None,
    )


def _at(when: When, now: datetime) -> Q:
    coming = Q(state__in=UNDER_WAY, ends_at__gte=now)
    return coming if when == "coming" else ~coming


def _counted(rows: QuerySet[Gathering]) -> QuerySet[Gathering]:
    """With the numbers, each by a subquery: joined, they would multiply."""
    houses = InvitedHouse.objects.across_organisations("numbers of a gathering already in scope")
    guests = Guest.objects.across_organisations("numbers of a gathering already in scope")
    signed = SignIn.objects.across_organisations("numbers of a gathering already in scope")
    houses = houses.filter(gathering=OuterRef("pk"), withdrawn_at=None).order_by()
    guests = guests.filter(gathering=OuterRef("pk"), withdrawn_at=None).order_by()

    def number(found: QuerySet[InvitedHouse] | QuerySet[Guest] | QuerySet[SignIn], what: object) -> Coalesce:
        counted = found.values("gathering").annotate(n=what).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    coming_houses = houses.filter(answer=Answer.YES)
    counted_houses = InvitedHouse.objects.across_organisations(
        "numbers of a gathering already in scope"
    ).filter(
        gathering=OuterRef(OuterRef("pk")), answer=Answer.YES, people__isnull=False, withdrawn_at=None
    )  # whose people are in the number that the organisation gave
    coming_guests = guests.filter(answer=Answer.YES).exclude(
        organisation__in=counted_houses.order_by().values("organisation")
    )
    return rows.select_related("organiser").annotate(
        house_people=number(coming_houses, Sum("people")),
        guest_people=number(coming_guests, Sum(F("people") + 1)),
        silent_houses=number(houses.filter(answer=Answer.NONE), Count("pk")),
        silent_guests=number(guests.filter(answer=Answer.NONE, walk_in=False, sign_in=None), Count("pk")),
        signed_in=number(signed.filter(gathering=OuterRef("pk")).order_by(), Count("pk")),
    )


def _line(row: Gathering) -> GatheringLine:
    numbers = row.__dict__  # the annotations of ``_counted``
    return GatheringLine(
        id=row.pk,
        kind=GatheringKind(row.kind),
        kind_word=row.kind_word,
        title=row.title,
        organiser=row.organiser_id,
        organiser_name=row.organiser.short_name,
        place=row.place,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        state=GatheringState(row.state),
        public=row.public,
        replies_until=row.replies_until,
        moved_from=row.moved_from,
        expected=numbers["house_people"] + numbers["guest_people"],
        came=numbers["signed_in"] + row.forgotten_came,
        silent=numbers["silent_houses"] + numbers["silent_guests"],
    )
