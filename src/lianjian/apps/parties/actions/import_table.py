from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._tables import check_may_import, judged
from lianjian.apps.parties.events import TableImported
from lianjian.apps.parties.models import Mandate, Organisation, Person, Posting, Table
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.parties.rules.tables.columns import TableKind
from lianjian.apps.parties.rules.tables.judging import RowState
from lianjian.apps.parties.rules.tables.keeping import CORRECTED, counted, lines_again, packed
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.apps.parties.rules.tables.judging import Row
    from lianjian.foundation.actor import Actor

AT_A_TIME = 1000
"""Rows written by one statement."""


@transaction.atomic
def import_table(*, by: Actor, table: int) -> Table:
    """Enter the rows of a kept table that are new and right; each passes the same rules as a form, once more, for the
    register may have changed since. Rows that are there already are left as they are, also where they differ. Doing it
    twice is doing it once. What is left of the table afterwards are the rows that were
    wrong, and those that differ, for ``take_over_corrections``."""
    check_may_import(by)
    take_turn("parties.register")
    kept = Table.objects.by(by).select_for_update(of=("self",)).filter(pk=table).first()
    if kept is None:
        raise NotThere
    if kept.imported_at is not None:
        return kept
    kind = TableKind(kept.kind)
    at, lines = lines_again(kind, kept.rows)
    rows = judged(kind, at, lines)
    new = [row for row in rows if row.state is RowState.NEW]
    known: list[int] = []
    if kind == TableKind.ORGANISATIONS:
        _enter_organisations(new)
    else:
        known = _enter_mandates(new, posted=kind == TableKind.POSTINGS)
    kept.counts = counted(rows) | {CORRECTED: kept.counts.get(CORRECTED, 0)}
    left = {RowState.WRONG, RowState.DIFFERENT}
    kept.rows = [packed(row, line, at) for row, line in zip(rows, lines, strict=True) if row.state in left]
    kept.imported_at = timezone.now()
    kept.save(update_fields=["rows", "counts", "imported_at"])
    tell(TableImported(table=kept.pk, kind=kept.kind, rows=len(new), people=known), by=by)
    return kept


def _enter_organisations(rows: list[Row]) -> None:
    fields = ("key", "name", "short_name", "kind", "joined_on", "profile")
    Organisation.objects.bulk_create(
        [
            Organisation(division_id=row.values["division"], **{name: row.values[name] for name in fields})
            for row in rows
        ],
        batch_size=AT_A_TIME,
    )


def _enter_mandates(rows: list[Row], *, posted: bool) -> list[int]:
    """Mandates, with their postings where ``posted``; people by a name that is new in an organisation are entered once.
    Gives the keys of those who were known."""
    fresh = {(row.values["organisation"], who) for row in rows if isinstance(who := row.values["who"], str)}
    order = sorted(fresh)
    made = Person.objects.bulk_create([Person(name=name) for _house, name in order], batch_size=AT_A_TIME)
    keys = {pair: person.pk for pair, person in zip(order, made, strict=True)}
    for row in rows:
        row.values["who"] = keys.get((row.values["organisation"], row.values["who"]), row.values["who"])
    mandates = Mandate.objects.bulk_create(
        [
            Mandate(
                person_id=row.values["who"],
                organisation_id=row.values["organisation"],
                role=Role.FIRST_SECRETARY if posted else row.values["role"],
                title=row.values.get("title", ""),
                starts_on=row.values["starts_on"],
                ends_on=row.values["ends_on"],
            )
            for row in rows
        ],
        batch_size=AT_A_TIME,
    )
    if posted:
        Posting.objects.bulk_create(
            [
                Posting(
                    person_id=row.values["who"],
                    village_id=row.values["organisation"],
                    sent_by=row.values["sent_by"],
                    batch=row.values["batch"],
                    starts_on=row.values["starts_on"],
                    ends_on=row.values["ends_on"],
                    mandate=mandate,
                )
                for row, mandate in zip(rows, mandates, strict=True)
            ],
            batch_size=AT_A_TIME,
        )
    entered = set(keys.values())
    return sorted({row.values["who"] for row in rows} - entered)
