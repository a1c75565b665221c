from __future__ import annotations

from datetime import timedelta

import pytest

from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.models import Mandate
from lianjian.apps.parties.queries import actor_for, mandates
from lianjian.foundation.scoping import UnscopedAccessError
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.network import ROOT, Network, today


def test_a_mandate_counts_on_its_last_day_and_not_after(network: Network) -> None:
    """A term includes both its first and its last day."""
    account = network.accounts["editor"]
    held = Mandate.objects.by(ROOT).get(person=account.person)
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today())
    assert actor_for(account, today()).organisations == {network.media.pk}
    assert actor_for(account, today() + timedelta(days=1)).organisations == set()


def test_one_person_holds_mandates_in_two_organisations(network: Network) -> None:
    """Several mandates of one person all count."""
    person = network.people["editor"]
    grant_mandate(
        by=ROOT, person=person.pk, organisation=network.village_a.pk, role="member", starts_on=today()
    )
    assert network.actor("editor").organisations == {network.media.pk, network.village_a.pk}


def test_a_stranger_cannot_grant_mandates(network: Network) -> None:
    """A first secretary of village B grants nothing in village A."""
    with pytest.raises(NotAllowed):
        grant_mandate(
            by=network.actor("secretary_b"),
            person=network.people["secretary_b"].pk,
            organisation=network.village_a.pk,
            role="leader",
            starts_on=today(),
        )


def test_mandates_of_another_village_do_not_exist_for_a_secretary(network: Network) -> None:
    """What may not be seen is answered as if it were not there."""
    foreign = Mandate.objects.by(ROOT).get(person=network.people["secretary_b"])
    mine = network.actor("secretary_a")
    assert foreign not in mandates(mine)
    with pytest.raises(NotThere):
        end_mandate(by=mine, mandate=foreign.pk, ends_on=today())


def test_a_village_has_one_first_secretary_at_a_time(network: Network) -> None:
    """Overlapping postings to one village are refused."""
    with pytest.raises(Refused, match="already has a first secretary"):
        post_first_secretary(
            by=ROOT,
            person=network.people["editor"].pk,
            village=network.village_a.pk,
            batch=7,
            starts_on=today(),
            ends_on=today() + timedelta(days=30),
        )


def test_rows_under_scope_cannot_be_read_without_saying_for_whom(network: Network) -> None:
    """``Mandate.objects.all()`` is a programming error."""
    with pytest.raises(UnscopedAccessError):
        Mandate.objects.all()


def _administrator(network: Network, person: str) -> Mandate:
    return grant_mandate(
        by=ROOT,
        person=network.people[person].pk,
        organisation=network.association.pk,
        role="administrator",
        starts_on=today(),
    )


def test_the_last_administrator_stays(network: Network) -> None:
    """An organisation without one could let nobody act for it any more; with a second one the first may go, and then
    that one stays. Another mandate of the same person is no second administrator."""
    first = _administrator(network, "liaison")
    mine = network.actor("liaison")
    with pytest.raises(Refused, match="Nobody else administers") as refused:
        end_mandate(by=mine, mandate=first.pk, ends_on=today())
    assert refused.value.field == "ends_on"
    second = _administrator(network, "leader")
    end_mandate(by=mine, mandate=first.pk, ends_on=today())
    with pytest.raises(Refused, match="Nobody else administers"):
        end_mandate(by=ROOT, mandate=second.pk, ends_on=today())
    end_mandate(by=ROOT, mandate=first.pk, ends_on=today() + timedelta(days=30))  # a longer term is no end


def test_a_successor_must_be_there_on_the_day_after(network: Network) -> None:
    """Somebody who administers until the same day, or only later, does not count."""
    held = _administrator(network, "liaison")
    other = _administrator(network, "leader")
    end_mandate(by=ROOT, mandate=other.pk, ends_on=today() + timedelta(days=5))
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today() + timedelta(days=4))
    with pytest.raises(Refused, match="Nobody else administers"):
        end_mandate(by=ROOT, mandate=other.pk, ends_on=today() + timedelta(days=4))
