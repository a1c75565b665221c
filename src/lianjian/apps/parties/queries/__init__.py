"""Reading the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.db.models.functions import Length, Substr, TruncMonth
from django.utils import timezone

from lianjian.apps.parties.models import (
    Account,
    Division,
    Mandate,
    Organisation,
    Person,
    Posting,
    Table,
)
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import ENTERS_ONLY
from lianjian.apps.parties.rules.tables.judging import Gazetteer
from lianjian.foundation.actor import Actor, HeldMandate
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

COUNTY_DIGITS = 6


def actor_for(account: Account | None, today: date | None = None) -> Actor:
    """The actor behind an account, with the mandates that hold on ``today`` (the civil date now by default)."""
    if account is None or not account.is_active:
        return Actor.visitor()
    return Actor(
        kind="person",
        name=account.get_full_name(),
        account=account.pk,
        person=account.person_id,
        mandates=_held(account.person_id, today),
        network_wide=account.is_superuser,
    )


def _held(person: int | None, today: date | None) -> frozenset[HeldMandate]:
    day = today or civil_date(timezone.now())
    held = Mandate.objects.across_organisations("this is where the scope itself comes from").filter(
        Q(ends_on=None) | Q(ends_on__gte=day), person=person, starts_on__lte=day
    )
    return frozenset(HeldMandate(m.organisation_id, m.role, m.role in ENTERS_ONLY) for m in held)


def actor_of_person(person: int, today: date | None = None) -> Actor:
    """The actor a person would be on ``today``: for scripts that act as somebody, as ``--reviewer WHO`` does."""
    people = Person.objects.across_organisations("scripts name people by key")
    someone = people.get(pk=person)
    while someone.merged_into_id is not None:
        someone = people.get(pk=someone.merged_into_id)
    account = Account.objects.filter(person=someone).first()
    if account is not None:
        return actor_for(account, today)
    return Actor(kind="person", name=someone.name, person=someone.pk, mandates=_held(someone.pk, today))


def account_named(username: str) -> Account | None:
    """The account with that sign-in name, None where there is none."""
    return Account.objects.filter(username=username).select_related("person").first()


def with_account(people: Iterable[int]) -> frozenset[int]:
    """Which of these people can sign in. The caller has already decided that the people may be seen."""
    return frozenset(Account.objects.filter(person__in=set(people)).values_list("person_id", flat=True))


def divisions_matching(text: str, *, level: str = "", limit: int = 12) -> list[Division]:
    """Find as you type: divisions whose path holds every word of ``text`` (or whose code starts with it),
    in the order of codes: those that bear the last word in their own name, or, where none does, those that lie within
    such places."""
    words = text.replace("\0", " ").split()
    if not words:
        return []
    rows = Division.objects.all()
    if level:
        rows = rows.filter(level=level)
    if len(words) == 1 and words[0].isdigit():
        return list(rows.filter(code__startswith=words[0])[:limit])
    for word in words:
        rows = rows.filter(path__contains=word)
    by_name = rows.filter(name__contains=words[-1])[:limit]
    return list(by_name) or list(rows[:limit])


def divisions_called(names: Iterable[str], *, levels: Iterable[str]) -> list[Division]:
    """Divisions of these levels by their very names, in the order of codes."""
    wanted = {name for name in names if name and "\0" not in name}
    return list(Division.objects.filter(level__in=list(levels), name__in=wanted)) if wanted else []


def divisions_within(codes: Iterable[str]) -> list[Division]:
    """Everything that lies in the divisions with these codes, they themselves left out, in the order of codes."""
    inside = Q()
    for code in codes:
        inside |= Q(code__startswith=code) & ~Q(code=code)
    return list(Division.objects.filter(inside)) if inside else []


def organisations(kind: str = "") -> QuerySet[Organisation]:
    """The register, which is public; ``kind`` narrows it. Entries that are merged into others are left out."""
    rows = Organisation.objects.select_related("division").filter(merged_into=None)
    return rows.filter(kind=kind) if kind else rows


def organisations_matching(by: Actor, text: str, *, kind: str = "", limit: int = 12) -> list[Organisation]:
    """Find as you type in the register: organisations whose full name, short name or place holds every word of
    ``text``, the shortest names first. The register is open to every signed-in person, so to nobody else."""
    words = text.replace("\0", " ").split()  # PostgreSQL takes no NUL, not even to look for one
    if not words or by.kind == "visitor":
        return []
    rows = organisations(kind)
    for word in words:
        rows = rows.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(division__path__icontains=word)
        )
    return list(rows.order_by(Length("name"), "name")[:limit])


def organisations_named(by: Actor, names: Iterable[str]) -> dict[str, Organisation]:
    """Organisations by their full name or their key, both of which are theirs alone, as far as there are such. One
    query; empty for visitors."""
    wanted = {name for name in names if name and "\0" not in name}
    if not wanted or by.kind == "visitor":
        return {}
    found: dict[str, Organisation] = {}
    for row in organisations().filter(Q(name__in=wanted) | Q(key__in=wanted)):
        found |= {row.key: row, row.name: row}
    return found


def organisation(key: str) -> Organisation | None:
    """One organisation by its key, None where there is none. The key of one that is merged leads to the one that is
    left (decision 0019)."""
    row = Organisation.objects.select_related("division").filter(key=key).first()
    while row is not None and row.merged_into_id is not None:
        row = Organisation.objects.select_related("division").get(pk=row.merged_into_id)
    return row


def left_of_merges(key: int) -> int:
    """The number of the entry that is left of an organisation: its own where it is not merged. One query, and one for each
    merge."""
    into = Organisation.objects.filter(pk=key).values_list("merged_into", flat=True).first()
    return key if into is None else left_of_merges(into)


def organisation_names(keys: Iterable[int], *, full: bool = False) -> dict[int, str]:
    """Short names (or full ones) by primary key, for pages that list many rows."""
    rows = Organisation.objects.filter(pk__in=set(keys))
    return dict(rows.values_list("pk", "name" if full else "short_name"))


def keys_of_villages(among: Iterable[int]) -> set[int]:
    """Which of these organisations are villages. One query."""
    rows = Organisation.objects.filter(pk__in=set(among), kind=Kind.VILLAGE)
    return set(rows.values_list("pk", flat=True))


def villages_below(division: str) -> QuerySet[Organisation]:
    """The villages of the register whose division lies below the one with that code ("" is everywhere), in the order
    of their codes."""
    rows = organisations(Kind.VILLAGE).order_by("division", "key")
    return rows.filter(division__code__startswith=division) if division else rows


def division(code: str) -> Division | None:
    """One division by its code, None where there is none."""
    return Division.objects.filter(code=code).first()


def division_names(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Name and path of divisions by their codes. One query."""
    rows = Division.objects.filter(code__in=set(codes)).values_list("code", "name", "path")
    return {code: (name, path) for code, name, path in rows}


