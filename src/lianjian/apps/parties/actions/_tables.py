"""Judging the rows of a table against the register as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from lianjian.apps.parties.models import Mandate, Organisation, Person, Posting
from lianjian.apps.parties.queries import gazetteer
from lianjian.apps.parties.rules.kinds import KIND_LABELS, Kind
from lianjian.apps.parties.rules.roles import ROLE_LABELS, Role
from lianjian.apps.parties.rules.tables import organisations, people
from lianjian.apps.parties.rules.tables.columns import COLUMNS, TableKind
from lianjian.apps.parties.rules.tables.judging import rows_of, word_in
from lianjian.foundation.wording import in_every_language
from lianjian.kernel.cells import loose
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lianjian.apps.parties.rules.tables.judging import Row
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.cells import Line


def check_may_import(by: Actor) -> None:
    """Raises NotAllowed for everybody but a network administrator."""
    if not by.network_wide:
        raise NotAllowed(
            gettext_noop("Only the network administrator can bring in tables."),
            cure=gettext_noop("Send the file to that person."),
        )


def judged(kind: TableKind, at: Mapping[str, int], lines: list[Line]) -> list[Row]:
    """Every row with what becomes of it. Some ten queries, however many rows there are."""
    rows = rows_of(COLUMNS[kind], at, lines)
    there = register()
    if kind == TableKind.ORGANISATIONS:
        organisations.judge(rows, there, gazetteer(), _words(KIND_LABELS))
    elif kind == TableKind.MANDATES:
        people.judge_mandates(rows, there, people_there(), _words(ROLE_LABELS, {Role.FIRST_SECRETARY}))
    else:
        people.judge_postings(rows, there, people_there())
    return rows


def _words(
    labels: Mapping[Kind, str] | Mapping[Role, str], unsaid: Iterable[str] = ()
) -> Callable[[str], str]:
    meanings = in_every_language(labels.values())
    words = {loose(word): str(value) for value, label in labels.items() for word in meanings[label]}
    words |= {loose(value): str(value) for value in labels}
    allowed = [gettext(label) for value, label in labels.items() if value not in set(unsaid)]
    return word_in(words, ", ".join(allowed))


def register() -> organisations.Register:
    """The organisations as they stand. One query."""
    fields = ("pk", "key", "name", "short_name", "kind", "division", "joined_on", "profile")
    rows = list(Organisation.objects.order_by("pk").values_list("merged_into", *fields))
    entries = {row[1]: organisations.Entry(*row[1:]) for row in rows}
    into = {row[1]: row[0] for row in rows if row[0] is not None}

    def left(key: int) -> organisations.Entry:
        """A merged entry's names lead to the one that is left."""
        while key in into:
            key = into[key]
        return entries[key]

    return organisations.Register(
        by_key={one.key: left(key) for key, one in entries.items()},
        by_name={one.name: left(key) for key, one in entries.items()},
        villages={
            one.division: one
            for key, one in entries.items()
            if one.kind == Kind.VILLAGE and one.division and key not in into
        },
    )


def people_there() -> people.People:
    """Everybody's mandates as they stand. Three queries."""
    reason = "the network administrator enters people of every organisation"
    held: dict[int, list[people.Held]] = {}
    posted = {
        mandate: (batch, sender)
        for mandate, batch, sender in Posting.objects.across_organisations(reason)
        .order_by()
        .values_list("mandate", "batch", "sent_by")
    }
    fields = ("pk", "person", "organisation", "role", "title", "starts_on", "ends_on")
    for row in Mandate.objects.across_organisations(reason).order_by("pk").values_list(*fields):
        one = people.Held(*row, *posted.get(row[0], (None, "")))
        held.setdefault(one.organisation, []).append(one)
    known = Person.objects.across_organisations(reason).filter(merged_into=None)
    names = dict(known.values_list("pk", "name"))
    return people.People(names, held)
