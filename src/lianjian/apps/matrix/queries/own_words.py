"""Own words for outlets that wait for somebody: for a word of mine, or for another try of mine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from lianjian.apps.matrix.models import OutletWords
from lianjian.apps.matrix.queries.titles import titles_of
from lianjian.apps.matrix.rules.own_words import ACCEPTERS
from lianjian.apps.parties.queries import person_names

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class WordsForMe:
    """Own words for a story at one outlet. ``why`` is what the colleague said who sent mine back, "" where I am to judge;
    ``writer`` is the other person's name."""

    story: int
    title: str
    outlet: str
    outlet_name: str
    writer: str
    why: str
    written_at: datetime


def words_for_me(by: Actor, *, limit: int) -> tuple[list[WordsForMe], int]:
    """The oldest ``limit`` of what waits for the person: words of others to judge, own ones that came back; and how many
    there are in all. Nothing for an actor without a person."""
    if by.person is None:
        return [], 0
    judged = [m.organisation for m in by.mandates if m.role in ACCEPTERS]
    mine = Q(written_by=by.person, returned_by__isnull=False)
    others = Q(outlet__owner__in=judged, accepted_by=None, returned_by=None) & ~Q(written_by=by.person)
    rows = OutletWords.objects.by(by).filter(mine | others).exclude(changes={})
    found = list(rows.select_related("outlet").order_by("written_at", "pk")[:limit])
    titles = titles_of(by, {row.story for row in found})
    names = person_names(row.written_by for row in found)
    shown = [
        WordsForMe(
            story=row.story,
            title=row.changes.get("title") or titles.get(row.story, ""),
            outlet=row.outlet.key,
            outlet_name=row.outlet.name,
            writer=names.get(row.written_by, ""),
            why=row.returned_why,
            written_at=row.written_at,
        )
        for row in found
    ]
    return shown, rows.count()
