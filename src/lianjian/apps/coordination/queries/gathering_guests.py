"""Who is invited, who replied, who came: for those who organise, for the door, and for everybody about themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from lianjian.apps.coordination.models import Gathering, Guest, InvitedHouse, SignIn
from lianjian.apps.coordination.queries.gatherings import ORGANISERS
from lianjian.apps.coordination.rules.gatherings import Answer, GatheringState
from lianjian.apps.coordination.rules.signing_in import (
    Way,
    link_token,
    poster_token,
    scanned_code,
    typed_code,
)
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class HouseLine:
    """An invited organisation and its reply. ``people`` None: not said."""

    organisation: int
    name: str
    answer: Answer
    people: int | None
    remark: str
    replied_at: datetime | None
    replied_by: str


@dataclass(frozen=True, slots=True)
class GuestLine:
    """A guest by name, with their reply and when they came. ``link`` is the token of their personal address, "" for those
    with an account. ``house`` is where they belong, in words."""

    id: int
    name: str
    house: str
    person: int | None
    walk_in: bool
    answer: Answer
    people: int
    remark: str
    may_be_named: bool
    link: str
    came_at: datetime | None
    way: str
    clock_off: int
    bounded: bool
    twice: bool


@dataclass(frozen=True, slots=True)
class OwnInvitation:
    """What a gathering asks of the reader: for which organisations they may reply, their own reply and code. ``named``:
    they are on the list in person, so they have a code."""

    houses: tuple[HouseLine, ...]
    named: bool
    answer: Answer
    people: int
    remark: str
    may_be_named: bool
    typed: str
    scanned: str
    came_at: datetime | None


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody invited who has not replied: an organisation, or a person (a guest without an account has neither)."""

    gathering: int
    title: str
    begins_at: datetime
    replies_until: date | None
    organisation: int | None
    person: int | None
    name: str


def houses_invited(by: Actor, gathering: int) -> list[HouseLine]:
    """The organisations that are invited, with their replies, for those who organise. Raises NotThere to others."""
    row = organised(by, gathering)
    return [_house(house) for house in _houses(row)]


def guests_invited(by: Actor, gathering: int) -> list[GuestLine]:
    """The guests by name, those who came without an invitation last, for those who organise. Two queries."""
    row = organised(by, gathering)
    return _guests(row, with_links=True)


def who_came(by: Actor, gathering: int) -> list[GuestLine]:
    """Those who signed in, in the order in which they came, without replies and remarks: for whoever sees it."""
    row = Gathering.objects.by(by).filter(pk=gathering).first()
    if row is None:
        raise NotThere
    came = [line for line in _guests(row, with_links=False) if line.came_at is not None]
    return sorted(came, key=lambda line: str(line.came_at))


def poster_of(by: Actor, gathering: int) -> str:
    """What stands in the address of the poster, for those who organise."""
    row = organised(by, gathering)
    return poster_token(bytes(row.secret), row.pk)


def door_list(by: Actor, gathering: int) -> dict[str, object]:
    """What a phone keeps to hold the door without a signal, as JSON values: the key of the codes (hex), the guests by
    number, and who came by now. For people of those who organise it."""
    row = Gathering.objects.by(by).filter(pk=gathering).first()
    if row is None:
        raise NotThere
    keys = [row.organiser_id, *row.co_organisers.values_list("pk", flat=True)]
    if row.forgotten_at is not None or not any(by.acts_for(key) for key in keys):
        raise NotThere
    if row.state not in {GatheringState.ANNOUNCED, GatheringState.HELD}:
        raise NotThere
    return {
        "gathering": row.pk,
        "title": row.title,
        "begins": row.begins_at.isoformat(),
        "secret": bytes(row.secret).hex(),
        "guests": [
            {
                "id": line.id,
                "name": line.name,
                "house": line.house,
                "no": line.answer == Answer.NO,
                "came": line.came_at.isoformat() if line.came_at is not None else "",
            }
            for line in _guests(row, with_links=False)
        ],
    }


def own_invitation(by: Actor, gathering: int) -> OwnInvitation:
    """What is asked of the reader. Raises NotThere where they do not see it."""
    row = Gathering.objects.by(by).filter(pk=gathering).first()
    if row is None:
        raise NotThere
    mine = [
        house
        for house in _houses(row)
        if by.person and by.holds(*ORGANISERS, organisation=house.organisation_id)
    ]
    if by.network_wide:
        mine = [house for house in mine if house.organisation_id in by.organisations]
    guests = Guest.objects.across_organisations("the reader's own row")
    guest = guests.filter(gathering=row, person=by.person, person__isnull=False, withdrawn_at=None).first()
    signed = (
        SignIn.objects.across_organisations("the reader's own row").filter(guest=guest).first()
        if guest
        else None
    )
    secret = bytes(row.secret)
    return OwnInvitation(
        houses=tuple(_house(house) for house in mine),
        named=guest is not None,
        answer=Answer(guest.answer) if guest else Answer.NONE,
        people=guest.people if guest else 0,
        remark=guest.remark if guest else "",
        may_be_named=guest.may_be_named if guest else False,
        typed=typed_code(secret, row.pk, guest.pk) if guest else "",
        scanned=scanned_code(secret, row.pk, guest.pk) if guest else "",
        came_at=signed.at if signed else None,
    )