def person_names(keys: Iterable[int | None]) -> dict[int, str]:
    """Names by primary key. The caller has already decided that the rows they stand on may be seen."""
    wanted = {key for key in keys if key is not None}
    rows = Person.objects.across_organisations("names of people on rows already in scope").filter(
        pk__in=wanted
    )
    return dict(rows.values_list("pk", "name"))


def current_posting(village: int, today: date) -> Posting | None:
    """The first secretary's posting to a village that holds on ``today``: public, as the notice board is."""
    rows = Posting.objects.across_organisations("who is first secretary is public").select_related("person")
    return rows.filter(village=village, starts_on__lte=today, ends_on__gte=today).first()


def postings(village: int) -> list[Posting]:
    """All postings to a village, newest first: public."""
    rows = Posting.objects.across_organisations("who was first secretary is public").select_related("person")
    return list(rows.filter(village=village).order_by("-starts_on"))


def mandates(by: Actor, organisation: int | None = None) -> QuerySet[Mandate]:
    """Mandates that ``by`` may see, people and organisations with them."""
    rows = (
        Mandate.objects.by(by)
        .select_related("person", "organisation")
        .order_by("organisation", "role", "starts_on")
    )
    return rows.filter(organisation=organisation) if organisation is not None else rows


def holders(organisation: int, roles: Iterable[str], today: date) -> list[int]:
    """Keys of the people who hold one of ``roles`` in an organisation on ``today``."""
    rows = Mandate.objects.across_organisations("duties are handed to whoever holds the role").filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        organisation=organisation,
        role__in=list(roles),
        starts_on__lte=today,
    )
    return list(rows.values_list("person", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class MandateHeld:
    """A mandate with the names that papers need; ``title`` is "" where none was given, ``ends_on`` None where no end is
    agreed."""

    person: int
    person_name: str
    organisation: int
    organisation_name: str
    role: str
    title: str
    starts_on: date
    ends_on: date | None


def mandates_held(organisations: Iterable[int], roles: Iterable[str], day: date) -> list[MandateHeld]:
    """The mandates with one of ``roles`` that hold in these organisations on that day, by organisation and name. The
    caller has decided that they may be named. One query."""
    rows = Mandate.objects.across_organisations(
        "who may act for a party is known to the other parties"
    ).filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        organisation__in=list(organisations),
        role__in=list(roles),
        starts_on__lte=day,
    )
    return [
        MandateHeld(
            person=one.person_id,
            person_name=one.person.name,
            organisation=one.organisation_id,
            organisation_name=one.organisation.name,
            role=one.role,
            title=one.title,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )
        for one in rows.select_related("person", "organisation").order_by(
            "organisation", "person__name", "pk"
        )
    ]


def holding(
    roles: Iterable[str], pairs: Iterable[tuple[int, int | None]], today: date
) -> set[tuple[int, int | None]]:
    """Those of the pairs of organisation and person in which the person holds one of ``roles`` there on ``today``. One
    query."""
    wanted = set(pairs)
    rows = Mandate.objects.across_organisations("the caller holds the people").filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        organisation__in={house for house, _person in wanted},
        person__in={person for _house, person in wanted},
        role__in=list(roles),
        starts_on__lte=today,
    )
    return wanted & set(rows.values_list("organisation", "person"))


