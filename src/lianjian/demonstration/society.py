"""Organisations, people, mandates and postings of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.demonstration.reading import Calendar

LOADER = Actor.system("demonstration")


@dataclass
class Society:
    """Primary keys by the words of the data files; ``hashed`` is the one ``password`` of all accounts."""

    password: str
    hashed: str
    organisations: dict[str, int] = field(default_factory=dict)
    divisions: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    editors: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    proofreaders: list[str] = field(default_factory=list)
    liaisons: list[str] = field(default_factory=list)
    leaders: dict[str, str] = field(default_factory=dict)
    agreements: dict[str, int] = field(default_factory=dict)
    commitments: dict[str, int] = field(default_factory=dict)
    stories: dict[str, int] = field(default_factory=dict)
    published: dict[str, datetime] = field(default_factory=dict)
    _stand: dict[str, Actor] = field(default_factory=dict)
    _stood: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def acting(self, person: str, day: date) -> Actor:
        """The person as they stood on ``day``; network-wide, because only such actors may enter the past."""
        if (person, day) not in self._stood:
            self._stood[person, day] = replace(actor_of_person(self.people[person], day), network_wide=True)
        return self._stood[person, day]

    def now(self, person: str) -> Actor:
        """The person as they stand today, with their own mandates and no more."""
        if person not in self._stand:
            self._stand[person] = actor_of_person(self.people[person])
        return self._stand[person]


def load_society(told: dict[str, Any], days: Calendar, *, password: str) -> Society:
    """Enter everybody, through the actions."""
    society = Society(password=password, hashed=make_password(password))
    for house in told["organisation"]:
        row = register_organisation(
            by=LOADER,
            key=house["key"],
            name=house["name"],
            short_name=house["short_name"],
            kind=house["kind"],
            division=house.get("division") or None,
            profile=house["profile"],
            joined_on=days.day(house["joined_days_ago"]),
            demonstration=True,
        )
        society.organisations[house["key"]] = row.pk
        society.divisions[house["key"]] = house.get("division", "")
    for person in told["person"]:
        _enter(person, society, days)
    for posting in told["posting"]:
        post_first_secretary(
            by=LOADER,
            person=society.people[posting["person"]],
            village=society.organisations[posting["village"]],
            batch=posting["batch"],
            starts_on=days.day(posting["from_days_ago"]),
            ends_on=days.day(-posting["until_days_ahead"]),
            sent_by=posting.get("sent_by", ""),
        )
    return society


def _enter(person: dict[str, Any], society: Society, days: Calendar) -> None:
    row = register_person(by=LOADER, name=person["name"], demonstration=True)
    society.people[person["key"]] = row.pk
    society.names[person["key"]] = person["name"]
    for mandate in person["mandates"]:
        ahead = mandate.get("until_days_ahead")
        grant_mandate(
            by=LOADER,
            person=row.pk,
            organisation=society.organisations[mandate["organisation"]],
            role=mandate["role"],
            title=mandate.get("title", ""),
            starts_on=days.day(mandate["from_days_ago"]),
            ends_on=None if ahead is None else days.day(-ahead),
        )
        if mandate["role"] == Role.EDITOR:
            (society.proofreaders if person.get("proofreads") else society.editors).append(person["key"])
        if mandate["role"] == Role.REVIEWER:
            society.reviewers.append(person["key"])
        if mandate["role"] == Role.LIAISON:
            society.liaisons.append(person["key"])
        if mandate["role"] == Role.LEADER:
            society.leaders[mandate["organisation"]] = person["key"]
    if person["username"]:
        open_account(
            by=LOADER,
            person=row.pk,
            username=person["username"],
            password=society.password,
            network_administrator=bool(person.get("network_administrator")),
            hashed=society.hashed,
        )
