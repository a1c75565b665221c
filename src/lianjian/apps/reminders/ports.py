"""What reminders ask of a channel. A channel is code; robots and addresses are rows.

``send`` returns when the other side has taken the letter. It raises ``NotTaken`` where the other side refuses it (a
person must cure that) and ``kernel.refusals.Unreachable`` where no answer came or the other side asks to come later.
Anything else is a fault of ours and counts as unreachable.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from lianjian.apps.reminders.rules.dispatches import Cause, Channel
    from lianjian.foundation.actor import Actor
    from lianjian.foundation.dated import Dated


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is due: its words, when (in words), and where it is answered (an absolute address)."""

    what: str
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message. ``key`` is the same for every attempt; ``title`` and ``foot`` are sentences, ``url`` is the page where
    all of it stands. Holds no name of a person."""

    key: str
    title: str
    lines: tuple[Line, ...]
    foot: str
    url: str


class NotTaken(Exception):  # noqa: N818 - an answer, not an error of ours
    """The other side does not take the letter. ``detail`` is what it said, without secrets."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        self.cause = cause
        self.detail = detail[:200]
        super().__init__(f"{cause} {self.detail}")


class Sending(Protocol):
    """A channel. ``to`` holds ``email``, or ``webhook`` and where there are such ``secret`` and ``keyword``."""

    channel: Channel

    def send(self, letter: Letter, to: Mapping[str, str]) -> None:
        """Bring the letter there."""
        ...


class DatedThings(Protocol):
    """A query of an app above that gives its open things with a day, as ``foundation.dated`` says."""

    def __call__(
        self, by: Actor, *, until: date, after: int, limit: int, keys: Collection[int] | None
    ) -> list[Dated]:
        """Those that ``by`` may see, due until a day (included), by key from ``after`` (excluded) on."""
        ...


def accounts_dated() -> DatedThings:
    """Warnings about accounts of outlets, from the query that ``settings.LIANJIAN_ACCOUNTS_DATED`` names."""
    path: str = import_string(settings.LIANJIAN_ACCOUNTS_DATED)
    query: DatedThings = import_string(path)
    return query


def requests_dated() -> DatedThings:
    """Requests of villagers, from the query that ``settings.LIANJIAN_REQUESTS_DATED`` names."""
    path: str = import_string(settings.LIANJIAN_REQUESTS_DATED)
    query: DatedThings = import_string(path)
    return query


def losses_dated() -> DatedThings:
    """Lost stations, from the query that ``settings.LIANJIAN_LOSSES_DATED`` names."""
    path: str = import_string(settings.LIANJIAN_LOSSES_DATED)
    query: DatedThings = import_string(path)
    return query


@cache
def channels() -> dict[str, Sending]:
    """The channels that ``settings.LIANJIAN_CHANNELS`` names, by their name."""
    paths: Sequence[str] = import_string(settings.LIANJIAN_CHANNELS)
    found = [import_string(path)() for path in paths]
    return {one.channel: one for one in found}