def invitations_to_answer(by: Actor, now: datetime, limit: int = 3) -> list[tuple[int, str, datetime]]:
    """The next gatherings that ask the reader for a reply, for an organisation they speak for or for themselves: key,
    title, beginning. One query."""
    spoken = [m.organisation for m in by.mandates if m.role in ORGANISERS]
    reason = "the reader's own invitations"
    houses = InvitedHouse.objects.across_organisations(reason).filter(organisation__in=spoken)
    guests = Guest.objects.across_organisations(reason).filter(person=by.person, person__isnull=False)
    asked = Q(answer=Answer.NONE, withdrawn_at=None)
    rows = Gathering.objects.across_organisations(reason).filter(
        Q(pk__in=houses.filter(asked).order_by().values("gathering"))
        | Q(pk__in=guests.filter(asked).order_by().values("gathering")),
        state=GatheringState.ANNOUNCED,
        ends_at__gte=now,
    )
    return list(rows.order_by("begins_at", "pk").values_list("pk", "title", "begins_at")[:limit])


def silent_about(gathering: int) -> list[Silent]:
    """Who has not replied to one gathering: for reminders, which are sent by the system."""
    return _silent(Q(gathering=gathering))


def silent_before(day: date) -> list[Silent]:
    """Who has not replied where replies are asked for by ``day`` or earlier: for reminders. Two queries."""
    return _silent(Q(gathering__replies_until__lte=day))


def _silent(which: Q) -> list[Silent]:
    asked = which & Q(gathering__state=GatheringState.ANNOUNCED, withdrawn_at=None, answer=Answer.NONE)
    reason = "reminders go to whoever is invited"
    houses = InvitedHouse.objects.across_organisations(reason).filter(asked)
    guests = Guest.objects.across_organisations(reason).filter(asked, walk_in=False, sign_in=None)
    found: list[tuple[Gathering, int | None, int | None, str]] = [
        (one.gathering, one.organisation_id, None, one.organisation.short_name)
        for one in houses.select_related("gathering", "organisation")
    ]
    found += [(one.gathering, None, one.person_id, one.name) for one in guests.select_related("gathering")]
    return [
        Silent(g.pk, g.title, g.begins_at, g.replies_until, organisation, person, name)
        for g, organisation, person, name in found
    ]


def organised(by: Actor, gathering: int) -> Gathering:
    """The row, for those who organise it. Raises NotThere to everybody else."""
    row = Gathering.objects.by(by).filter(pk=gathering).first()
    if row is None:
        raise NotThere
    keys = [row.organiser_id, *row.co_organisers.values_list("pk", flat=True)]
    if not any(by.holds(*ORGANISERS, organisation=key) for key in keys):
        raise NotThere
    return row


def _houses(row: Gathering) -> QuerySet[InvitedHouse]:
    rows = InvitedHouse.objects.across_organisations("below the gathering in hand")
    return rows.filter(gathering=row, withdrawn_at=None).select_related("organisation", "replied_by")


def _house(house: InvitedHouse) -> HouseLine:
    return HouseLine(
        organisation=house.organisation_id,
        name=house.organisation.short_name,
        answer=Answer(house.answer),
        people=house.people,
        remark=house.remark,
        replied_at=house.replied_at,
        replied_by=house.replied_by.name if house.replied_by else "",
    )


def _guests(row: Gathering, *, with_links: bool) -> list[GuestLine]:
    rows = Guest.objects.across_organisations("below the gathering in hand").filter(
        gathering=row, withdrawn_at=None
    )
    guests = list(rows.select_related("organisation").order_by("walk_in", "pk"))
    signed = SignIn.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    came = {one.guest_id: one for one in signed}
    secret = bytes(row.secret)
    named = Counter(guest.name for guest in guests)
    lines = []
    for guest in guests:
        there = came.get(guest.pk)
        link = with_links and guest.person_id is None and not guest.walk_in
        lines.append(
            GuestLine(
                id=guest.pk,
                name=guest.name,
                house=guest.organisation.short_name if guest.organisation else guest.house_word,
                person=guest.person_id,
                walk_in=guest.walk_in,
                answer=Answer(guest.answer),
                people=guest.people,
                remark=guest.remark,
                may_be_named=guest.may_be_named,
                link=link_token(secret, row.pk, guest.pk, guest.link_version) if link else "",
                came_at=there.at if there else None,
                way=Way(there.way) if there else "",
                clock_off=there.clock_off if there else 0,
                bounded=there.bounded if there else False,
                twice=named[guest.name] > 1,
            )
        )
    return lines
