"""Stories that went out, for those who follow where they went: never a draft, never a story that was not public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from lianjian.apps.newsroom.models import Publication, Story
from lianjian.apps.newsroom.rules.desks import newsrooms_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Any

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class OutLine:
    """A story that was public at least once. ``title`` is that of the text that is or was public, "" where who asks may not
    read it; ``column`` and ``party_name`` are "" where there is none; ``withdrawn_at`` None while it was not taken back."""

    id: int
    title: str
    column: str
    party: int | None
    party_name: str
    first_published_at: datetime
    live: bool
    withdrawn_at: datetime | None


def went_out(by: Actor, also: Combinable | None = None) -> QuerySet[Story]:
    """The stories that were public at least once, of the newsrooms in which ``by`` works, and those that meet ``also`` (a
    condition on the story's key). Not ordered."""
    rows = Story.objects.filter(first_published_at__isnull=False)
    if by.network_wide:
        return rows
    mine = Q(newsroom__in=newsrooms_of(by))
    return rows.filter(mine | Q(also) if also is not None else mine)


def out_lines(by: Actor, rows: QuerySet[Story]) -> list[OutLine]:
    """The stories of ``went_out`` in lines. A story of another newsroom has its title while everybody may read it."""
    mine = newsrooms_of(by)
    return [
        _line(row, title=row["title"] if row["live"] or by.network_wide or row["newsroom"] in mine else "")
        for row in rows.values("newsroom", *_FIELDS)
    ]


def stories_about(parties: Iterable[int]) -> QuerySet[Story]:
    """The stories about these organisations that were public at least once, the newest first. What is told of them to
    their people goes through ``public_lines``, which shows no draft."""
    rows = Story.objects.filter(party__in=set(parties), first_published_at__isnull=False, number__gte=1)
    return rows.order_by("-first_published_at", "-pk")


def public_lines(rows: QuerySet[Story]) -> list[OutLine]:
    """Stories in lines, each with the title that everybody could read: that of the last publication where it was withdrawn
    since. Two queries at most."""
    found = list(rows.values(*_FIELDS))
    gone = [row["id"] for row in found if not row["live"]]
    last: dict[int, str] = {}
    if gone:
        texts = Publication.objects.across_organisations("the title was public").filter(story__in=gone)
        last = dict(texts.order_by("number").values_list("story", "revision__content__title"))
    return [_line(row, title=row["title"] if row["live"] else last.get(row["id"]) or "") for row in found]


_FIELDS = (
    "id",
    "title",
    "column__name",
    "party",
    "party__short_name",
    "first_published_at",
    "live",
    "withdrawn_at",
)


def _line(row: dict[str, Any], *, title: str) -> OutLine:
    return OutLine(
        id=row["id"],
        title=title,
        column=row["column__name"] or "",
        party=row["party"],
        party_name=row["party__short_name"] or "",
        first_published_at=row["first_published_at"],
        live=row["live"],
        withdrawn_at=row["withdrawn_at"],
    )
