"""What people know by word of mouth, as the open things of this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.parties.models import ByWord
from lianjian.apps.parties.queries.holding import narrowed
from lianjian.apps.parties.rules.open_things import OpenThing, Thing
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from lianjian.apps.parties.rules.open_things import Wanted
    from lianjian.foundation.actor import Actor


class Spoken:
    """Open things of this room: what was written down and neither settled nor taken back."""

    app = "parties"

    def count(self, wanted: Wanted) -> int:
        return _open(wanted).count()

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        return [thing_of(row) for row in _open(wanted).order_by("pk")[offset : offset + limit]]


def _open(wanted: Wanted) -> QuerySet[ByWord]:
    rows = ByWord.objects.across_organisations("whoever hands over or answers is asked for by the caller")
    return narrowed(rows.filter(settled_at=None, withdrawn_at=None), wanted, person="person")


def thing_of(row: ByWord) -> OpenThing:
    """The row as an open thing."""
    return OpenThing(
        app="parties",
        key=f"word:{row.pk}",
        kind=Thing(row.kind),
        words=row.words,
        organisation=row.organisation_id,
        person=row.person_id,
        link=f"/m/by-word/{row.pk}/",
        more=row.more,
    )


@dataclass(frozen=True, slots=True)
class ByWordLine:
    """One of them. ``more`` is "" for whoever need not know it; ``may_settle`` whether the reader may say that it is
    done, ``may_withdraw`` whether they may take it back."""

    id: int
    kind: Thing
    words: str
    more: str
    organisation: int
    organisation_name: str
    person_name: str
    written_by_name: str
    written_at: datetime
    settled_at: datetime | None
    how: str
    withdrawn: bool
    may_settle: bool


def by_word(by: Actor, key: int) -> ByWordLine:
    """One of them. Raises NotThere."""
    row = _seen(by).filter(pk=key).first()
    if row is None:
        raise NotThere
    return _line(by, row)


def by_words_held(by: Actor, *, limit: int = 30, offset: int = 0) -> list[ByWordLine]:
    """What ``by`` holds of them and is open, the latest first. One query."""
    return [_line(by, row) for row in _held(by)[offset : offset + limit]]


def count_by_words_held(by: Actor) -> int:
    """How many those are. One query."""
    return _held(by).count()


def _seen(by: Actor) -> QuerySet[ByWord]:
    return ByWord.objects.by(by).select_related("organisation", "person", "written_by")


def _held(by: Actor) -> QuerySet[ByWord]:
    rows = _seen(by).filter(person=by.person, person__isnull=False, settled_at=None, withdrawn_at=None)
    return rows.order_by("-written_at", "-pk")


def _line(by: Actor, row: ByWord) -> ByWordLine:
    here = by.acts_for(row.organisation_id)
    return ByWordLine(
        id=row.pk,
        kind=Thing(row.kind),
        words=row.words,
        more=row.more if here or row.person_id == by.person else "",
        organisation=row.organisation_id,
        organisation_name=row.organisation.short_name,
        person_name=row.person.name if row.person else "",
        written_by_name=row.written_by.name if row.written_by else "",
        written_at=row.written_at,
        settled_at=row.settled_at,
        how=row.how,
        withdrawn=row.withdrawn_at is not None,
        may_settle=row.settled_at is None and row.withdrawn_at is None,
    )
