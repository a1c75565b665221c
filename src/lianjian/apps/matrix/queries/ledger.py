"""The ledger of a story: what became of it at each outlet, and what can be done now. Scoped by who asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from lianjian.apps.matrix.models import Attempt, Delivery, Outlet
from lianjian.apps.matrix.queries.numbers import Numbers, numbers_at, numbers_of
from lianjian.apps.matrix.queries.outlets import OutletLine, outlet_line
from lianjian.apps.matrix.queries.pages import PageSeen, page_seen, pages_of
from lianjian.apps.matrix.queries.titles import titles_of
from lianjian.apps.matrix.queries.words import cause_words, mark_word, state_word, summary_words
from lianjian.apps.matrix.rules.marks import Mark, mark_of
from lianjian.apps.matrix.rules.next_steps import (
    HOLDER_LABELS,
    UNPLANNED,
    Holder,
    Step,
    holder_of,
    steps_open,
)
from lianjian.apps.matrix.rules.states import State
from lianjian.apps.newsroom import queries as newsroom
from lianjian.apps.parties.queries import person_names
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from lianjian.apps.matrix.models import ConfirmedPage
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a delivery's history. ``who`` is a person's name, "" where the system did it."""

    at: datetime
    state: str
    word: str
    what: str
    code: str
    who: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A story at one outlet. ``delivery`` is None and ``state`` "unplanned" where it was never planned there.

    ``url`` is where it is public, or still is although it should not be; "" where it is not, as far as we know.
    ``what`` and ``cure`` are the error and its cure in words; ``steps`` what who asks may do now; ``history`` goes from
    the newest to the oldest.
    """

    outlet: OutletLine
    story: int
    delivery: int | None
    deed: str
    revision: int | None
    state: str
    word: str
    url: str
    attempts: int
    cause: str
    code: str
    what: str
    cure: str
    since: datetime | None
    planned_at: datetime | None
    next_at: datetime | None
    holder: Holder
    holder_word: str
    steps: tuple[Step, ...]
    evidence: str
    has_capture: bool
    changes: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Entry, ...] = ()
    page: PageSeen | None = None
    numbers: Numbers | None = None

    @property
    def mark(self) -> Mark:
        """What is known of it in a word of the ledger of the network."""
        return mark_of(self.state, evidence=self.evidence)

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines; ``error`` is null where there is none."""
        return {
            "key": self.outlet.key,
            "name": self.outlet.name,
            "kind": self.outlet.kind,
            "mode": self.outlet.mode,
            "delivery": self.delivery,
            "deed": self.deed or None,
            "state": self.state,
            "word": self.word,
            "url": self.url,
            "attempts": self.attempts,
            "error": {"cause": self.cause, "code": self.code, "what": self.what, "cure": self.cure}
            if self.what
            else None,
            "since": self.since.isoformat() if self.since else None,
            "next_at": self.next_at.isoformat() if self.next_at else None,
            "waits_for": str(self.holder),
            "steps": [str(step) for step in self.steps],
            "numbers": self.numbers.as_json() if self.numbers else None,
            "page": self.page.as_json() if self.page else None,
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """One row an outlet, in the order of the catalogue. ``public``: the story is public on the site now."""

    story: int
    title: str
    public: bool
    rows: tuple[LedgerRow, ...]
    counts: Mapping[str, int]
    words: str

    @property
    def published(self) -> int:
        """At how many outlets it is public."""
        return self.counts.get(State.PUBLISHED, 0)


def ledger(by: Actor, story: int) -> Ledger:
    """The ledger of a story. Raises NotThere unless ``by`` works on the story or runs an outlet it was planned for."""
    outlets = list(Outlet.objects.by(by).order_by("position"))
    found = list(Delivery.objects.by(by).filter(story=story).order_by("pk"))
    if not found and not newsroom.stories(by).filter(pk=story).exists():
        raise NotThere
    titles = titles_of(by, [story])
    of: dict[int, list[Delivery]] = {}
    for delivery in found:
        of.setdefault(delivery.outlet_id, []).append(delivery)
    history = _history(by, found)
    pages = pages_of(by, found)
    numbers = numbers_of(by, found)
    rows = tuple(
        _row(by, outlet, story, of.get(outlet.pk, []), history.get(outlet.pk, ()), pages, numbers)
        for outlet in outlets
    )
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    return Ledger(
        story=story,
        title=titles.get(story) or gettext("Story %(number)s") % {"number": story},
        public=newsroom.published(story) is not None,
        rows=rows,
        counts=counts,
        words=summary_words(counts.get(State.PUBLISHED, 0), len(rows), counts),
    )


def ledger_row(by: Actor, delivery: int) -> LedgerRow:
    """The row of the ledger on which a delivery stands. Raises NotThere. An older delivery shows the newest one's row."""
    one = Delivery.objects.by(by).select_related("outlet").filter(pk=delivery).first()
    if one is None:
        raise NotThere
    rows = list(Delivery.objects.by(by).filter(story=one.story, outlet=one.outlet_id).order_by("pk"))
    history = _history(by, rows).get(one.outlet_id, ())
    return _row(by, one.outlet, one.story, rows, history, pages_of(by, rows), numbers_of(by, rows))


def standings(by: Actor, stories: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """By story: at how many outlets it is public, for how many it was planned, at how many it waits for a person."""
    newest: dict[tuple[int, int], tuple[str, bool]] = {}
    rows = Delivery.objects.by(by).filter(story__in=set(stories)).order_by("pk")
    for story, outlet, state, next_at in rows.values_list("story", "outlet", "state", "next_at"):
        newest[story, outlet] = (state, next_at is not None)
    found: dict[int, tuple[int, int, int]] = {}
    for (story, _), (state, asked) in newest.items():
        out, planned, person = found.get(story, (0, 0, 0))
        holder = holder_of(state=state, next_at_known=asked)
        found[story] = (
            out + (state == State.PUBLISHED),
            planned + 1,
            person + (holder == Holder.PERSON and state != State.REFUSED),
        )
    return found


def _row(
    by: Actor,
    outlet: Outlet,
    story: int,
    deliveries: Sequence[Delivery],
    history: tuple[Entry, ...],
    pages: Mapping[int, ConfirmedPage],
    numbers: dict[int, Numbers],
) -> LedgerRow:
    line = outlet_line(by, outlet)
    newest = deliveries[-1] if deliveries else None
    state = newest.state if newest else UNPLANNED
    what, cure = "", ""
    steps: tuple[Step, ...] = ()
    if newest is not None:
        what, cure = cause_words(
            newest.cause,
            outlet=outlet.name,
            code=newest.code,
            detail=newest.detail,
            platform=outlet.platform,
        )
        if line.may_act:
            steps = steps_open(
                state=newest.state,
                deed=newest.deed,
                cause=newest.cause,
                kind=outlet.kind,
                mode=outlet.mode,
                outlet_state=outlet.state,
                held=newest.lease_until is not None,
            )
    holder = holder_of(state=state, next_at_known=newest is not None and newest.next_at is not None)
    return LedgerRow(
        outlet=line,
        story=story,
        delivery=newest.pk if newest else None,
        deed=newest.deed if newest else "",
        revision=newest.revision if newest else None,
        state=state,
        word=mark_word(mark_of(state, evidence=newest.evidence if newest else "")),
        url=_public_at(deliveries),
        attempts=newest.attempts if newest else 0,
        cause=newest.cause if newest else "",
        code=newest.code if newest else "",
        what=what,
        cure=cure,
        since=newest.moved_at if newest else None,
        planned_at=newest.planned_at if newest else None,
        next_at=newest.next_at if newest else None,
        holder=holder,
        holder_word=gettext(HOLDER_LABELS[holder]),
        steps=steps,
        evidence=newest.evidence if newest else "",
        has_capture=bool(newest and newest.capture),
        changes=dict(newest.changes) if newest else {},
        history=history,
        page=page_seen(pages.get(newest.pk)) if newest else None,
        numbers=numbers_at(outlet, deliveries, numbers),
    )


def _public_at(deliveries: Sequence[Delivery]) -> str:
    """The address of the newest delivery that has one, unless it was taken down since."""
    for delivery in reversed(deliveries):
        if delivery.state == State.WITHDRAWN:
            return ""
        if delivery.url:
            return delivery.url
    return ""


def _history(by: Actor, deliveries: Sequence[Delivery]) -> dict[int, tuple[Entry, ...]]:
    """What happened, by outlet, the newest first: each attempt, and the planning it began with."""
    outlet_of = {delivery.pk: delivery.outlet_id for delivery in deliveries}
    attempts = list(Attempt.objects.by(by).filter(delivery__in=outlet_of).order_by("pk"))
    names = person_names(attempt.person for attempt in attempts)
    found: dict[int, list[Entry]] = {}
    for delivery in deliveries:
        planned = Entry(delivery.planned_at, "planned", gettext("planned for this outlet"), "", "", "")
        found.setdefault(delivery.outlet_id, []).append(planned)
    for attempt in attempts:
        what, _ = cause_words(attempt.cause, code=attempt.code, detail=attempt.detail)
        found[outlet_of[attempt.delivery_id]].append(
            Entry(
                at=attempt.at,
                state=attempt.state,
                word=state_word(attempt.state),
                what=what,
                code=attempt.code,
                who=names.get(attempt.person, "") if attempt.person is not None else "",
            )
        )
    return {key: tuple(sorted(lines, key=lambda line: line.at, reverse=True)) for key, lines in found.items()}
