"""Two entries of one person become one and can be taken apart again, exactly; two people stay two."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import authenticate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.coordination.models import Duty, GroupMember
from lianjian.apps.exchange.actions.list_expert import list_expert
from lianjian.apps.parties.actions.appoint_acting import appoint_acting
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.merge_people import merge_people
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.actions.undo_people_merge import undo_people_merge
from lianjian.apps.parties.models import Account, Mandate, Person, PersonMerge
from lianjian.apps.parties.models.merge import references
from lianjian.apps.parties.queries import actor_for, actor_of_person, people, people_matching
from lianjian.apps.parties.queries.duplicates import compared
from lianjian.apps.reminders.actions.choose_ways import choose_ways
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.coordination.groups import joint_group
from tests.apps.parties.handing import village
from tests.network import PASSWORD, ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable

WHY = "同一个人，登记了两次"


def twin(network: Network, of: str = "secretary_a", *, role: str = "member", where: int = 0) -> int:
    """Another entry of somebody's name, with a mandate in village A unless ``where`` says otherwise."""
    person = register_person(by=ROOT, name=network.people[of].name)
    house = where or network.village_a.pk
    grant_mandate(by=ROOT, person=person.pk, organisation=house, role=role, starts_on=today())
    return person.pk


def merge(merged: int, survivor: int, **more: Any) -> PersonMerge:
    return merge_people(by=ROOT, merged=merged, survivor=survivor, reason=WHY, **more)


def where_everybody_is() -> dict[str, dict[Any, Any]]:
    """Every row of every table that points to a person, and to whom; and who signs in with what."""
    found = {
        name: dict(model._base_manager.values_list("pk", f"{field}_id"))
        for name, model, field in references(Person)
    }
    accounts = Account.objects.values_list("pk", "person", "is_active")
    return found | {"accounts": {pk: (person, is_active) for pk, person, is_active in accounts}}


def test_everything_that_names_somebody_follows_and_goes_back(network: Network) -> None:
    """Mandate, posting, duties, rhythm, obstacle, words, part in a group, account: all of them, and exactly back."""
    place = village(network)
    person, other = place.outgoing, twin(network)
    before = where_everybody_is()
    done = merge(person, other)
    assert merge(person, other) == done
    after = where_everybody_is()
    assert not any(person in rows.values() for name, rows in after.items() if name != "accounts")
    assert Duty.objects.by(ROOT).get(pk=place.duty).person_id == other
    assert {row.role for row in Mandate.objects.by(ROOT).filter(person=other)} == {
        "first-secretary",
        "member",
    }
    assert done.rows >= 7
    account = Account.objects.get(username="secretary_a")
    assert account.person_id == other
    assert actor_of_person(person).person == other
    assert person not in {one.pk for one in people(ROOT)}
    assert person not in {
        one.pk for one, _houses in people_matching(ROOT, network.people["secretary_a"].name)
    }
    undo_people_merge(by=ROOT, merge=done.pk)
    undo_people_merge(by=ROOT, merge=done.pk)
    assert where_everybody_is() == before


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=st.lists(st.sampled_from("ab"), max_size=4),
    since=st.integers(0, 3),
    gone=st.integers(0, 2),
    accounts=st.sampled_from(["", "a", "b", "ab"]),
    stays=st.sampled_from("ab"),
)
def test_undoing_is_exact_whatever_came_since(
    network: Network, own: list[str], since: int, gone: int, accounts: str, stays: str
) -> None:
    """Rows written since stay with the one that was left, rows deleted since stay deleted, all others and both accounts are
    where they were, and whoever signed in before signs in again."""
    one = {name: register_person(by=ROOT, name="林阿妹").pk for name in "ab"}
    for name in accounts:
        open_account(by=ROOT, person=one[name], username=f"{name}{one[name]}", password=PASSWORD)

    def mandate(person: int) -> int:
        return grant_mandate(
            by=ROOT, person=person, organisation=network.village_b.pk, role="member", starts_on=today()
        ).pk

    rows = {mandate(one[name]): one[name] for name in own}
    signing = {a.pk: (a.person_id, a.is_active) for a in Account.objects.all()}
    done = merge(one["a"], one["b"], account=one[stays] if accounts == "ab" else None)
    left = Account.objects.filter(person=one["b"], is_active=True)
    assert left.count() == bool(accounts)
    if accounts == "ab":
        assert left.get().username == f"{stays}{one[stays]}"
        assert done.closed is not None
        assert authenticate(None, username=done.closed.username, password=PASSWORD) is None
        assert actor_for(Account.objects.get(pk=done.closed.pk)).kind == "visitor"
    rows |= {mandate(one["b"]): one["b"] for _one in range(since)}
    for key in list(rows)[:gone]:
        Mandate.objects.by(ROOT).filter(pk=key).delete()
        del rows[key]
    undo_people_merge(by=ROOT, merge=done.pk)
    held = Mandate.objects.by(ROOT).filter(person__in=one.values())
    assert dict(held.values_list("pk", "person")) == rows
    assert {a.pk: (a.person_id, a.is_active) for a in Account.objects.all()} == signing


