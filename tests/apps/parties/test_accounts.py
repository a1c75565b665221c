"""Accounts: one a person, opened by an administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.foundation.actor import Actor, HeldMandate
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.network import PASSWORD, ROOT, Network, today


@pytest.mark.django_db
def test_many_accounts_share_one_hash() -> None:
    """The system may hand over the hash of a password it gives to many; each of them lets its person in."""
    hashed = make_password(PASSWORD)
    for name in ("one", "two"):
        person = register_person(by=ROOT, name=name)
        account = open_account(by=ROOT, person=person.pk, username=name, password=PASSWORD, hashed=hashed)
        assert account.check_password(PASSWORD)
    weak = register_person(by=ROOT, name="three")
    with pytest.raises(Refused):
        open_account(by=ROOT, person=weak.pk, username="three", password="1234", hashed=hashed)


def test_nobody_else_hands_over_a_hash(network: Network) -> None:
    """An administrator of one organisation opens accounts, but only with a password that is hashed here."""
    person = register_person(by=ROOT, name="four")
    administrator = Actor(
        kind="person", name="a", mandates=frozenset({HeldMandate(network.media.pk, "administrator")})
    )
    with pytest.raises(NotAllowed):
        open_account(
            by=administrator,
            person=person.pk,
            username="four",
            password=PASSWORD,
            hashed=make_password(PASSWORD),
        )


def test_an_administrator_reaches_into_no_other_organisation(network: Network) -> None:
    """Whoever sets a first password could act as that person everywhere: only the network administrator opens an account
    for somebody who acts for others too, also where that begins later or was arranged by granting a mandate."""
    administrator = Actor(
        kind="person", name="a", mandates=frozenset({HeldMandate(network.media.pk, "administrator")})
    )

    def newcomer(*organisations: int, starts: int = 0) -> int:
        person = register_person(by=ROOT, name="新人")
        for organisation in organisations:
            grant_mandate(
                by=ROOT,
                person=person.pk,
                organisation=organisation,
                role="member",
                starts_on=today() + timedelta(days=starts),
            )
        return person.pk

    both = newcomer(network.media.pk, network.village_a.pk)
    later = newcomer(network.village_a.pk, starts=30)
    grant_mandate(
        by=administrator, person=later, organisation=network.media.pk, role="member", starts_on=today()
    )
    for person in (both, later, newcomer()):
        with pytest.raises((NotAllowed, Refused)):
            open_account(by=administrator, person=person, username=f"p{person}", password=PASSWORD)
    own = newcomer(network.media.pk)
    assert open_account(by=administrator, person=own, username="own", password=PASSWORD).person_id == own
    assert open_account(by=ROOT, person=both, username="both", password=PASSWORD).person_id == both