def mandates_today(
    organisations: Iterable[int], people: Iterable[int], today: date, *, roles: Iterable[str]
) -> list[tuple[int, int, str]]:
    """Organisation, person and role of the mandates that hold on ``today``: those of ``roles`` in these organisations, and
    all of these people; for the system, which asks whom to remind. One query."""
    rows = Mandate.objects.across_organisations("reminders go to whoever holds the role").filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        Q(organisation__in=set(organisations), role__in=set(roles)) | Q(person__in=set(people)),
        starts_on__lte=today,
    )
    return list(rows.order_by("pk").values_list("organisation", "person", "role"))


def languages_of(people: Iterable[int]) -> dict[int, str]:
    """The language each of these people has chosen for the interface, "" where none. One query."""
    return dict(Account.objects.filter(person__in=set(people)).values_list("person_id", "language"))


def has_administrator() -> bool:
    """Whether anybody administers this installation."""
    return Account.objects.filter(is_superuser=True).exists()


def people(by: Actor) -> QuerySet[Person]:
    """The people ``by`` may see: colleagues, everybody for the network administrator; by name. Entries that are merged into
    others are left out."""
    return Person.objects.by(by).filter(merged_into=None).order_by("name", "pk")


def people_matching(by: Actor, text: str, *, limit: int = 12) -> list[tuple[Person, str]]:
    """Find as you type: the people ``by`` may see whose name holds ``text`` (or whose key it is), each with the
    short names of the organisations for which ``by`` may see that they act or acted. The shortest names first; two
    queries."""
    typed = text.replace("\0", " ").strip()
    if not typed:
        return []
    rows = Person.objects.by(by).filter(merged_into=None)
    key = whole_number(typed)
    rows = rows.filter(pk=key) if key is not None else rows.filter(name__icontains=typed)
    found = list(rows.order_by(Length("name"), "name", "pk")[:limit])
    houses: dict[int, list[str]] = {}
    held = mandates(by).filter(person__in=[one.pk for one in found])
    for person, house in held.values_list("person", "organisation__short_name"):
        if house not in houses.setdefault(person, []):
            houses[person].append(house)
    return [(one, "、".join(houses.get(one.pk, ()))) for one in found]


def table(by: Actor, key: int) -> Table | None:
    """A table that ``by`` sent to be looked at, None where there is none (any more)."""
    return Table.objects.by(by).filter(pk=key).first()


def gazetteer() -> Gazetteer:
    """All divisions, for reading tables. One query; a fifth of a second with those of a province."""
    paths: dict[str, str] = {}
    codes: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for code, name, path in Division.objects.order_by("code").values_list("code", "name", "path"):
        paths[code] = path
        codes[path.replace(" ", "")] = code
        names.setdefault(name, []).append(code)
    return Gazetteer(paths, codes, {name: tuple(found) for name, found in names.items()})


def organisation_in_register(key: int) -> Organisation | None:
    """One organisation of the register by its number, None where there is none (any more)."""
    return organisations().filter(pk=key).first()


@dataclass(frozen=True, slots=True)
class MonthJoined:
    """How many organisations of a kind joined in a month (its first day) in a county ("" where no place is known)."""

    month: date
    kind: str
    county: str
    count: int


def joined_by_month() -> list[MonthJoined]:
    """How the network grew: public. One query, whatever there is: rows are months, kinds and counties."""
    rows = organisations().filter(joined_on__isnull=False).order_by()
    counted = (
        rows.annotate(month=TruncMonth("joined_on"), county=Substr("division_id", 1, COUNTY_DIGITS))
        .values("month", "kind", "county")
        .annotate(count=Count("pk"))
        .order_by("month", "kind", "county")
    )
    return [
        MonthJoined(
            row["month"],
            row["kind"],
            row["county"] if len(row["county"] or "") == COUNTY_DIGITS else "",
            row["count"],
        )
        for row in counted
    ]
