"""Entries of the register that are likely the same organisation or the same person, and those that were merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Replace

from lianjian.apps.parties.models import (
    Account,
    Acting,
    Apart,
    Handover,
    Mandate,
    Merge,
    Organisation,
    Person,
    PersonMerge,
    belonging,
)
from lianjian.apps.parties.models.merge import word_of
from lianjian.apps.parties.models.people_merge import clashes
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.joining import Holder, may_join, namesakes, overlapping
from lianjian.apps.parties.rules.likeness import Entry, pairs
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

WHY = "who may join two entries follows from every mandate that they hold or held"


def likely_duplicates() -> list[tuple[int, int]]:
    """Pairs of entries that are likely the same organisation, the surest first, without those of which somebody said that
    they are not. Two queries."""
    rows = organisations().order_by("pk")
    apart = _apart(Apart.Of.ORGANISATION)
    likely = pairs(
        Entry(row.pk, row.name, row.kind, row.division_id or "", row.division.path if row.division else "")
        for row in rows
    )
    return [pair for pair in likely if pair not in apart]


def _apart(kind: str) -> set[tuple[int, int]]:
    rows = Apart.objects.across_organisations("which pairs are not asked about")
    return set(rows.filter(kind=kind, asked_again_at=None).values_list("first", "second"))


def by_keys(keys: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by their numbers, merged ones too. One query."""
    return Organisation.objects.select_related("division").in_bulk(set(keys))


def what_belongs_to(organisation: int) -> dict[str, int]:
    """How many rows of each kind belong to an organisation, in every app; for whoever decides about a merge."""
    return belonging(organisation)


def merges() -> QuerySet[Merge]:
    """The merges of organisations that hold, the newest first."""
    return Merge.objects.filter(undone_at=None).select_related("merged", "survivor", "person")


# -- people --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Two people of one name, and the short names of the organisations in which both act or acted under it."""

    first: int
    second: int
    name: str
    other_name: str
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two entries side by side. ``username`` "" where the person has no account."""

    key: int
    name: str
    mandates: tuple[Mandate, ...]
    username: str
    open: bool
    last_login: datetime | None
    belongs: dict[str, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """Both, with what a merge would meet: mandates that overlap, how many rows of which kind stay with the one that goes,
    and why it cannot be (a message with its cure and values, None where it can)."""

    sides: tuple[Side, Side]
    overlaps: tuple[tuple[Mandate, Mandate], ...]
    stays: dict[str, int]
    hindrance: Refused | None


def likely_people(by: Actor) -> list[Namesakes]:
    """Pairs of entries that may be one person and that ``by`` may join. Six queries."""
    rows = Mandate.objects.across_organisations(WHY).filter(person__merged_into=None)
    if not by.network_wide:
        rows = rows.filter(organisation__in=[one for one in by.organisations if by.roles_in(one) & STEWARDS])
    bare = Replace(Replace(F("person__name"), Value(" "), Value("")), Value("\u3000"), Value(""))
    grouped = rows.annotate(bare=bare).order_by().values("organisation", "bare")
    repeated = list(grouped.annotate(people=Count("person", distinct=True)).filter(people__gt=1))
    if not repeated:
        return []
    houses, names = {one["organisation"] for one in repeated}, {one["bare"] for one in repeated}
    held = _holders(rows.annotate(bare=bare).filter(organisation__in=houses, bare__in=names))
    found = namesakes(held)
    allowed = joinable(by, {key for pair in found for key in pair})
    apart = _apart(Apart.Of.PERSON)
    known = {one.person: one.name for one in held}
    words = dict(Organisation.objects.filter(pk__in=houses).values_list("pk", "short_name"))
    return [
        Namesakes(first, second, known[first], known[second], tuple(words[one] for one in sorted(where)))
        for (first, second), where in found.items()
        if {first, second} <= allowed and (first, second) not in apart
    ]


def joinable(by: Actor, people: Iterable[int]) -> frozenset[int]:
    """Those of these people whose entries ``by`` may join with another: not oneself, not who administers the network, and
    only where ``by`` could have given every role; all of them for the network's administrator. Two queries."""
    keys = set(people)
    if by.network_wide or not keys:
        return frozenset(keys)
    of_the_network = set(
        Account.objects.filter(person__in=keys, is_superuser=True).values_list("person_id", flat=True)
    )
    held: dict[int, list[Holder]] = {}
    for one in _holders(Mandate.objects.across_organisations(WHY).filter(person__in=keys)):
        held.setdefault(one.person, []).append(one)
    return frozenset(
        key for key in keys - of_the_network - {by.person} if may_join(by.roles_in, held.get(key, ()))
    )


def _holders(rows: QuerySet[Mandate]) -> list[Holder]:
    fields = ("person", "person__name", "organisation", "role", "starts_on", "ends_on")
    return [Holder(*row) for row in rows.order_by("pk").values_list(*fields)]


