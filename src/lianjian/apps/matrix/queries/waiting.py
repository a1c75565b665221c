"""What waits for one of us at the outlets, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When

from lianjian.apps.matrix.models import Delivery
from lianjian.apps.matrix.queries.titles import titles_of
from lianjian.apps.matrix.queries.words import cause_words, state_word
from lianjian.apps.matrix.rules.people import DISPATCHERS
from lianjian.apps.matrix.rules.states import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One delivery that needs a person's hand."""

    delivery: int
    outlet: str
    outlet_name: str
    kind: str
    state: str
    word: str
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class WaitingStory:
    """A story with the outlets at which it waits; ``since`` is when the first of them began to wait."""

    story: int
    title: str
    since: datetime
    lines: tuple[WaitingLine, ...]


def waiting(
    by: Actor, *, outlet: str = "", story: int | None = None, limit: int = 10, offset: int = 0
) -> tuple[list[WaitingStory], int, int]:
    """Stories that wait for a hand, then how many stories and how many deliveries wait in all.

    What has to be taken down comes before what is to be published, then the oldest. ``outlet`` is a key, ``story`` the
    key of a story; ``limit`` and ``offset`` count stories. Refused ones do not wait: somebody has decided.
    """
    order = list(_due(by, outlet, story).values_list("pk", "story"))
    by_story: dict[int, list[int]] = {}
    for delivery, of in order:
        by_story.setdefault(of, []).append(delivery)
    chosen = list(by_story)[offset : offset + limit]
    wanted = [key for of in chosen for key in by_story[of]]
    rows = Delivery.objects.by(by).select_related("outlet").in_bulk(wanted)
    titles = titles_of(by, chosen)
    found = []
    for of in chosen:
        lines = tuple(_line(rows[key]) for key in by_story[of] if key in rows)
        if lines:
            found.append(WaitingStory(of, titles.get(of, ""), min(line.since for line in lines), lines))
    return found, len(by_story), len(order)


def how_many_wait(by: Actor) -> int:
    """How many deliveries wait for a hand."""
    return _due(by, "", None).count()


def next_waiting(
    by: Actor, *, after: int, outlet: str = "", story: int | None = None
) -> tuple[int | None, int]:
    """The delivery to do after ``after`` in the same order, the first one where ``after`` is the last; and how many
    wait besides it. None where nothing else waits."""
    keys = list(_due(by, outlet, story).values_list("pk", flat=True))
    others = [key for key in keys if key != after]
    if not others:
        return None, 0
    if after in keys:
        later = keys[keys.index(after) + 1 :]
        return (later or others)[0], len(others)
    return next(iter(_behind(by, after, others)), others[0]), len(others)


def _behind(by: Actor, after: int, others: list[int]) -> Iterator[int]:
    """Of ``others``, those of the same story that come after a delivery which does not wait any more, by outlet."""
    done = Delivery.objects.by(by).filter(pk=after).values_list("story", "outlet__position").first()
    if done is None:
        return
    rows = Delivery.objects.by(by).filter(pk__in=others, story=done[0])
    places = dict(rows.values_list("pk", "outlet__position"))
    yield from (key for key in others if places.get(key, -1) > done[1])
    yield from (key for key in others if key in places)


def _due(by: Actor, outlet: str, story: int | None) -> QuerySet[Delivery]:
    rows = Delivery.objects.by(by).filter(
        Q(state__in=[State.NEEDS_HUMAN, State.WITHDRAWAL_NEEDED]) | Q(state=State.UNKNOWN, next_at=None),
        lease_until=None,
    )
    if not by.network_wide:
        mine = [m.organisation for m in by.mandates if m.role in DISPATCHERS]
        rows = rows.filter(outlet__owner__in=mine)
    if outlet:
        rows = rows.filter(outlet__key=outlet)
    if story is not None:
        rows = rows.filter(story=story)
    urgent = Case(
        When(state=State.WITHDRAWAL_NEEDED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.order_by(urgent, "planned_at", "story", "outlet__position", "pk")


def _line(row: Delivery) -> WaitingLine:
    what, _ = cause_words(
        row.cause, outlet=row.outlet.name, code=row.code, detail=row.detail, platform=row.outlet.platform
    )
    return WaitingLine(
        delivery=row.pk,
        outlet=row.outlet.key,
        outlet_name=row.outlet.name,
        kind=row.outlet.kind,
        state=row.state,
        word=state_word(row.state),
        what=what,
        since=row.planned_at,
    )
