"""Who holds an open thing on a day: worked out, never stored, so that nothing can be left behind.

A rule of our own (decision 0018), after what happens when a term ends: the list of the one who left is nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ANSWERING = (Role.FIRST_SECRETARY, Role.LEADER, Role.LIAISON, Role.ADMINISTRATOR)
"""Who answers for an organisation where nobody is named, the first of these that somebody holds."""


class Hands(StrEnum):
    """Why somebody holds a thing."""

    TAKEN = "taken"
    NAMED = "named"
    ACTING = "acting"
    SUCCEEDED = "succeeded"
    ANSWERS = "answers"
    FELL = "fell"
    ANYBODY = "anybody"
    NETWORK = "network"


HANDS_LABELS = {
    Hands.TAKEN: gettext_noop("taken over"),
    Hands.NAMED: gettext_noop("named for it"),
    Hands.ACTING: gettext_noop("acting for somebody"),
    Hands.SUCCEEDED: gettext_noop("successor of the one who was named"),
    Hands.ANSWERS: gettext_noop("answers for the organisation"),
    Hands.FELL: gettext_noop("fell to whoever answers: the one who was named has left"),
    Hands.ANYBODY: gettext_noop("nobody answers for the organisation; one of its people"),
    Hands.NETWORK: gettext_noop("nobody acts for the organisation; the administrator of the network"),
}

WITHOUT = frozenset({Hands.FELL, Hands.ANYBODY, Hands.NETWORK})
"""Held by the letter only: somebody should take these into their hands."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A mandate that holds on the day."""

    person: int
    role: str


@dataclass(frozen=True, slots=True)
class Day:
    """What an organisation looks like on one day.

    ``held`` are the mandates that hold that day; ``acting`` says for whom (key) who acts (value) that day, by a mandate
    of that day; ``successors`` who followed whom by a completed handover, whenever that was.
    """

    held: tuple[Holding, ...] = ()
    acting: Mapping[int, int] = field(default_factory=dict)
    successors: Mapping[int, int] = field(default_factory=dict)

    @property
    def people(self) -> frozenset[int]:
        return frozenset(one.person for one in self.held)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a thing and why. ``person`` None is the administrator of the network."""

    person: int | None
    hands: Hands


def owner_on(day: Day, *, named: int | None, taken: int | None = None, also: Iterable[int] = ()) -> Owner:
    """The owner on that day of a thing that names ``named`` (None: nobody) and was last taken over by ``taken``.

    ``also`` are people who may be named though they act for another party of the same project. Never empty-handed: every
    owner but the network's administrator holds a mandate that day.
    """
    people = day.people | frozenset(also)
    if taken is not None and taken in people:
        return _covered(day, taken, Hands.TAKEN)
    if named is not None:
        found = in_place_of(day, named, people)
        if found is not None:
            return found
    for role in ANSWERING:
        # the lowest key first: any of them would do, but it is always the same one
        for one in sorted(h.person for h in day.held if h.role == role):
            return _covered(day, one, Hands.ANSWERS if named is None else Hands.FELL)
    for one in sorted(day.people):
        return Owner(one, Hands.ANYBODY)
    return Owner(None, Hands.NETWORK)


def heir_of(day: Day, person: int) -> int | None:
    """The first of those who came after ``person``, one after the other, who is there that day; None where nobody is."""
    seen = {person}
    one = day.successors.get(person)
    while one is not None and one not in seen:
        if one in day.people:
            return one
        seen.add(one)
        one = day.successors.get(one)
    return None


def in_place_of(day: Day, named: int, people: frozenset[int]) -> Owner | None:
    """The named one, whoever acts for them, or who came after them and is here; None where nobody is."""
    seen: set[int] = set()
    one: int | None = named
    while one is not None and one not in seen:
        seen.add(one)
        if one in people:
            return _covered(day, one, Hands.NAMED if one == named else Hands.SUCCEEDED)
        substitute = day.acting.get(one)
        if substitute is not None and substitute in people:
            return Owner(substitute, Hands.ACTING)
        one = day.successors.get(one)
    return None


def _covered(day: Day, person: int, hands: Hands) -> Owner:
    """``person``, or whoever acts for them that day; who acts for each other in a ring acts for nobody."""
    seen = {person}
    one = person
    while (substitute := day.acting.get(one)) is not None and substitute in day.people:
        if substitute in seen:
            return Owner(person, hands)
        seen.add(substitute)
        one = substitute
    return Owner(one, hands if one == person else Hands.ACTING)
