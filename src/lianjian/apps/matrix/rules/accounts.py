"""What is known of an account's authorisation: until when, for what, whether it is alive; and who is told when.

A trouble of the line (busy, unreachable) is told only once it has lasted; a dead authorisation at once. Both are one warning
an account, however many deliveries and looks meet them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.matrix.rules.causes import STOPS_OUTLET, Cause
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

AWAY_AFTER = timedelta(hours=6)
"""How long an account cannot be asked before somebody is told."""
LOOK_EVERY = timedelta(hours=6)
LOOK_AGAIN = timedelta(hours=1)
"""The next look at an account that could not be asked."""
TOLD_BEFORE = timedelta(days=30)
"""The first of the notices before an end; the others (7 days, 1 day, the day) are the plan of the reminders."""
REFRESH_DAYS = {"kuaishou": 180}
"""Days after which a refresh token that nobody renews ends, where its platform says so (from memory)."""
WANTED = {"bilibili": ("ARC_BASE",), "kuaishou": ("user_video_publish",)}
"""Scopes without which nothing can be published."""


ENDED = frozenset({Cause.AUTHORISATION_ENDED, Cause.CREDENTIALS_WRONG})
"""What platforms say of a token whose time is over."""
BLIPS = frozenset({Cause.UNREACHABLE, Cause.NO_ANSWER, Cause.BUSY, Cause.TOO_FAST})


class About(StrEnum):
    """What a warning is about."""

    ENDING = "ending"
    STOPPED = "stopped"
    AWAY = "away"


ABOUT_LABELS = {
    About.ENDING: gettext_noop("%(outlet)s: the authorisation ends; authorise the account again"),
    About.STOPPED: gettext_noop("%(outlet)s stands still: %(what)s"),
    About.AWAY: gettext_noop("%(outlet)s has not been reachable for hours"),
}


class Known(StrEnum):
    """How an end is known."""

    PLATFORM = "platform"
    RECKONED = "reckoned"
    UNKNOWN = ""


KNOWN_LABELS = {
    Known.PLATFORM: gettext_noop("as the platform says"),
    Known.RECKONED: gettext_noop("reckoned from the day it was stored"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at an account came to. ``ends_at`` and ``scopes`` are None where the platform did not say; ``cause`` is
    None where the account works."""

    ends_at: datetime | None = None
    scopes: tuple[str, ...] | None = None
    cause: Cause | None = None
    code: str = ""
    detail: str = ""

    @property
    def dead(self) -> bool:
        """Whether nothing can be published until a person cures it."""
        return self.cause in STOPS_OUTLET

    @property
    def blip(self) -> bool:
        """Whether the look said nothing about the account."""
        return self.cause is not None and not self.dead

    @property
    def away(self) -> bool:
        """Whether the platform could not be asked: not so where we ourselves held back or were not understood."""
        return self.cause in BLIPS


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known now. ``scopes`` is None where nobody knows; ``missing`` those of the wanted ones that are not granted."""

    ends_at: datetime | None
    known: Known
    scopes: tuple[str, ...] | None
    missing: tuple[str, ...]


def standing_of(platform: str, stored: Mapping[str, str], stored_at: datetime, found: Found) -> Standing:
    """What the look said, else what came with the credentials, else what is reckoned from the day they were stored."""
    ends_at, known = found.ends_at, Known.PLATFORM
    if ends_at is None:
        ends_at = moment_in(stored.get("refresh_until", ""))
    if ends_at is None and stored.get("refresh_token") and platform in REFRESH_DAYS:
        ends_at, known = stored_at + timedelta(days=REFRESH_DAYS[platform]), Known.RECKONED
    if ends_at is None:
        known = Known.UNKNOWN
    scopes = found.scopes
    if scopes is None and stored.get("scopes"):
        scopes = tuple(stored["scopes"].split())
    wanted = WANTED.get(platform, ())
    missing = () if scopes is None else tuple(one for one in wanted if one not in scopes)
    return Standing(ends_at, known, scopes, missing)


def judged(found: Found, standing: Standing, now: datetime) -> Found:
    """The look with what follows from the standing: an end that the platform named and that has passed is a dead
    authorisation, whatever a platform calls a token of yesterday, and so is a scope that is missing."""
    ended = standing.known is Known.PLATFORM and standing.ends_at is not None and standing.ends_at <= now
    if ended and (found.cause is None or found.cause in ENDED):
        return replace(found, cause=Cause.AUTHORISATION_ENDED)
    if found.cause is None and standing.missing:
        return replace(found, cause=Cause.SCOPE_MISSING, detail=" ".join(standing.missing))
    return found


def ending_soon(standing: Standing, now: datetime) -> bool:
    """Whether its keepers are to know of the end."""
    return standing.ends_at is not None and standing.ends_at - now <= TOLD_BEFORE


def next_look(found: Found, now: datetime) -> datetime:
    """When to look again."""
    return now + (LOOK_AGAIN if found.blip else LOOK_EVERY)


def away_too_long(since: datetime | None, now: datetime) -> bool:
    """Whether what began as a blip has lasted."""
    return since is not None and now - since >= AWAY_AFTER


def moment_in(text: str) -> datetime | None:
    """An aware moment out of its written form, None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
