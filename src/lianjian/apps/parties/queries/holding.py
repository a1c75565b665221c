"""Who holds what is open: the rows of the register that the rule of ownership needs, and helps for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Exists, OuterRef, Q

from lianjian.apps.parties.models import Acting, Handover, HandoverItem, Mandate, Person
from lianjian.apps.parties.rules.handovers import DECIDED, HandoverState
from lianjian.apps.parties.rules.ownership import (
    WITHOUT,
    Day,
    Hands,
    Holding,
    Owner,
    heir_of,
    in_place_of,
    owner_on,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import Model, QuerySet

    from lianjian.apps.parties.rules.open_things import OpenThing, Wanted
    from lianjian.foundation.actor import Actor

M = TypeVar("M", bound="Model")
WHY = "who holds a thing follows from everybody's mandates"


@dataclass(frozen=True, slots=True)
class Held:
    """An open thing with who holds it on the day that was asked for. ``name`` "" is the network's administrator."""

    thing: OpenThing
    person: int | None
    name: str
    named_name: str
    hands: Hands

    @property
    def without(self) -> bool:
        """Held by the letter only."""
        return self.hands in WITHOUT


def standing(today: date) -> Q:
    """The condition under which a mandate holds on that day."""
    return Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))


def acts_there(today: date, *, person: str = "person", organisation: str = "organisation") -> Exists:
    """Whether the person in the column ``person`` holds a mandate today in the organisation in the other column: a
    condition for the rows of a room above."""
    rows = Mandate.objects.across_organisations(WHY).filter(standing(today))
    return Exists(rows.filter(person=OuterRef(person), organisation=OuterRef(organisation)))


def _in_other_hands(today: date, *, person: str, organisation: str) -> Q:
    """Whether somebody acts today for the one who is named, or who succeeded them acts there."""
    acting = Acting.objects.across_organisations(WHY).filter(
        Q(mandate__ends_on=None) | Q(mandate__ends_on__gte=today),
        mandate__starts_on__lte=today,
        mandate__organisation=OuterRef(organisation),
        instead_of=OuterRef(person),
    )
    followed = Handover.objects.across_organisations(WHY).filter(
        acts_there(today, person="successor"),
        state=HandoverState.COMPLETED,
        outgoing=OuterRef(person),
        organisation=OuterRef(organisation),
    )
    return Q(Exists(acting)) | Q(Exists(followed))


def succeeded(*, person: str, organisation: str) -> Exists:
    """Whether the person in the column handed over in the organisation in the other column, whoever is there now."""
    return Exists(
        Handover.objects.across_organisations(WHY).filter(
            state=HandoverState.COMPLETED, outgoing=OuterRef(person), organisation=OuterRef(organisation)
        )
    )


def _kept_by_later_ones(rows: QuerySet[M], today: date, *, person: str, organisation: str) -> list[int]:
    """Keys of those rows whose named one was followed by somebody who has left too, and so on to one who is there. A
    succession has no fixed length, so the rule walks along it; few rows come here, for one step was looked at before."""
    asked = rows.filter(succeeded(person=person, organisation=organisation)).order_by()
    left = list(asked.values_list("pk", person, organisation))
    days = days_of({house for _pk, _who, house in left}, today) if left else {}
    return [pk for pk, who, house in left if in_place_of(days[house], who, days[house].people) is not None]


def heirs(pairs: Iterable[tuple[int, int]], day: date) -> dict[tuple[int, int], int]:
    """For pairs of an organisation and a person who is not there: who came after them and is there that day, as far as
    there is somebody. Three queries."""
    wanted = set(pairs)
    days = days_of({house for house, _person in wanted}, day) if wanted else {}
    found = {(house, person): heir_of(days[house], person) for house, person in wanted}
    return {pair: heir for pair, heir in found.items() if heir is not None}


def houses_of(today: date, *, person: str | OuterRef) -> QuerySet[Mandate, int]:
    """Keys of the organisations in which the person in the column of the outer row (of the row outside that, where the
    column is an ``OuterRef``) holds a mandate today: a subquery."""
    rows = Mandate.objects.across_organisations(WHY).filter(standing(today), person=OuterRef(person))
    return rows.order_by().values_list("organisation", flat=True)


def narrowed(
    rows: QuerySet[M], wanted: Wanted, *, person: str = "", organisation: str = "organisation"
) -> QuerySet[M]:
    """The rows of one table that are wanted; ``person`` is the column of who is named for it, "" where there is none."""
    if wanted.organisations is not None:
        rows = rows.filter(**{f"{organisation}__in": wanted.organisations})
    if not person:
        return rows if wanted.unnamed and not wanted.left else rows.none()
    named = {f"{person}__isnull": False}
    if wanted.left:
        there = Mandate.objects.across_organisations(WHY).filter(
            Q(ends_on=None) | Q(ends_on__gte=wanted.today),  # whoever comes later has not left
            person=OuterRef(person),
            organisation=OuterRef(organisation),
        )
        gone = ~Exists(there)
        kept = _in_other_hands(wanted.today, person=person, organisation=organisation)
        found = rows.filter(gone, ~kept, **named)
        later = _kept_by_later_ones(found, wanted.today, person=person, organisation=organisation)
        return found.exclude(pk__in=later) if later else found
    if wanted.people is None:
        return rows if wanted.unnamed else rows.filter(**named)
    mine = Q(**{f"{person}__in": wanted.people})
    return rows.filter(mine | Q(**{f"{person}__isnull": True}) if wanted.unnamed else mine)


