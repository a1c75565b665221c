"""Whether a picture may be shown and words may stand: what was said about the people in them, and who agreed.

A photograph that shows recognisable people and a text that names a private person with figures need a consent that is
written down. The source is the Personal Information Protection Law of the People's Republic of China, articles 13, 15
and 29, and the Civil Code, article 1019.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class People(StrEnum):
    """What was said about the people in a picture."""

    NOT_ASKED = "not-asked"
    NOBODY = "nobody"
    PUBLIC_EVENT = "public-event"
    CONSENT = "consent"
    ARCHIVE = "archive"
    TAKEN_BACK = "taken-back"


PEOPLE_LABELS = {
    People.NOT_ASKED: gettext_noop("not yet asked"),
    People.NOBODY: gettext_noop("nobody recognisable"),
    People.PUBLIC_EVENT: gettext_noop("public event"),
    People.CONSENT: gettext_noop("consent recorded"),
    People.ARCHIVE: gettext_noop("from the archive, not asked"),
    People.TAKEN_BACK: gettext_noop("taken back"),
}

SAID_BY_HAND = (People.NOT_ASKED, People.NOBODY, People.PUBLIC_EVENT, People.CONSENT)
"""What a person at the desk may say. The other two are said by what happened."""


class Way(StrEnum):
    """How a consent was given."""

    PAPER = "paper"
    WORDS = "words"


WAY_LABELS = {
    Way.PAPER: gettext_noop("on paper"),
    Way.WORDS: gettext_noop("in words, written down"),
}


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """One consent as the rule sees it. ``until`` is its last day, None where it has none; ``settled`` says that another
    consent stands in its place, or that an editor has taken the matter out."""

    given_on: date
    until: date | None = None
    withdrawn_on: date | None = None
    settled: bool = False

    def ended(self, today: date) -> bool:
        """Whether it holds no more today and nothing stands in its place."""
        over = self.until is not None and self.until < today
        return not self.settled and (self.withdrawn_on is not None or over)

    def holds(self, today: date) -> bool:
        """Whether it holds today."""
        over = self.until is not None and self.until < today
        return self.withdrawn_on is None and not over and self.given_on <= today


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a text: its name for people, what was said about it, its consents; ``stays`` is whether it stands in
    the text that is public now, or came with an imported story."""

    name: str
    people: str
    consents: Sequence[ConsentFact] = ()
    stays: bool = False


def hindrance(shown: Shown, today: date) -> str:
    """Why this picture may not go public: a key of ``WHY``, "" where it may."""
    if shown.people == People.TAKEN_BACK or any(one.ended(today) for one in shown.consents):
        return "ended"
    if shown.people == People.CONSENT:
        return "" if any(one.holds(today) for one in shown.consents) else "missing"
    if shown.people == People.ARCHIVE:
        return "" if shown.stays else "archive"
    return "" if shown.people in {People.NOBODY, People.PUBLIC_EVENT} else "not-asked"


WHY = {
    "ended": gettext_noop("the consent has ended"),
    "missing": gettext_noop("the consent is not written down yet"),
    "archive": gettext_noop("from the archive, not asked"),
    "not-asked": gettext_noop("not yet asked"),
}


def require_agreed(pictures: Iterable[Shown], of_words: Iterable[ConsentFact], today: date) -> None:
    """Raise Refused, naming the pictures, where a text may not go public for the people in it."""
    barred = [shown.name for shown in pictures if hindrance(shown, today)]
    if barred:
        raise Refused(
            gettext_noop("Nobody has said yet whether these pictures may be shown: %(pictures)s."),
            cure=gettext_noop(
                "Open “Pictures and consents” of this story, say who is seen or take them out."
            ),
            field="body",
            pictures="、".join(f"“{name}”" for name in barred),
        )
    if any(one.ended(today) for one in of_words):
        raise Refused(
            gettext_noop("Somebody who is named in this text agrees no more."),
            cure=gettext_noop("Take their words out, then say so on “Pictures and consents” of this story."),
            field="body",
        )


def require_recordable(
    *, who: str, use: str, way: str, given_on: date, until: date | None, today: date
) -> None:
    """Raise Refused where a consent cannot be written down like this."""
    if not who:
        raise Refused(gettext_noop("Say who agreed: a name, or a description."), field="who")
    if not use:
        raise Refused(gettext_noop("Say to what they agreed."), field="use")
    if way not in set(Way):
        raise Refused(gettext_noop("Choose how the consent was given."), field="way")
    if given_on > today:
        raise Refused(gettext_noop("A consent cannot be given in the future."), field="given_on")
    if until is not None and until < given_on:
        raise Refused(gettext_noop("The last day lies before the first."), field="until")
