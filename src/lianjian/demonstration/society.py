"""Organisations, people, mandates and postings of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.parties.rules.roles import ROLE_LABELS, Role
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from datetime import date

    from lianjian.demonstration.reading import Calendar

LOADER = Actor.system("demonstration")


@dataclass
class Society:
    """Primary keys by the words of the data files."""

    organisations: dict[str, int] = field(default_factory=dict)
    divisions: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    accounts: list[tuple[str, str]] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)

    def acting(self, person: str, day: date) -> Actor:
        """The person as they stood on ``day``; network-wide, because only such actors may enter the past."""
        return replace(actor_of_person(self.people[person], day), network_wide=True)

    def now(self, person: str) -> Actor:
        """The person as they stand today, with their own mandates and no more."""
        return actor_of_person(self.people[person])


def load_society(told: dict[str, Any], days: Calendar, *, password: str) -> Society:
    """Enter everybody, through the actions."""
    society = Society()
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
        _enter(person, society, days, password)
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


def _enter(person: dict[str, Any], society: Society, days: Calendar, password: str) -> None:
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
            society.editors.append(person["key"])
        if mandate["role"] == Role.REVIEWER:
            society.reviewers.append(person["key"])
    if person["username"]:
        administers = bool(person.get("network_administrator"))
        open_account(
            by=LOADER,
            person=row.pk,
            username=person["username"],
            password=password,
            network_administrator=administers,
        )
        titles = [m.get("title") or ROLE_LABELS[Role(m["role"])] for m in person["mandates"]] or [
            "驻村第一书记"
        ]
        society.accounts.append((person["username"], f"{person['name']}（{'、'.join(titles)}）"))