def stands_in(
    by: Actor, today: date, *, person: str = "person", organisation: str = "organisation"
) -> Exists:
    """Whether ``by`` acts today for the person in the column, in the organisation in the other column."""
    rows = Acting.objects.across_organisations(WHY).filter(
        Q(mandate__ends_on=None) | Q(mandate__ends_on__gte=today),
        mandate__starts_on__lte=today,
        mandate__person=by.person,
        mandate__organisation=OuterRef(organisation),
        instead_of=OuterRef(person),
    )
    return Exists(rows)


def falls_to(by: Actor, today: date, *, person: str = "person", organisation: str = "organisation") -> Q:
    """The condition under which an open thing of a room falls to ``by``: it names them or somebody they act for, or, in
    their organisations, nobody, or somebody who holds no mandate there any more."""
    if by.person is None:
        return Q(pk__in=[])
    unheld = Q(**{f"{person}__isnull": True}) | ~Q(
        acts_there(today, person=person, organisation=organisation)
    )
    return (
        Q(**{person: by.person})
        | Q(stands_in(by, today, person=person, organisation=organisation))
        | Q(unheld, **{f"{organisation}__in": by.organisations})
    )


def days_of(organisations: Iterable[int], day: date) -> dict[int, Day]:
    """What each organisation looks like on that day. Three queries."""
    keys = set(organisations)
    held: dict[int, list[Holding]] = {key: [] for key in keys}
    rows = Mandate.objects.across_organisations(WHY).filter(standing(day), organisation__in=keys)
    for organisation, person, role in rows.order_by("pk").values_list("organisation", "person", "role"):
        held[organisation].append(Holding(person, role))
    acting: dict[int, dict[int, int]] = {}
    substitutes = Acting.objects.across_organisations(WHY).filter(
        Q(mandate__ends_on=None) | Q(mandate__ends_on__gte=day),
        mandate__starts_on__lte=day,
        mandate__organisation__in=keys,
        instead_of__isnull=False,
    )
    pairs = substitutes.order_by("pk").values_list("mandate__organisation", "instead_of", "mandate__person")
    for organisation, away, person in pairs:
        if away is not None:
            acting.setdefault(organisation, {})[away] = person
    followed: dict[int, dict[int, int]] = {}
    done = Handover.objects.across_organisations(WHY).filter(
        organisation__in=keys, state=HandoverState.COMPLETED
    )
    for organisation, outgoing, successor in done.order_by("ended_at", "pk").values_list(
        "organisation", "outgoing", "successor"
    ):
        followed.setdefault(organisation, {})[outgoing] = successor
    return {
        key: Day(held=tuple(held[key]), acting=acting.get(key, {}), successors=followed.get(key, {}))
        for key in keys
    }


def owners_of(things: Iterable[OpenThing], day: date) -> list[Held]:
    """Who holds each of these things on that day, never nobody. Five queries, however many there are. The caller has
    decided that the things may be seen."""
    listed = list(things)
    elsewhere = {key for thing in listed for key in thing.also}
    days = days_of({thing.organisation for thing in listed} | elsewhere, day)
    taken = _taken(listed)
    found: list[tuple[OpenThing, Owner]] = []
    for thing in listed:
        others = {person for key in thing.also for person in days[key].people}
        found.append(
            (
                thing,
                owner_on(
                    days[thing.organisation],
                    named=thing.person,
                    taken=_still(taken.get(thing.ref), thing),
                    also=others,
                ),
            )
        )
    wanted = {one.person for _thing, one in found} | {thing.person for thing in listed}
    names = dict(
        Person.objects.across_organisations(WHY)
        .filter(pk__in=[key for key in wanted if key is not None])
        .values_list("pk", "name")
    )
    return [
        Held(thing, one.person, names.get(one.person or 0, ""), names.get(thing.person or 0, ""), one.hands)
        for thing, one in found
    ]


def _still(row: tuple[int, int | None] | None, thing: OpenThing) -> int | None:
    """Who took the thing over, unless it was given to a third person since."""
    if row is None or thing.person not in {None, *row}:
        return None
    return row[1]


def _taken(things: list[OpenThing]) -> dict[str, tuple[int, int | None]]:
    """From whom to whom each of these things went last, by reference."""
    rows: Any = HandoverItem.objects.across_organisations(WHY).filter(
        source_key__in={thing.key for thing in things}, state__in=DECIDED
    )
    rows = rows.exclude(handover__state=HandoverState.CANCELLED).order_by("decided_at", "pk")
    return {
        f"{app}/{key}": (outgoing, owner)
        for app, key, outgoing, owner in rows.values_list(
            "source_app", "source_key", "handover__outgoing", "owner"
        )
    }
