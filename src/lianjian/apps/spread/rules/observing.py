"""What may be counted, and when it happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

CLOCK_SLACK = timedelta(minutes=5)
"""A clock that runs ahead by less than this is believed."""

OWN_SITE = "web-site"
"""Key of the outlet whose pages we serve ourselves."""

_ROBOT = re.compile(
    r"(?<!cu)bot\b|spider|crawl|slurp|scrape|preview|externalhit|monitor|lighthouse|archiver", re.IGNORECASE
)


class Kind(StrEnum):
    """What our own pages see."""

    READ = "read"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Observed:
    """One read or forward as it was seen. ``token`` is the share it came through, ``visitor`` a hash
    salted for one day ("" where none was made). The same ``event_id`` sent twice is one event."""

    event_id: UUID
    kind: Kind
    story: int
    at: datetime
    outlet: str = OWN_SITE
    token: int | None = None
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class PastShare:
    """A forward of the past, for loading history: ``key`` names it inside the load, so that later ones can
    be its children."""

    key: str
    event_id: UUID
    story: int
    at: datetime
    outlet: str = OWN_SITE
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class PastRead:
    """A read of the past; ``share`` is the ``key`` of the share it came through."""

    event_id: UUID
    story: int
    at: datetime
    outlet: str = OWN_SITE
    share: str | None = None
    visitor: str = ""


def day_of(at: datetime, *, now: datetime) -> date:
    """The civil day an event belongs to: its own, however late it arrives. Raises Refused where it lies in
    the future or has no time zone."""
    if at.tzinfo is None or at > now + CLOCK_SLACK:
        raise Refused(
            gettext_noop("The time of this event is not possible."),
            cure=gettext_noop("Check the clock of the device that sent it."),
            field="at",
        )
    return civil_date(at)


def names_itself_a_robot(user_agent: str) -> bool:
    """Whether the browser says it is a crawler, a link previewer or a monitor. Those that lie are not
    found out: the figure stays a count of what asked politely."""
    return not user_agent or _ROBOT.search(user_agent) is not None
