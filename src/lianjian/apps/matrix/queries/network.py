"""The ledger of the network: stories by outlets, the newest first, and what did not reach an outlet. Scoped by who asks;
the number of queries does not grow with the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils.translation import gettext

from lianjian.apps.matrix.models import Attempt, Delivery, Outlet
from lianjian.apps.matrix.queries.titles import titles_of
from lianjian.apps.matrix.queries.words import cause_words, mark_word
from lianjian.apps.matrix.rules.marks import FETCHED, Mark, mark_of, state_behind
from lianjian.apps.matrix.rules.next_steps import HOLDER_LABELS, Holder, holder_of
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.newsroom.queries.going_out import out_lines, went_out
from lianjian.apps.parties.queries import organisation_names, person_names
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the ledger is narrowed to; the defaults narrow nothing. ``first`` and ``last`` are days in China on which a
    story was first public, both included; ``parties`` keys of organisations, of which a story is about one, ``nobody``
    the stories about no party; ``column`` a slug; ``outlet`` a key; ``mark`` what stands at that outlet, or at any of them."""

    first: date | None = None
    last: date | None = None
    parties: frozenset[int] | None = None
    nobody: bool = False
    column: str = ""
    outlet: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A story at an outlet. ``delivery`` and ``since`` are None where it was never planned there; ``since`` is when it was
    seen there, or when it came to stand as it stands; ``url`` is where it is
    public, "" where it is not as far as we know."""

    delivery: int | None
    mark: Mark
    word: str
    since: datetime | None
    url: str
    cause: str
    code: str
    detail: str
    evidence: str


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story with a cell an outlet, by the outlet's key."""

    story: int
    title: str
    column: str
    party: int | None
    party_name: str
    published_at: datetime
    withdrawn: bool
    cells: Mapping[str, Cell]

    @property
    def published(self) -> int:
        """At how many outlets it was seen at its address and is not taken down since, as far as we know."""
        return sum(cell.mark == Mark.PUBLISHED for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Unreached:
    """A correction or a withdrawal that has not reached an outlet: what happened, and what to do about it. ``by_hand``:
    one of us has to act."""

    delivery: int
    story: int
    title: str
    outlet: str
    outlet_name: str
    kind: str
    deed: str
    mark: Mark
    word: str
    what: str
    cure: str
    by_hand: bool
    holder_word: str
    since: datetime


def network_ledger(by: Actor, wanted: Wanted, limit: int, offset: int = 0) -> list[StoryRow]:
    """So many stories from there on, the latest first publication first, at every outlet that ``by`` sees."""
    rows = _stories(by, wanted).order_by("-first_published_at", "-pk")[offset : offset + limit]
    lines = out_lines(by, rows)
    cells = cells_of(Delivery.objects.by(by), [line.id for line in lines])
    outlets = list(Outlet.objects.by(by).order_by("position").values_list("pk", "key"))
    none = Cell(None, Mark.UNPLANNED, mark_word(Mark.UNPLANNED), None, "", "", "", "", "")
    return [
        StoryRow(
            story=line.id,
            title=line.title or gettext("Story %(number)s") % {"number": line.id},
            column=line.column,
            party=line.party,
            party_name=line.party_name,
            published_at=line.first_published_at,
            withdrawn=line.withdrawn_at is not None,
            cells={key: cells.get((line.id, pk), none) for pk, key in outlets},
        )
        for line in lines
    ]


def count_network(by: Actor, wanted: Wanted) -> int:
    """How many stories there are, by the same filter."""
    return _stories(by, wanted).count()


def parties_with_stories(by: Actor, wanted: Wanted, limit: int) -> list[tuple[int, str, int]]:
    """The organisations about which most of the stories are (of the same days): key, name and number."""
    rows = _stories(by, Wanted(first=wanted.first, last=wanted.last)).filter(party__isnull=False)
    found = list(rows.values_list("party").annotate(n=Count("pk")).order_by("-n", "party")[:limit])
    names = organisation_names(key for key, _number in found)
    return [(key, names.get(key, ""), number) for key, number in found]


def who_moved(by: Actor, deliveries: Iterable[int]) -> dict[int, str]:
    """By delivery: the name of the person who last moved it, "" where the system did. Two queries."""
    rows = Attempt.objects.by(by).filter(delivery__in=set(deliveries)).order_by("pk")
    last = dict(rows.values_list("delivery", "person"))
    names = person_names(last.values())
    return {key: names.get(person, "") if person is not None else "" for key, person in last.items()}


def cells_of(rows: QuerySet[Delivery], stories: Iterable[int]) -> dict[tuple[int, int], Cell]:
    """By story and outlet (both keys): the newest delivery of ``rows`` as a cell. One query."""
    found: dict[tuple[int, int], Cell] = {}
    public: dict[tuple[int, int], str] = {}
    fields = ("story", "outlet", "pk", "state", "evidence", "url", "cause", "code", "detail")
    times = ("moved_at", "published_at")
    kept = rows.filter(story__in=set(stories)).order_by("pk").values_list(*fields, *times)
    for story, outlet, key, state, evidence, url, cause, code, detail, moved, seen in kept:
        at = (story, outlet)
        since = seen if state == State.PUBLISHED and seen is not None else moved
        public[at] = "" if state == State.WITHDRAWN else url or public.get(at, "")
        mark = mark_of(state, evidence=evidence)
        found[at] = Cell(key, mark, mark_word(mark), since, public[at], cause, code, detail, evidence)
    return found


def unreached(by: Actor, limit: int, offset: int = 0) -> list[Unreached]:
    """So many corrections and withdrawals that did not reach their outlet: what is still public and should not be first,
    then what waits for one of us, then what is on its way; the longest wait first."""
    urgent = Case(
        When(state=State.WITHDRAWAL_NEEDED, then=Value(0)),
        When(_BY_HAND, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = list(
        _unreached(by).select_related("outlet").order_by(urgent, "moved_at", "pk")[offset : offset + limit]
    )
    titles = titles_of(by, [row.story for row in rows])
    return [_unreached_line(row, titles) for row in rows]


def count_unreached(by: Actor) -> tuple[int, int]:
    """How many there are in all, and how many of them wait for one of us."""
    rows = _unreached(by)
    counted = rows.aggregate(
        all=Count("pk"), hand=Count("pk", filter=_BY_HAND | Q(state=State.WITHDRAWAL_NEEDED))
    )
    return counted["all"], counted["hand"]


_BY_HAND = Q(state__in=[State.NEEDS_HUMAN, State.REFUSED]) | Q(state=State.UNKNOWN, next_at=None)
_NOT_YET = (
    State.PLANNED,
    State.QUEUED,
    State.SENDING,
    State.PARKED,
    State.NEEDS_HUMAN,
    State.REFUSED,
    State.UNKNOWN,
)


def _unreached(by: Actor) -> QuerySet[Delivery]:
    # two short lists, each by its own index: one condition with "or", or the outlets asked first, and the database looks at
    # every delivery there is
    every = Delivery.objects.across_organisations("it narrows rows that are in scope")
    still_up = every.filter(state=State.WITHDRAWAL_NEEDED).values("pk")
    under_way = every.filter(deed__in=[Deed.CORRECT, Deed.WITHDRAW], state__in=_NOT_YET).values("pk")
    rows = Delivery.objects.by(by).filter(pk__in=still_up.union(under_way))
    return rows.filter(~Exists(_newer()))


def _newer() -> QuerySet[Delivery]:
    """Deliveries of the same story to the same outlet that are newer than the one in hand."""
    rows = Delivery.objects.across_organisations("it is asked of a row that is in scope")
    return rows.filter(story=OuterRef("story"), outlet=OuterRef("outlet"), pk__gt=OuterRef("pk"))


def _unreached_line(row: Delivery, titles: Mapping[int, str]) -> Unreached:
    mark = mark_of(row.state, evidence=row.evidence)
    what, cure = cause_words(row.cause, outlet=row.outlet.name, code=row.code, detail=row.detail)
    holder = holder_of(state=row.state, next_at_known=row.next_at is not None)
    if not cure and holder == Holder.SYSTEM:
        cure = gettext("Nothing to do: it tries again by itself and never sends what may have arrived.")
    if not cure and holder == Holder.OUTLET:
        cure = gettext("It lies in the feed; the client has not fetched it yet.")
    if not cure:
        cure = gettext("Look there, put it right by hand, and write down in the ledger what you found.")
    return Unreached(
        delivery=row.pk,
        story=row.story,
        title=titles.get(row.story) or gettext("Story %(number)s") % {"number": row.story},
        outlet=row.outlet.key,
        outlet_name=row.outlet.name,
        kind=row.outlet.kind,
        deed=row.deed,
        mark=mark,
        word=mark_word(mark),
        what=what,
        cure=cure,
        by_hand=holder == Holder.PERSON,
        holder_word=gettext(HOLDER_LABELS[holder]),
        since=row.moved_at,
    )


def _stories(by: Actor, wanted: Wanted) -> QuerySet[Any]:
    """The chosen stories: those of one's own newsroom, and those that were planned for an outlet one runs."""
    planned = Delivery.objects.by(by).filter(story=OuterRef("pk"))
    rows = went_out(by, Exists(planned))
    if wanted.first is not None:
        rows = rows.filter(first_published_at__gte=datetime.combine(wanted.first, time.min, CHINA))
    if wanted.last is not None:
        after = wanted.last + timedelta(days=1)
        rows = rows.filter(first_published_at__lt=datetime.combine(after, time.min, CHINA))
    if wanted.nobody:
        rows = rows.filter(party=None)
    elif wanted.parties is not None:
        rows = rows.filter(party__in=wanted.parties)
    if wanted.column:
        rows = rows.filter(column__slug=wanted.column)
    at = planned.filter(outlet__key=wanted.outlet) if wanted.outlet else planned
    if wanted.mark is None:
        return rows.filter(Exists(at)) if wanted.outlet else rows
    if wanted.mark == Mark.UNPLANNED:
        return rows.filter(_missing(by, wanted.outlet))
    state, fetched = state_behind(wanted.mark)
    at = at.filter(state=state).filter(~Exists(_newer()))
    if fetched is not None:
        at = at.filter(evidence=FETCHED) if fetched else at.exclude(evidence=FETCHED)
    return rows.filter(Exists(at))


def _missing(by: Actor, outlet: str) -> Exists:
    """Whether there is an outlet (that one, or any) for which a story was never planned."""
    outlets = Outlet.objects.by(by)
    if outlet:
        outlets = outlets.filter(key=outlet)
    there = Delivery.objects.by(by).filter(story=OuterRef(OuterRef("pk")), outlet=OuterRef("pk"))
    return Exists(outlets.filter(~Exists(there)))