def test_both_sign_in_so_one_is_asked_which_stays(network: Network) -> None:
    """No guess is made; an account that administers the network is never the one that is closed."""
    other = twin(network)
    open_account(by=ROOT, person=other, username="second", password=PASSWORD)
    person = network.people["secretary_a"].pk
    with pytest.raises(Refused) as asked:
        merge(other, person)
    assert asked.value.field == "account"
    Account.objects.filter(username="second").update(is_superuser=True)
    with pytest.raises(Refused, match="administers the network"):
        merge(other, person, account=person)
    assert Account.objects.get(username="second").is_active
    done = merge(other, person, account=other)
    assert Account.objects.get(username="second").person_id == person
    assert done.closed is not None
    assert done.closed.username == "secretary_a"


def test_what_both_have_stays_where_that_harms_nobody(network: Network) -> None:
    """Each has ways to be reminded: the survivor's hold, the other's wait for the undoing, and the page says so."""
    other, person = twin(network), network.people["secretary_a"].pk
    for one in (other, person):
        choose_ways(by=actor_of_person(one), by_mail=True, email=f"p{one}@example.cn", rest_days=True)
    assert sum(compared(ROOT, person, other).stays.values()) == 1
    done = merge(other, person)
    assert done.left == 1
    before = where_everybody_is()
    assert other in before["reminders_ways.person_id"].values()


def handed_over(network: Network) -> tuple[int, int]:
    place = village(network)
    begin_handover(by=place.leaves, mandate=place.mandate, successor=place.successor)
    return place.successor, place.outgoing


def acts_for(network: Network) -> tuple[int, int]:
    deputy, person = network.people["keeper_a"].pk, network.people["secretary_a"].pk
    appoint_acting(
        by=ROOT,
        person=deputy,
        organisation=network.village_a.pk,
        role="first-secretary",
        instead_of=person,
        starts_on=today(),
        ends_on=today() + timedelta(days=9),
    )
    return deputy, person


def in_one_group(network: Network) -> tuple[int, int]:
    group = joint_group(network)
    member = GroupMember.objects.by(ROOT).filter(group=group.pk, until=None).first()
    assert member is not None
    other = twin(network, where=member.organisation_id)
    GroupMember.objects.create(
        group=member.group,
        person_id=other,
        organisation_id=member.organisation_id,
        role="member",
        since=member.since,
    )
    return other, member.person_id


def both_experts(network: Network) -> tuple[int, int]:
    pair = twin(network, role="expert"), twin(network, role="expert")
    for person in pair:
        list_expert(by=ROOT, person=person, organisation=network.village_a.pk, fields=["茶"], profile="会")
    return pair


@pytest.mark.parametrize("case", [handed_over, acts_for, in_one_group, both_experts])
def test_who_act_as_two_stay_two(network: Network, case: Callable[[Network], tuple[int, int]]) -> None:
    """One handed over to the other, one acts for the other, both are in one group or on the list of experts: said before,
    refused, and nothing has moved."""
    one, other = case(network)
    why = compared(ROOT, other, one).hindrance
    assert why is not None
    before = where_everybody_is()
    with pytest.raises(Refused) as refused:
        merge(one, other, account=other)
    assert refused.value.message == why.message
    assert where_everybody_is() == before


