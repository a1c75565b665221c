"""A small network for tests: association, media centre, villages A and B, with people who hold mandates today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.models import Account, Division, Organisation, Person
from lianjian.apps.parties.queries import actor_for
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date
from tests.snapshot import Table, put_back, taken

PASSWORD = "long-enough-for-tests"
ROOT = Actor.system("tests")
DIVISIONS = (
    ("35", "福建省", "province", None, "福建省"),
    ("3503", "莆田市", "city", "35", "福建省 莆田市"),
    ("350303", "涵江区", "county", "3503", "福建省 莆田市 涵江区"),
    ("350303108", "新县镇", "town", "350303", "福建省 莆田市 涵江区 新县镇"),
    ("350303108203", "张洋村委会", "village", "350303108", "福建省 莆田市 涵江区 新县镇 张洋村委会"),
    ("350303108204", "乙村委会", "village", "350303108", "福建省 莆田市 涵江区 新县镇 乙村委会"),
)


@dataclass(frozen=True)
class Network:
    """Organisations by role in the tests; ``people`` and ``accounts`` by short name."""

    association: Organisation
    media: Organisation
    village_a: Organisation
    village_b: Organisation
    people: dict[str, Person]
    accounts: dict[str, Account]

    def actor(self, name: str) -> Actor:
        """The person called ``name`` as an actor today."""
        return actor_for(Account.objects.select_related("person").get(pk=self.accounts[name].pk))


def today() -> date:
    """The civil date now."""
    return civil_date(timezone.now())


def build() -> Network:
    """Make the network. People: leader and liaison (association); editor, reviewer, deputy (who reviews too), proof_a,
    proof_b and proof_c (editors who proofread) and chief (media centre; chief is its leader); secretary_a and secretary_b
    (first secretaries), keeper_a."""
    for code, name, level, parent, path in DIVISIONS:
        Division.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "parent_id": parent, "path": path}
        )
    start = today() - timedelta(days=100)

    def house(key: str, name: str, kind: str, division: str | None = None) -> Organisation:
        return register_organisation(
            by=ROOT, key=key, name=name, short_name=name[:6], kind=kind, division=division, joined_on=start
        )

    association = house("association", "测试促进会", "association")
    media = house("media", "测试融媒中心", "media-centre")
    village_a = house("village-a", "张洋村", "village", "350303108203")
    village_b = house("village-b", "乙村", "village", "350303108204")
    people: dict[str, Person] = {}
    accounts: dict[str, Account] = {}
    for key, name, organisation, role in (
        ("leader", "甲组长", association, "leader"),
        ("liaison", "甲联络", association, "liaison"),
        ("chief", "媒主任", media, "leader"),
        ("editor", "媒编辑", media, "editor"),
        ("reviewer", "媒审核", media, "reviewer"),
        ("deputy", "媒副总", media, "reviewer"),
        ("proof_a", "媒校甲", media, "editor"),
        ("proof_b", "媒校乙", media, "editor"),
        ("proof_c", "媒校丙", media, "editor"),
        ("secretary_a", "张书记", village_a, "first-secretary"),
        ("keeper_a", "张站长", village_a, "keeper"),
        ("secretary_b", "乙书记", village_b, "first-secretary"),
    ):
        person = register_person(by=ROOT, name=name)
        people[key] = person
        accounts[key] = open_account(by=ROOT, person=person.pk, username=key, password=PASSWORD)
        if role == "first-secretary":
            post_first_secretary(
                by=ROOT,
                person=person.pk,
                village=organisation.pk,
                batch=6,
                starts_on=start,
                ends_on=start + timedelta(days=730),
            )
        else:
            grant_mandate(by=ROOT, person=person.pk, organisation=organisation.pk, role=role, starts_on=start)
    return Network(association, media, village_a, village_b, people, accounts)


_KEPT: dict[tuple[str, date, str], tuple[list[Table], Network]] = {}


def put_up() -> Network:
    """The same network inside the transaction of a test: built the first time, put back row by row from then on."""
    key = (connection.vendor, today(), settings.LIANJIAN_LISTENERS)
    if key not in _KEPT:
        built: list[Network] = []
        tables = taken(lambda: built.append(build()))
        _KEPT[key] = (tables, built[-1])
        return built[-1]
    tables, kept = _KEPT[key]
    put_back(tables)
    houses = Organisation.objects.in_bulk(
        [kept.association.pk, kept.media.pk, kept.village_a.pk, kept.village_b.pk]
    )
    people = Person.unscoped.in_bulk([person.pk for person in kept.people.values()])
    accounts = Account.objects.select_related("person").in_bulk([a.pk for a in kept.accounts.values()])
    return Network(
        *(houses[one.pk] for one in (kept.association, kept.media, kept.village_a, kept.village_b)),
        people={name: people[person.pk] for name, person in kept.people.items()},
        accounts={name: accounts[account.pk] for name, account in kept.accounts.items()},
    )
