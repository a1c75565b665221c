"""The outlets, as those who run them see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext

from lianjian.apps.matrix.models import Delivery, FeedFetch, HubPing, Outlet, QuotaBucket
from lianjian.apps.matrix.queries.feeds import feed_addresses
from lianjian.apps.matrix.queries.titles import titles_of
from lianjian.apps.matrix.queries.words import cause_words, state_word
from lianjian.apps.matrix.rules.kinds import (
    KIND_LABELS,
    MODE_LABELS,
    OUTLET_STATE_LABELS,
    Kind,
    Mode,
    OutletState,
)
from lianjian.apps.matrix.rules.limits import Limits, read_limits
from lianjian.apps.matrix.rules.people import DISPATCHERS, KEEPERS
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.foundation.actor import Actor

BY_PERSON = (State.NEEDS_HUMAN, State.REFUSED, State.WITHDRAWAL_NEEDED)
BY_SYSTEM = (State.QUEUED, State.SENDING, State.PARKED)
BY_OUTLET = (State.PLANNED, State.ACCEPTED)
GROUPS = {
    "person": BY_PERSON,
    "unknown": (State.UNKNOWN,),
    "system": BY_SYSTEM,
    "outlet": BY_OUTLET,
    "published": (State.PUBLISHED,),
}


@dataclass(frozen=True, slots=True)
class OutletLine:
    """One outlet. ``what`` and ``cure`` say why it stands still, "" where it does not; ``may_act`` and ``may_keep``
    whether who asks carries stories there, and holds its keys."""

    id: int
    key: str
    name: str
    kind: str
    platform: str
    mode: str
    mode_word: str
    state: str
    state_word: str
    what: str
    cure: str
    since: datetime
    parked_until: datetime | None
    limits: Limits
    domains: tuple[str, ...]
    owner: int | None
    may_act: bool
    may_keep: bool

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines; ``error`` is null where the outlet works."""
        return {
            "key": self.key,
            "name": self.name,
            "kind": self.kind,
            "platform": self.platform,
            "mode": self.mode,
            "state": self.state,
            "error": {"what": self.what, "cure": self.cure} if self.what else None,
            "limits": self.limits.as_json(),
            "domains": list(self.domains),
        }


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """Calls used of those the platform allows until ``ends_at``."""

    call: str
    used: int
    most: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BoardLine:
    """An outlet with what waits there. Numbers count stories; ``published`` those that are public there now."""

    outlet: OutletLine
    by_person: int
    unknown: int
    by_system: int
    by_outlet: int
    published: int
    last_published: datetime | None
    last_fetched: datetime | None
    quotas: tuple[QuotaLine, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class HubLine:
    """When the hub last took a change (None: never), when it is told of the newest (None: it knows, or was given up), and
    what it answered instead."""

    told_at: datetime | None
    next_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class OutletCard:
    """An outlet by itself. ``feeds``: the addresses of its feed by form, for those who hold its keys only: whoever knows
    such an address counts as the outlet. ``hub``: what the WebSub hub knows of the feed, None where it was told nothing."""

    line: BoardLine
    feeds: Mapping[str, str]
    hub: HubLine | None = None


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story at one outlet."""

    delivery: int
    story: int
    title: str
    state: str
    word: str
    url: str
    since: datetime


def kind_word(kind: str) -> str:
    """The family of an outlet in words."""
    return gettext(KIND_LABELS[Kind(kind)])


def outlets(by: Actor) -> list[OutletLine]:
    """The outlets that ``by`` may see, in the order of the catalogue."""
    return [outlet_line(by, row) for row in Outlet.objects.by(by).order_by("position")]


def outlet_line(by: Actor, row: Outlet) -> OutletLine:
    """A row in words, for ``by``. The row is in scope already."""
    what, cure = cause_words(
        row.cause, outlet=row.name, code=row.code, detail=row.detail, platform=row.platform
    )
    if row.state == OutletState.NEEDS_CREDENTIALS and not what:
        what, cure = cause_words("credentials-missing", outlet=row.name, platform=row.platform)
    return OutletLine(
        id=row.pk,
        key=row.key,
        name=row.name,
        kind=row.kind,
        platform=row.platform,
        mode=row.mode,
        mode_word=gettext(MODE_LABELS[Mode(row.mode)]),
        state=row.state,
        state_word=gettext(OUTLET_STATE_LABELS[OutletState(row.state)]),
        what=what,
        cure=cure,
        since=row.state_since,
        parked_until=row.parked_until,
        limits=read_limits(row.limits),
        domains=tuple(row.domains),
        owner=row.owner_id,
        may_act=by.network_wide
        or (row.owner_id is not None and by.holds(*DISPATCHERS, organisation=row.owner_id)),
        may_keep=by.network_wide
        or (row.owner_id is not None and by.holds(*KEEPERS, organisation=row.owner_id)),
    )


def board(by: Actor) -> list[BoardLine]:
    """Every outlet with what waits there, in the order of the catalogue. Five queries however many stories there are."""
    now = timezone.now()
    counted = _counted(by)
    published = dict(
        Delivery.objects.by(by)
        .filter(state=State.PUBLISHED)
        .exclude(deed=Deed.WITHDRAW)
        .values("outlet")
        .annotate(latest=Max("published_at"))
        .values_list("outlet", "latest")
    )
    fetched = dict(
        FeedFetch.objects.by(by)
        .values("outlet")
        .annotate(latest=Max("last_at"))
        .values_list("outlet", "latest")
    )
    quotas: dict[int, list[QuotaLine]] = {}
    for bucket in QuotaBucket.objects.by(by).filter(starts_at__lte=now, ends_at__gt=now).order_by("call"):
        line = QuotaLine(bucket.call, bucket.used, bucket.most, bucket.ends_at)
        quotas.setdefault(bucket.outlet_id, []).append(line)
    lines = []
    for outlet in outlets(by):
        of = counted.get(outlet.id, {})
        lines.append(
            BoardLine(
                outlet=outlet,
                by_person=sum(of.get(state, 0) for state in BY_PERSON),
                unknown=of.get(State.UNKNOWN, 0),
                by_system=sum(of.get(state, 0) for state in BY_SYSTEM),
                by_outlet=sum(of.get(state, 0) for state in BY_OUTLET),
                published=of.get(State.PUBLISHED, 0),
                last_published=published.get(outlet.id),
                last_fetched=fetched.get(outlet.id),
                quotas=tuple(quotas.get(outlet.id, ())),
            )
        )
    return lines


def outlet(by: Actor, key: str) -> OutletCard:
    """One outlet. Raises NotThere."""
    found = next((line for line in board(by) if line.outlet.key == key), None)
    if found is None:
        raise NotThere
    feeds = {}
    if found.outlet.may_keep:
        feeds = feed_addresses(Outlet.objects.by(by).get(key=key))
    ping = HubPing.objects.by(by).filter(outlet__key=key).first()
    hub = HubLine(ping.told_at, ping.next_at, ping.detail) if ping else None
    return OutletCard(line=found, feeds=feeds, hub=hub)


def stories_at(by: Actor, key: str, group: str = "", *, limit: int = 40) -> tuple[list[StoryLine], int]:
    """Deliveries at an outlet, the latest movement first, and how many there are in all. ``group`` is one of ``GROUPS``,
    or "" for all."""
    rows = Delivery.objects.by(by).filter(outlet__key=key).select_related("outlet")
    if group in GROUPS:
        rows = rows.filter(state__in=GROUPS[group])
    chosen = list(rows.order_by("-moved_at", "-pk")[:limit])
    titles = titles_of(by, [row.story for row in chosen])
    lines = [
        StoryLine(
            row.pk,
            row.story,
            titles.get(row.story, ""),
            row.state,
            state_word(row.state),
            row.url,
            row.moved_at,
        )
        for row in chosen
    ]
    return lines, rows.count()


def _counted(by: Actor) -> Mapping[int, Mapping[str, int]]:
    """Stories by outlet and state."""
    found: dict[int, dict[str, int]] = {}
    rows = (
        Delivery.objects.by(by).values_list("outlet", "state").annotate(stories=Count("story", distinct=True))
    )
    for outlet, state, stories in rows.order_by():
        found.setdefault(outlet, {})[state] = stories
    return found
