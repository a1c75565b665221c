"""Who is told about a thing: whoever it falls to by name, else whoever answers for the organisations that owe it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.queries import mandates_today
from lianjian.apps.parties.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from lianjian.foundation.dated import Dated

ANSWERING = (
    frozenset({Role.LIAISON, Role.FIRST_SECRETARY}),
    frozenset({Role.LEADER}),
    frozenset({Role.ADMINISTRATOR}),
)
"""Who answers for an organisation: the first of these that anybody holds."""


def recipients_of(things: Sequence[Dated], today: date) -> dict[int, list[int]]:
    """Persons by the key of each thing. Nobody who holds no mandate today in an organisation that owes it is among them:
    what fell to somebody who has left falls to whoever answers. One query."""
    houses = {house for thing in things for house in thing.organisations}
    named = {person for thing in things for person in thing.people}
    held: dict[int, dict[str, list[int]]] = {}
    answering = frozenset().union(*ANSWERING)  # a house may have thousands of members who are not asked
    for house, person, role in mandates_today(houses, named, today, roles=answering):
        held.setdefault(house, {}).setdefault(role, []).append(person)
    found = {}
    for thing in things:
        there = {
            p for house in thing.organisations for people in held.get(house, {}).values() for p in people
        }
        by_name = [person for person in thing.people if person in there]
        found[thing.key] = by_name or list(
            dict.fromkeys(p for house in thing.organisations for p in _answering(held.get(house, {})))
        )
    return found


def _answering(roles: dict[str, list[int]]) -> Iterable[int]:
    for chosen in ANSWERING:
        people = sorted({person for role in chosen for person in roles.get(role, ())})
        if people:
            return people
    return ()
