from __future__ import annotations

from datetime import timedelta

import pytest

from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.models import Mandate
from lianjian.apps.parties.queries import actor_for, actor_of_person, current_posting, mandates, postings
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.actor import Actor, HeldMandate
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


def who(network: Network, role: str) -> Actor:
    """Somebody with that role in the association, another person than those of the network."""
    return Actor(
        kind="person", name=role, person=-1, mandates=frozenset({HeldMandate(network.association.pk, role)})
    )


@pytest.mark.parametrize("own", list(Role))
@pytest.mark.parametrize("given", list(Role))
def test_nobody_gives_more_than_they_have_to_give(network: Network, own: Role, given: Role) -> None:
    """A liaison officer makes no signatory, only an administrator makes another; what one cannot give one cannot end."""
    allowed = {
        Role.ADMINISTRATOR: set(Role),
        Role.LEADER: set(Role) - {Role.ADMINISTRATOR},
        Role.LIAISON: set(Role) - {Role.ADMINISTRATOR, Role.LEADER, Role.FIRST_SECRETARY},
    }.get(own, set())
    other = register_person(by=ROOT, name="另一位管理员")  # the last administrator of an organisation stays
    grant_mandate(
        by=ROOT,
        person=other.pk,
        organisation=network.association.pk,
        role="administrator",
        starts_on=today(),
    )
    granted = {
        "person": network.people["editor"].pk,
        "organisation": network.association.pk,
        "role": given,
        "starts_on": today(),
    }
    if given in allowed:
        held = grant_mandate(by=who(network, own), **granted)
        assert end_mandate(by=who(network, own), mandate=held.pk, ends_on=today()).ends_on == today()
        return
    with pytest.raises(NotAllowed):
        grant_mandate(by=who(network, own), **granted)
    held = grant_mandate(by=ROOT, **granted)
    with pytest.raises(NotAllowed):
        end_mandate(by=who(network, own), mandate=held.pk, ends_on=today())


def test_nobody_gives_a_role_to_themselves(network: Network) -> None:
    """Not even one that they could give to others."""
    with pytest.raises(NotAllowed, match="themselves"):
        grant_mandate(
            by=network.actor("leader"),
            person=network.people["leader"].pk,
            organisation=network.association.pk,
            role="editor",
            starts_on=today(),
        )


def test_only_the_association_lets_parties_in(network: Network) -> None:
    """An administrator of a village registers nobody; one of the association does."""
    values = {"name": "审查新村企业", "short_name": "新企业", "kind": "enterprise"}
    village = Actor(
        kind="person",
        name="v",
        person=-1,
        mandates=frozenset({HeldMandate(network.village_a.pk, "administrator")}),
    )
    with pytest.raises(NotAllowed):
        register_organisation(by=village, key="new-one", **values)
    assert register_organisation(by=who(network, "administrator"), key="new-one", **values).pk


def test_a_posting_ends_with_its_mandate_and_a_successor_can_come(network: Network) -> None:
    """Ended early, the village has no first secretary from the next day on; it is never made longer that way."""
    posting = current_posting(network.village_a.pk, today())
    assert posting is not None
    with pytest.raises(Refused, match="cannot be made longer"):
        end_mandate(by=ROOT, mandate=posting.mandate_id, ends_on=posting.ends_on + timedelta(days=1))
    end_mandate(by=ROOT, mandate=posting.mandate_id, ends_on=today())
    assert current_posting(network.village_a.pk, today()) is not None
    assert current_posting(network.village_a.pk, today() + timedelta(days=1)) is None
    successor = post_first_secretary(
        by=ROOT,
        person=network.people["editor"].pk,
        village=network.village_a.pk,
        batch=7,
        starts_on=today() + timedelta(days=1),
        ends_on=today() + timedelta(days=700),
    )
    assert current_posting(network.village_a.pk, today() + timedelta(days=1)) == successor
    assert [one.batch for one in postings(network.village_a.pk)] == [7, 6]


@pytest.mark.parametrize("batch", [0, 100, 99_999])
def test_a_batch_is_a_small_number(network: Network, batch: int) -> None:
    """What no batch can be is refused beside its field, on both databases."""
    with pytest.raises(Refused) as refused:
        post_first_secretary(
            by=ROOT,
            person=network.people["editor"].pk,
            village=network.village_a.pk,
            batch=batch,
            starts_on=today() + timedelta(days=2000),
            ends_on=today() + timedelta(days=2100),
        )
    assert refused.value.field == "batch"


def test_a_script_acts_with_the_mandates_of_the_person_it_names(network: Network) -> None:
    """Also where that person has no account to sign in with."""
    person = register_person(by=ROOT, name="无账号")
    grant_mandate(
        by=ROOT, person=person.pk, organisation=network.media.pk, role="reviewer", starts_on=today()
    )
    assert actor_of_person(person.pk).roles_in(network.media.pk) == {"reviewer"}


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
