"""A year of reads and forwards of the demonstration's stories: as many as ``year.toml`` says, drawn by chance that is
seeded by the story, so that two loadings tell the same."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from lianjian.apps.spread.actions.load_history import load_history
from lianjian.apps.spread.actions.record_metrics import record_metrics
from lianjian.apps.spread.rules.metrics import Period, PlatformFigureGiven, Source
from lianjian.apps.spread.rules.observing import PastRead, PastShare
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.spread.actions.record_events import Recorded
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

NAMES = uuid.UUID("5d9c1f0e-6a63-5d3b-9b57-0d1f6f6a7c10")
OUTLETS = ("web-site", "wechat-zhuyou", "wechat-cunli", "weibo-zhuyou", "toutiao", "baijiahao")
WEIGHTS = (48, 24, 11, 8, 6, 3)
"""Through which outlet somebody came to our page. The others brought nobody that we know of."""
HOURS = (1, 1, 0, 0, 0, 1, 4, 8, 7, 5, 4, 5, 9, 8, 4, 3, 3, 4, 6, 8, 10, 9, 6, 3)
"""How many of a hundred readers come in which hour, in China: at breakfast, at noon and in the evening."""
FROM_A_SHARE = 0.55
"""Of the reads of a forwarded story, those that came through a share link."""
CARRIED_ON = 0.5
"""Of the forwards, those made by somebody who had the link from somebody else."""
LAST_MINUTES = 90
"""What would lie ahead of the moment of loading is drawn into this stretch before it, in minutes."""


@dataclass
class Told:
    """What happened to one story. ``by`` counts the ids, so that each has its own."""

    key: str
    story: int
    published_at: datetime
    now: datetime
    chance: Random
    shares: list[PastShare] = field(default_factory=list)
    reads: list[PastRead] = field(default_factory=list)

    def later(self, since: datetime, days: float) -> datetime:
        """A moment after ``since``, on average ``days`` later, in an hour at which people read."""
        wanted = since + timedelta(days=self.chance.expovariate(1 / days))
        if days > 1:
            hour = self.chance.choices(range(24), HOURS)[0]
            wanted = wanted.replace(minute=0) + timedelta(hours=hour - (wanted.hour + 8) % 24)
        wanted += timedelta(seconds=self.chance.randrange(3600))
        if wanted <= since:
            wanted = since + timedelta(seconds=self.chance.randrange(60, 3600))
        if wanted >= self.now:
            wanted = max(since, self.now - timedelta(minutes=self.chance.uniform(1, LAST_MINUTES)))
        return wanted

    def wave(self) -> datetime:
        """A moment in the life of a story: most in the first days, some in the first weeks, a few at any time since."""
        kind = self.chance.random()
        if kind < 0.62:  # noqa: PLR2004 - shares of the three waves
            return self.later(self.published_at, 1.3)
        if kind < 0.91:  # noqa: PLR2004 - the same
            return self.later(self.published_at, 11)
        whole = max((self.now - self.published_at) / timedelta(days=1), 1)
        return self.later(self.published_at, whole / 2)

    def name(self, what: str, number: int) -> uuid.UUID:
        """The id of one event: the same in every loading."""
        return uuid.uuid5(NAMES, f"{self.key}/{what}/{number}")


def load_spread(told: list[dict[str, Any]], days: Calendar, society: Society) -> int:
    """Bring in reads and forwards of every published story; returns how many events those are."""
    shares: list[PastShare] = []
    reads: list[PastRead] = []
    for one in told:
        key = one["story"]
        story = Told(key, society.stories[key], society.published[key], days.now, Random(f"{key}/spread"))  # noqa: S311 - a drawing
        _forward(story, one["forwards"])
        _read(story, one["reads"])
        shares += story.shares
        reads += story.reads
    counted: Recorded = load_history(by=LOADER, shares=shares, reads=reads)
    return counted.new


def load_figures(
    told: list[dict[str, Any]], days: Calendar, society: Society, spread: list[dict[str, Any]]
) -> int:
    """What the platforms tell of their own pages, as an editor wrote it down; returns how many figures those are."""
    reads = {one["story"]: one["reads"] for one in spread}
    newest = sorted(reads, key=lambda key: society.published[key], reverse=True)
    written = days.moment(1, hour=17, minute=20)
    figures = [
        PlatformFigureGiven(
            outlet=line["outlet"],
            story=society.stories[key],
            stat_date=days.day(1),
            metric=line["metric"],
            value=_about(key, line, reads[key]),
            definition=line["definition"],
            period=Period.TO_DATE,
            source=Source.MANUAL,
            fetched_at=written,
        )
        for line in told
        for key in newest[: line["newest"]]
    ]
    new: int = record_metrics(by=society.now(society.editors[0]), figures=figures)
    return new


def _about(key: str, line: dict[str, Any], reads: int) -> int:
    chance = Random(f"{key}/{line['outlet']}/{line['metric']}")  # noqa: S311 - a drawing
    factor: float = line["factor"]
    return max(1, round(reads * factor * chance.uniform(0.75, 1.3)))


def _forward(story: Told, count: int) -> None:
    """Shares in the order of time. Who carries on takes a link that is there already, a much-forwarded one rather."""
    hands: list[int] = []
    for number, at in enumerate(sorted(story.wave() for _ in range(count))):
        parent = None
        if story.shares and story.chance.random() < CARRIED_ON:
            parent = story.chance.choices(range(len(story.shares)), hands)[0]
            hands[parent] += 2
        story.shares.append(
            PastShare(
                key=f"{story.key}/{number}",
                event_id=story.name("share", number),
                story=story.story,
                at=at,
                outlet=story.chance.choices(OUTLETS, WEIGHTS)[0],
                parent=None if parent is None else f"{story.key}/{parent}",
            )
        )
        hands.append(1)


def _read(story: Told, count: int) -> None:
    for number in range(count):
        share = None
        if story.shares and story.chance.random() < FROM_A_SHARE:
            share = story.chance.choice(story.shares)
        story.reads.append(
            PastRead(
                event_id=story.name("read", number),
                story=story.story,
                at=story.wave() if share is None else story.later(share.at, 0.4),
                outlet=story.chance.choices(OUTLETS, WEIGHTS)[0],
                share=share.key if share else None,
                visitor=f"{story.chance.getrandbits(64):016x}",
            )
        )
