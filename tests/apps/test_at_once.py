"""The same thing done by several at the same moment, in threads with connections of their own: done once, and nobody gets a
crash. On SQLite writers wait for each other anyway; on PostgreSQL this is where rows that are not there yet cannot be
locked."""

from __future__ import annotations

import pytest

from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.draft_initiative import draft_initiative
from lianjian.apps.agreements.models import Agreement, Initiative
from lianjian.apps.agreements.rules.drafts import PartyDraft
from lianjian.apps.coordination.actions.form_group import form_group
from lianjian.apps.coordination.models import CoordinationGroup
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.name_first_administrator import name_first_administrator
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.models import Account, Mandate, Organisation
from tests.network import PASSWORD, ROOT, Network, build, today
from tests.together import at_once, refusals

AT_ONCE = 4


@pytest.fixture
def network(real_transactions: None) -> Network:
    return build()


def test_one_group_of_that_name(network: Network) -> None:
    """Everybody gets the same one."""
    by = network.actor("liaison")
    found = at_once(
        *[lambda: form_group(by=by, name="领导小组", organisation=network.association.pk).pk] * AT_ONCE
    )
    assert len(set(found)) == 1
    assert CoordinationGroup.objects.by(ROOT).count() == 1


def test_one_draft_and_one_call_of_that_key(network: Network) -> None:
    """A form that was sent several times at once is one."""
    by = network.actor("liaison")
    parties = [PartyDraft(network.association.pk), PartyDraft(network.village_a.pk)]
    drafts = at_once(*[lambda: draft_agreement(by=by, title="协议", parties=parties, key="one").pk] * AT_ONCE)
    calls = at_once(
        *[
            lambda: (
                draft_initiative(
                    by=by, organisation=network.association.pk, key="one", title="倡议", text="一起干"
                ).pk
            )
        ]
        * AT_ONCE
    )
    assert len(set(drafts)) == len(set(calls)) == 1
    assert Agreement.objects.by(ROOT).count() == Initiative.objects.by(ROOT).count() == 1


def test_one_entry_in_the_register_and_one_account(network: Network) -> None:
    """The first is entered, the others are told that it is there."""
    found = at_once(
        *[
            lambda: register_organisation(
                by=ROOT, key="new-one", name="新企业", short_name="新企业", kind="enterprise"
            )
        ]
        * AT_ONCE
    )
    assert refusals(found) == AT_ONCE - 1
    assert Organisation.objects.filter(key="new-one").count() == 1
    people = [register_person(by=ROOT, name=f"新人{n}").pk for n in range(AT_ONCE)]
    opened = at_once(
        *(
            lambda person=person: open_account(by=ROOT, person=person, username="same", password=PASSWORD)
            for person in people
        )
    )
    assert refusals(opened) == AT_ONCE - 1
    assert Account.objects.filter(username="same").count() == 1


def test_one_first_administrator(real_transactions: None) -> None:
    """The one-time link opened several times at once makes one person, not several."""
    found = at_once(
        *(
            lambda n=n: name_first_administrator(
                organisation_key=f"house-{n}",
                organisation_name=f"单位{n}",
                kind="association",
                division=None,
                person="管理员",
                username=f"root{n}",
                password=PASSWORD,
            )
            for n in range(AT_ONCE)
        )
    )
    assert refusals(found) == AT_ONCE - 1
    assert Account.objects.filter(is_superuser=True).count() == 1


def test_of_two_administrators_one_stays(network: Network) -> None:
    """Each ends the other's mandate at the same moment: the second is refused."""
    held = []
    for name in ("甲", "乙"):
        person = register_person(by=ROOT, name=name)
        held.append(
            grant_mandate(
                by=ROOT,
                person=person.pk,
                organisation=network.media.pk,
                role="administrator",
                starts_on=today(),
            ).pk
        )
    found = at_once(*(lambda key=key: end_mandate(by=ROOT, mandate=key, ends_on=today()) for key in held))
    assert refusals(found) == 1
    assert Mandate.objects.by(ROOT).filter(pk__in=held, ends_on=None).count() == 1
