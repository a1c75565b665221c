"""Accounts: one a person, opened by an administrator."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password

from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.foundation.actor import Actor, HeldMandate
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.network import PASSWORD, ROOT, Network


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
