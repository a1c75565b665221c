"""The board of stations. What a station has not told is None: unknown, never zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.db.models import Subquery as SubQuery
from django.utils import timezone
from django.utils.translation import gettext

from lianjian.apps.islands.models import Edition, HelpRequest, LogLine, NoisyCount, Station, StationFault
from lianjian.apps.islands.queries.keeping import decides_for, keeps_network
from lianjian.apps.islands.queries.wording import category_words, told_in_words
from lianjian.apps.islands.rules.requests import OPEN
from lianjian.apps.islands.rules.stations import FAULT_LABELS, FULL_BELOW, SILENT_AFTER, FaultKind, Plight
from lianjian.kernel.refusals import NotThere
from lianjian_feed.cards import Card
from lianjian_feed.logbook import LogEntry
from lianjian_feed.refusals import Refused as FeedRefused

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class StationLine:
    """A station on the board. ``behind``: editions that it lacks, ``faults``: what it told and the hub found; None where it
    has not told."""

    id: int
    number: str
    name: str
    village: int
    village_name: str
    plight: Plight
    seen_at: datetime | None
    version: str
    edition: int | None
    behind: int | None
    disk_free: int | None
    is_stale: bool | None
    reported_at: datetime | None
    faults: int | None
    enrolled_at: datetime
    lost_at: datetime | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class FaultLine:
    """What the hub found: ``held`` and ``offered`` are the evidence."""

    id: int
    words: str
    found_at: datetime
    held: str
    offered: str
    settled_at: datetime | None
    settled_because: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line of its log: ``act`` is the station's own word for it."""

    number: int
    at: datetime
    act: str
    to: str
    why: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """Noisy numbers of a quarter; ``numbers`` by the name of the kind of request."""

    from_day: date
    to_day: date
    epsilon: str
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class StationCard:
    """One station with everything that is known of it. ``own_faults`` are sentences that it told, each with whether it stands in
    the reader's language; ``open_requests`` is only a number."""

    line: StationLine
    key: str
    fingerprint: str
    division: str
    enrolled_by: str
    own_faults: tuple[tuple[str, bool], ...]
    found: tuple[FaultLine, ...]
    log_size: int
    is_cosigned: bool
    last_lines: tuple[Told, ...]
    counts: tuple[CountLine, ...]
    replaced_by: str
    open_requests: int
    reply_serial: int
    acknowledged: int
    may_keep: bool


@dataclass(frozen=True, slots=True)
class WantedStations:
    """What the board is narrowed to."""

    plight: str = ""
    words: str = ""
    division: str = ""


def stations(
    by: Actor, now: datetime, wanted: WantedStations, *, limit: int, offset: int = 0
) -> list[StationLine]:
    """The stations ``by`` may see, the worst first, then by place. Three queries."""
    newest = _newest()
    rows = _wanted(_judged(by, now, newest), wanted).order_by("rank", "village__division", "pk")
    return [_line(row, newest) for row in rows.select_related("village")[offset : offset + limit]]


def count_stations(by: Actor, now: datetime, wanted: WantedStations) -> int:
    """How many those are. Three queries."""
    return _wanted(_judged(by, now, _newest()), wanted).count()


def stations_by_plight(by: Actor, now: datetime, wanted: WantedStations) -> dict[Plight, int]:
    """How many stand how, each word there, whatever ``wanted.plight`` says. Three queries."""
    everywhere = WantedStations(words=wanted.words, division=wanted.division)
    rows = _wanted(_judged(by, now, _newest()), everywhere)
    counted = dict(
        rows.order_by().values("plight").annotate(number=Count("pk")).values_list("plight", "number")
    )
    return {plight: counted.get(plight.value, 0) for plight in Plight}


def station(by: Actor, number: str) -> StationCard:
    """One station. Raises NotThere."""
    newest, now = _newest(), timezone.now()
    rows = _judged(by, now, newest).select_related("village", "enrolled_by", "replaced_by")
    row = rows.filter(number=number).first()
    if row is None:
        raise NotThere
    found = _seen(by, StationFault).filter(station=row)
    lines = _seen(by, LogLine).filter(station=row, run=row.run).order_by("-number")[:20]
    asked = HelpRequest.objects.across_organisations("only how many there are")
    return StationCard(
        line=_line(row, newest),
        key=row.key,
        fingerprint=card_number(row.key),
        division=row.division,
        enrolled_by=row.enrolled_by.name if row.enrolled_by else "",
        own_faults=told_in_words(row.faults),
        found=tuple(_fault(one) for one in found[:50]),
        log_size=row.log_size,
        is_cosigned=bool(row.checkpoint),
        last_lines=tuple(told for line in lines if (told := _told(line)) is not None),
        counts=tuple(
            CountLine(one.from_day, one.to_day, one.epsilon, _in_words(one.numbers))
            for one in _seen(by, NoisyCount).filter(station=row).order_by("-from_day")[:8]
        ),
        replaced_by=row.replaced_by.number if row.replaced_by else "",
        open_requests=asked.filter(station=row, state__in=OPEN).count(),
        reply_serial=row.reply_serial,
        acknowledged=row.acknowledged,
        may_keep=decides_for(by, row.village_id),
    )


