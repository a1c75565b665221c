from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from lianjian.apps.parties.actions._tables import check_may_import, judged, people_there, register
from lianjian.apps.parties.events import MandateCorrected, OrganisationCorrected
from lianjian.apps.parties.models import Mandate, Organisation, Posting, Table
from lianjian.apps.parties.queries import gazetteer
from lianjian.apps.parties.rules.tables.columns import TableKind
from lianjian.apps.parties.rules.tables.correcting import Entries, Terms, as_words, new_values
from lianjian.apps.parties.rules.tables.judging import RowState
from lianjian.apps.parties.rules.tables.keeping import CORRECTED, counted, lines_again, packed
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere, Refused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lianjian.apps.parties.rules.tables.judging import Row
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.cells import Line

WHY = "the network administrator corrects entries of every organisation"


@transaction.atomic
def take_over_corrections(*, by: Actor, table: int, rows: Collection[int] | None = None) -> int:
    """Write what a kept table says over what the register holds, in those of its differing ``rows`` (their numbers in the
    file; None: all of them); says how many rows that were. Cells that are empty change nothing. Each correction is told with
    what was before. Where the register has changed since the table was looked at, the row is left and shown anew; where it
    could not be like that, the row is wrong from now on and says why. Doing it twice is doing it once.
    """
    check_may_import(by)
    take_turn("parties.register")
    kept = Table.objects.by(by).select_for_update(of=("self",)).filter(pk=table).first()
    if kept is None:
        raise NotThere
    kind = TableKind(kept.kind)
    seen = {row["n"]: row["d"] for row in kept.rows if row["s"] == RowState.DIFFERENT}
    at, lines = lines_again(kind, kept.rows)
    standing = _standing(kind)
    done = 0
    wrong: dict[int, Row] = {}
    for row in judged(kind, at, lines):
        chosen = rows is None or row.number in rows
        if row.state is not RowState.DIFFERENT or not chosen or seen.get(row.number) != row.differs:
            continue
        try:
            standing.correct(row)
        except Refused as refused:
            row.blame(refused.field, refused)
            wrong[row.number] = row
        else:
            _correct(by, kept, row)
            done += 1
    _look_again(kept, wrong, done)
    return done


def _standing(kind: TableKind) -> Entries | Terms:
    if kind != TableKind.ORGANISATIONS:
        return Terms.of(people_there())
    posted = Posting.objects.across_organisations(WHY).order_by().values_list("village", flat=True)
    return Entries.of(register(), gazetteer().paths, set(posted.distinct()))


def _correct(by: Actor, kept: Table, row: Row) -> None:
    new, before, there = new_values(row), dict(row.differs), row.there or 0
    if kept.kind == TableKind.ORGANISATIONS:
        columns: dict[str, Any] = {("division_id" if name == "division" else name): new[name] for name in new}
        Organisation.objects.filter(pk=there).update(**columns)
        told = OrganisationCorrected(organisation=there, table=kept.pk, before=before, after=as_words(new))
        tell(told, by=by)
        return
    mandates = Mandate.objects.across_organisations(WHY).filter(pk=there)
    held = {name: new[name] for name in ("starts_on", "ends_on", "title") if name in new}
    if held:
        mandates.update(**held)
    if kept.kind == TableKind.POSTINGS:
        posted = {name: new[name] for name in ("ends_on", "batch", "sent_by") if name in new}
        Posting.objects.across_organisations(WHY).filter(mandate=there).update(**posted)
    mandate = mandates.get()
    corrected = MandateCorrected(
        mandate=mandate.pk,
        person=mandate.person_id,
        organisation=mandate.organisation_id,
        table=kept.pk,
        before=before,
        after=as_words(new),
    )
    tell(corrected, by=by)


def _look_again(kept: Table, wrong: dict[int, Row], done: int) -> None:
    """Keep the rows as they stand now. Once the table was brought in, only those that differed are judged anew: the counts
    say what its bringing in did."""
    kind = TableKind(kept.kind)
    at, lines = lines_again(kind, kept.rows)
    fresh = {row.number: row for row in judged(kind, at, lines)} | wrong
    before, counts = kept.rows, dict(kept.counts)
    if kept.imported_at is None:
        kept.rows = [_packed(fresh, old, line, at) for old, line in zip(before, lines, strict=True)]
        kept.counts = counted(list(fresh.values()))
    else:
        kept.rows = [
            old if old["s"] != RowState.DIFFERENT else _packed(fresh, old, line, at)
            for old, line in zip(before, lines, strict=True)
        ]
        for state in (RowState.WRONG, RowState.DIFFERENT):
            counts[state] = sum(row["s"] == state for row in kept.rows)
        counts[RowState.SAME] += done
        kept.counts = counts
    kept.counts[CORRECTED] = counts.get(CORRECTED, 0) + done
    kept.save(update_fields=["rows", "counts"])


def _packed(
    fresh: dict[int, Row], old: Mapping[str, Any], line: Line, at: Mapping[str, int]
) -> dict[str, Any]:
    """The row as it stands now, with the columns that the file has."""
    now = packed(fresh[line.number], line, at)
    return now | {"c": {name: text for name, text in now["c"].items() if name in old["c"]}}