def compared(by: Actor, first: int, second: int) -> Compared:
    """Two entries side by side, the second as the one that would go. A number of queries that depends on the kinds of rows
    there are. Raises NotThere where ``by`` may not join them, and where one is merged."""
    found = Person.objects.across_organisations(WHY).filter(merged_into=None).in_bulk({first, second})
    if len(found) < 2 or joinable(by, found) != set(found):  # noqa: PLR2004 - a pair
        raise NotThere
    rows = Mandate.objects.across_organisations(WHY).filter(person__in=found)
    mandates: dict[int, list[Mandate]] = {first: [], second: []}
    for row in rows.select_related("organisation").order_by("-starts_on", "pk"):
        mandates[row.person_id].append(row)
    accounts = {one.person_id: one for one in Account.objects.filter(person__in=found)}
    sides = [_side(found[key], mandates[key], accounts.get(key)) for key in (first, second)]
    return Compared(
        sides=(sides[0], sides[1]),
        overlaps=tuple(_overlaps(mandates[first], mandates[second])),
        stays=what_stays(second, first),
        hindrance=hindrance(second, first),
    )


def _side(person: Person, mandates: list[Mandate], account: Account | None) -> Side:
    return Side(
        key=person.pk,
        name=person.name,
        mandates=tuple(mandates),
        username=account.username if account else "",
        open=bool(account and account.is_active),
        last_login=account.last_login if account else None,
        belongs=belonging(person.pk, Person),
    )


def _overlaps(one: list[Mandate], other: list[Mandate]) -> list[tuple[Mandate, Mandate]]:
    known = {}

    def holder(row: Mandate) -> Holder:
        made = Holder(row.person_id, "", row.organisation_id, row.role, row.starts_on, row.ends_on)
        known[id(made)] = row
        return made

    mine, theirs = [holder(row) for row in one], [holder(row) for row in other]
    return [(known[id(a)], known[id(b)]) for a, b in overlapping(mine, theirs)]


def what_stays(merged: int, survivor: int) -> dict[str, int]:
    """How many rows of each kind would stay with the entry that goes, as both have one at the same place."""
    found: dict[str, int] = {}
    for clash in clashes(merged, survivor):
        if clash.stays:
            word = word_of(clash.model)
            found[word] = found.get(word, 0) + len(clash.keys)
    return found


def hindrance(merged: int, survivor: int) -> Refused | None:
    """Why these two cannot be one person, or not yet; None where they can."""
    both = {merged, survivor}
    handed = Handover.objects.across_organisations(WHY).filter(outgoing__in=both, successor__in=both)
    if handed.exists():
        return Refused(
            gettext_noop("One of them handed over to the other: they are two people."),
            cure=gettext_noop("Leave both entries, and say that they are not the same."),
        )
    stood_in = Acting.objects.across_organisations(WHY).filter(
        Q(mandate__person=merged, instead_of=survivor) | Q(mandate__person=survivor, instead_of=merged)
    )
    if stood_in.exists():
        return Refused(
            gettext_noop("One of them acts for the other: they are two people."),
            cure=gettext_noop("Leave both entries, and say that they are not the same."),
        )
    words = [word_of(clash.model) for clash in clashes(merged, survivor) if not clash.stays]
    if words:
        return Refused(
            gettext_noop("Both have one of these at the same place: %(what)s."),
            cure=gettext_noop("End one of the two there first, or leave both entries."),
            what=", ".join(words),
        )
    return None


def people_merges(by: Actor) -> list[PersonMerge]:
    """The merges of people that hold and that ``by`` could take back, the newest first. Three queries."""
    rows = PersonMerge.objects.by(by).filter(undone_at=None)
    listed = list(rows.select_related("merged", "survivor", "person", "closed"))
    allowed = joinable(by, {one.survivor_id for one in listed})
    return [one for one in listed if one.survivor_id in allowed]


# -- not the same --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptApart:
    """A pair that is not the same, with who said so ("" where that is not known any more) and when."""

    id: int
    kind: str
    first: int
    second: int
    name: str
    other_name: str
    said_by: str
    at: datetime


def kept_apart(by: Actor) -> list[KeptApart]:
    """The pairs that are not asked about, as far as ``by`` decides about them, the newest first. Five queries."""
    rows = list(Apart.objects.by(by).filter(asked_again_at=None).select_related("person"))
    of_people = [row for row in rows if row.kind == Apart.Of.PERSON]
    keys = {key for row in of_people for key in (row.first, row.second)}
    allowed = joinable(by, keys)
    people = dict(Person.objects.across_organisations(WHY).filter(pk__in=keys).values_list("pk", "name"))
    wanted = {key for row in rows if row.kind == Apart.Of.ORGANISATION for key in (row.first, row.second)}
    houses = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found = []
    for row in rows:
        names = people if row.kind == Apart.Of.PERSON else houses
        if row.kind == Apart.Of.PERSON and not {row.first, row.second} <= allowed:
            continue
        found.append(
            KeptApart(
                id=row.pk,
                kind=row.kind,
                first=row.first,
                second=row.second,
                name=names.get(row.first, ""),
                other_name=names.get(row.second, ""),
                said_by=row.person.name if row.person else "",
                at=row.at,
            )
        )
    return found