def card_number(key: str) -> str:
    """What two people compare by telephone."""
    return Card(key=key, recipient="", village="", division="", made_at="").number


def _newest() -> int | None:
    found: int | None = Edition.objects.values_list("version", flat=True).first()
    return found


def _seen(by: Actor, model: Any) -> QuerySet[Any]:
    """The rows ``by`` may see: those who keep the network see every station, and keep their own villages' only."""
    if keeps_network(by):
        rows: QuerySet[Any] = model.objects.across_organisations("those who keep the network see all")
        return rows
    found: QuerySet[Any] = model.objects.by(by)
    return found


def _judged(by: Actor, now: datetime, newest: int | None) -> QuerySet[Any]:
    """Each row with its plight, its place in the order of plights, and how many faults the hub found and nobody settled. The
    first word that holds counts; in the database, because a board of 14,000 is narrowed and counted by it."""
    faults = StationFault.objects.across_organisations("below the station in hand").filter(
        station=OuterRef("pk"), settled_at=None
    )
    counted = faults.order_by().values("station").annotate(number=Count("pk")).values("number")
    is_behind = Q(is_stale=True)
    if newest is not None:
        is_behind |= Q(edition__lt=newest - 1)
    words = (
        (Q(retired_at__isnull=False), Plight.RETIRED),
        (Q(lost_at__isnull=False), Plight.LOST),
        (Q(fault_count__gt=0) | Q(disk_free__lt=FULL_BELOW) | Q(Exists(faults)), Plight.FAULTY),
        (Q(seen_at=None), Plight.UNKNOWN),
        (Q(seen_at__lt=now - SILENT_AFTER), Plight.SILENT),
        (is_behind, Plight.BEHIND),
    )
    order = list(Plight)
    rows: QuerySet[Any] = _seen(by, Station).annotate(
        found_count=SubQuery(counted),
        plight=Case(*(When(q, then=Value(p.value)) for q, p in words), default=Value(Plight.WELL.value)),
        rank=Case(
            *(When(q, then=Value(order.index(p))) for q, p in words), default=Value(order.index(Plight.WELL))
        ),
    )
    return rows


def _wanted(rows: QuerySet[Any], wanted: WantedStations) -> QuerySet[Any]:
    if wanted.plight:
        rows = rows.filter(plight=wanted.plight)
    if wanted.division:
        rows = rows.filter(village__division__code__startswith=wanted.division)
    for word in wanted.words.replace("\0", " ").split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(number__icontains=word)
            | Q(village__name__icontains=word)
            | Q(village__division__path__icontains=word)
        )
    return rows


def _line(row: Any, newest: int | None) -> StationLine:
    behind = None if row.edition is None or newest is None else max(0, newest - row.edition)
    return StationLine(
        id=row.pk,
        number=row.number,
        name=row.name,
        village=row.village_id,
        village_name=row.village.short_name,
        plight=Plight(row.plight),
        seen_at=row.seen_at,
        version=row.version,
        edition=row.edition,
        behind=behind,
        disk_free=row.disk_free,
        is_stale=row.is_stale,
        reported_at=row.reported_at,
        faults=row.found_count if row.reported_at is None else row.fault_count + (row.found_count or 0),
        enrolled_at=row.enrolled_at,
        lost_at=row.lost_at,
        retired_at=row.retired_at,
    )


def _fault(row: StationFault) -> FaultLine:
    return FaultLine(
        id=row.pk,
        words=gettext(FAULT_LABELS[FaultKind(row.kind)]),
        found_at=row.found_at,
        held=row.held,
        offered=row.offered,
        settled_at=row.settled_at,
        settled_because=row.settled_because,
    )


def _in_words(numbers: dict[str, int]) -> dict[str, int]:
    return {category_words(category): number for category, number in numbers.items()}


def _told(row: LogLine) -> Told | None:
    try:
        entry = LogEntry.parse(row.text.encode(), row.number)
    except FeedRefused:  # it was checked when it came; a newer release may write otherwise
        return None
    return Told(entry.number, entry.moment, entry.act, entry.to, entry.why)