def test_merges_of_people_are_undone_from_the_last(network: Network) -> None:
    """A into B, B into C; nobody is merged twice, with themselves, or without a reason."""
    a, b, c = (twin(network) for _one in range(3))
    first = merge(a, b)
    second = merge(b, c)
    assert actor_of_person(a).person == c
    with pytest.raises(Refused, match="merged itself"):
        undo_people_merge(by=ROOT, merge=first.pk)
    for one, other in ((a, c), (c, c)):
        with pytest.raises(Refused):
            merge(one, other)
    with pytest.raises(Refused) as asked:
        merge_people(by=ROOT, merged=c, survivor=network.people["keeper_a"].pk, reason=" ")
    assert asked.value.field == "reason"
    with pytest.raises(Refused):
        grant_mandate(by=ROOT, person=a, organisation=network.village_a.pk, role="member", starts_on=today())
    undo_people_merge(by=ROOT, merge=second.pk)
    undo_people_merge(by=ROOT, merge=first.pk)
    assert {a, b, c} <= {one.pk for one in people(ROOT)}


def test_overlapping_mandates_are_named_and_both_stand(network: Network) -> None:
    """Two mandates of one role in one village at once: the comparison names them; after the merge both are there."""
    one, other = twin(network), twin(network)
    found = compared(ROOT, one, other).overlaps
    assert [(mine.person_id, theirs.person_id) for mine, theirs in found] == [(one, other)]
    merge(other, one)
    assert Mandate.objects.by(ROOT).filter(person=one).count() == 2


def test_only_who_could_have_given_every_role_joins(network: Network) -> None:
    """The administrator of village A joins people of village A; not the one who also acts for village B, not themselves, not
    the network's administrator; the liaison officer joins no leaders; others see nothing."""
    house = network.village_a.pk
    keepers = {}
    for role in ("administrator", "liaison"):
        person = twin(network, "keeper_a", role=role)
        keepers[role] = actor_of_person(person)
    one, other, lead = twin(network), twin(network), twin(network, role="leader")
    elsewhere = twin(network)
    grant_mandate(
        by=ROOT, person=elsewhere, organisation=network.village_b.pk, role="member", starts_on=today()
    )
    admin, liaison = keepers["administrator"], keepers["liaison"]
    own = admin.person
    assert own is not None
    shut = [(admin, one, elsewhere), (admin, elsewhere, one), (admin, own, one), (liaison, lead, one)]
    shut += [(network.actor(name), one, other) for name in ("leader", "secretary_b", "secretary_a", "editor")]
    for by, merged, survivor in shut:
        with pytest.raises(NotThere):
            merge_people(by=by, merged=merged, survivor=survivor, reason=WHY)
        with pytest.raises(NotThere):
            compared(by, merged, survivor)
    open_account(by=ROOT, person=lead, username="root-too", password=PASSWORD)
    Account.objects.filter(username="root-too").update(is_superuser=True)
    with pytest.raises(NotThere):
        merge_people(by=admin, merged=one, survivor=lead, reason=WHY)
    done = merge_people(by=liaison, merged=one, survivor=other, reason=WHY)
    for by in (network.actor("secretary_b"), network.actor("leader")):
        with pytest.raises(NotThere):
            undo_people_merge(by=by, merge=done.pk)
    undo_people_merge(by=admin, merge=done.pk)
    assert Mandate.objects.by(ROOT).filter(organisation=house, person=one).exists()


def test_every_uniqueness_with_a_person_is_decided(network: Network) -> None:
    """Which models let their rows stay with the merged entry is written at them; the list here is what was decided."""
    stays = {
        model._meta.db_table
        for _name, model, _field in references(Person)
        if getattr(model, "STAYS_WHEN_JOINED", False)
    }
    assert stays == {
        "coordination_gathering_guest",
        "coordination_gathering_note",
        "coordination_log_entry",
        "coordination_seat",
        "reminders_calendar_address",
        "reminders_reminder",
        "reminders_ways",
    }
