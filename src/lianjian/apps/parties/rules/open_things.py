"""Open things: what an organisation or one of its people has in hand, from whatever room it comes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date


class Thing(StrEnum):
    """Kinds of open things, in the order in which they are walked through."""

    DUTY = "duty"
    RHYTHM = "rhythm"
    GIVEN = "given"
    RECEIVED = "received"
    OBSTACLE = "obstacle"
    PROJECT = "project"
    SIGNATURE = "signature"
    DRAFT = "draft"
    TALK = "talk"
    NEED = "need"
    REQUEST = "request"
    GATHERING = "gathering"
    GROUP = "group"
    WORD = "word"
    CONTACT = "contact"
    KEY = "key"
    DOCUMENT = "document"
    OTHER = "other"


THING_LABELS = {
    Thing.DUTY: gettext_noop("Duties"),
    Thing.RHYTHM: gettext_noop("Agreed rhythm"),
    Thing.GIVEN: gettext_noop("What we have promised"),
    Thing.RECEIVED: gettext_noop("What was promised to us"),
    Thing.OBSTACLE: gettext_noop("What stands in the way"),
    Thing.PROJECT: gettext_noop("Joint projects"),
    Thing.SIGNATURE: gettext_noop("Texts that wait for our signature"),
    Thing.DRAFT: gettext_noop("Agreements being drafted"),
    Thing.TALK: gettext_noop("What is said about drafts and not settled"),
    Thing.NEED: gettext_noop("What we need"),
    Thing.REQUEST: gettext_noop("What villagers ask us"),
    Thing.GATHERING: gettext_noop("Gatherings that we organise"),
    Thing.GROUP: gettext_noop("Parts in coordination groups"),
    Thing.WORD: gettext_noop("Promised by word"),
    Thing.CONTACT: gettext_noop("Whom one should know"),
    Thing.KEY: gettext_noop("Keys and seals"),
    Thing.DOCUMENT: gettext_noop("Papers and files"),
    Thing.OTHER: gettext_noop("What else one should know"),
}

SPOKEN = {
    Thing.WORD: gettext_noop("a promise by word"),
    Thing.CONTACT: gettext_noop("a contact"),
    Thing.KEY: gettext_noop("a key or a seal"),
    Thing.DOCUMENT: gettext_noop("a paper or a file"),
    Thing.OTHER: gettext_noop("something else"),
}
"""What only people know, and write down themselves."""


@dataclass(frozen=True, slots=True)
class OpenThing:
    """One open thing. ``app`` and ``key`` name it (``coordination``, ``duty:5``); ``person`` None: it falls to whoever
    answers for the organisation; ``also`` are other organisations whose people may be named for it; ``link`` is the
    address of its page, "" where it has none; ``more`` a second line of words."""

    app: str
    key: str
    kind: Thing
    words: str
    organisation: int
    person: int | None = None
    due_on: date | None = None
    also: tuple[int, ...] = ()
    link: str = ""
    more: str = ""

    @property
    def ref(self) -> str:
        return f"{self.app}/{self.key}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which open things a room is asked for, as they are on ``today``.

    ``organisations`` None is everywhere. ``people`` None: whoever is named, else only those; ``unnamed``: those that name
    nobody too. ``left``: only those that name somebody who holds no mandate there today, whom nobody succeeded and for
    whom nobody acts.
    """

    today: date
    organisations: frozenset[int] | None = None
    people: frozenset[int] | None = None
    unnamed: bool = True
    left: bool = False


def check_spoken(kind: str) -> Thing:
    """Raises Refused where there is no such kind of what people write down themselves."""
    if kind not in set(SPOKEN):
        raise Refused(gettext_noop("Choose what it is."), field="kind")
    return Thing(kind)


def order(thing: OpenThing) -> tuple[int, str, str]:
    """By kind, then by day (those without one last), then by key."""
    day = thing.due_on.isoformat() if thing.due_on is not None else "~"
    return list(Thing).index(thing.kind), day, thing.key.zfill(40)
