"""Two entries become one and can become two again, exactly."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps as django_apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.agreements.models import AgreementParty
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.merge_organisations import merge_organisations
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.actions.undo_merge import undo_merge
from lianjian.apps.parties.models import Mandate, Merge, Organisation
from lianjian.apps.parties.models.merge import references
from lianjian.apps.parties.queries import (
    organisation,
    organisations,
    organisations_matching,
)
from lianjian.apps.parties.queries.duplicates import likely_duplicates
from lianjian.apps.parties.rules.likeness import Entry, bare, pairs
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.network import ROOT, Network, today
from tests.web.crowd import crowd


def house(name: str, kind: str = "enterprise", key: str = "") -> Organisation:
    return register_organisation(
        by=ROOT, key=key or f"k{abs(hash(name))}", name=name, short_name=name[:20], kind=kind
    )


def mandate(network: Network, where: int, who: str = "editor") -> int:
    return grant_mandate(
        by=ROOT, person=network.people[who].pk, organisation=where, role="member", starts_on=today()
    ).pk


def where_everything_is() -> dict[str, dict[Any, Any]]:
    """Every row of every table that points to an organisation, and to which."""
    return {
        name: dict(model._base_manager.values_list("pk", f"{field}_id"))
        for name, model, field in references()
    }


def test_a_merge_moves_everything_and_undoing_moves_exactly_that_back(network: Network) -> None:
    """A village of a whole network: agreements, commitments, projects, people, duties; nothing is left behind."""
    first, second = crowd(network, 0, 2)
    before = where_everything_is()
    done = merge_organisations(by=ROOT, merged=first.pk, survivor=second.pk)
    assert merge_organisations(by=ROOT, merged=first.pk, survivor=second.pk) == done
    merged = where_everything_is()
    assert not any(first.pk in rows.values() for rows in merged.values())
    assert done.rows == sum(list(rows.values()).count(first.pk) for rows in before.values())
    assert done.rows >= 6
    assert first not in organisations()
    assert first not in organisations_matching(ROOT, first.name)
    assert organisation(first.key) == second
    undo_merge(by=ROOT, merge=done.pk)
    undo_merge(by=ROOT, merge=done.pk)
    assert where_everything_is() == before
    assert organisation(first.key) == first


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=st.lists(st.sampled_from("ab"), max_size=4),
    since=st.integers(0, 3),
    gone=st.integers(0, 2),
)
def test_undoing_is_exact_whatever_was_written_since(
    network: Network, own: list[str], since: int, gone: int
) -> None:
    """Rows written since stay with the survivor, rows deleted since stay deleted, all others are where they were."""
    number = Merge.objects.count() + Organisation.objects.count()
    a, b = house(f"甲{number}", key=f"a-{number}"), house(f"乙{number}", key=f"b-{number}")
    rows = {mandate(network, a.pk if one == "a" else b.pk): (a.pk if one == "a" else b.pk) for one in own}
    done = merge_organisations(by=ROOT, merged=a.pk, survivor=b.pk)
    rows |= {mandate(network, b.pk): b.pk for _one in range(since)}
    for key in list(rows)[:gone]:
        Mandate.objects.by(ROOT).filter(pk=key).delete()
        del rows[key]
    undo_merge(by=ROOT, merge=done.pk)
    held = Mandate.objects.by(ROOT).filter(organisation__in=[a.pk, b.pk])
    assert dict(held.values_list("pk", "organisation")) == rows


def test_what_acts_as_two_is_not_merged(network: Network) -> None:
    """Two parties of one agreement stay two, and nothing has moved; neither do two kinds, nor an entry with itself."""
    village = crowd(network, 0, 1)[0]
    other = _party_with(village)
    before = where_everything_is()
    with pytest.raises(Refused, match="act as two"):
        merge_organisations(by=ROOT, merged=other.pk, survivor=village.pk)
    assert where_everything_is() == before
    for one, two in ((village.pk, village.pk), (village.pk, network.association.pk)):
        with pytest.raises(Refused):
            merge_organisations(by=ROOT, merged=one, survivor=two)
    with pytest.raises(NotAllowed):
        merge_organisations(by=network.actor("leader"), merged=village.pk, survivor=network.village_a.pk)


def _party_with(village: Organisation) -> Organisation:
    """Another village that is a party of the same agreement."""
    other = Organisation.objects.create(
        key="another", name="别村", short_name="别村", kind="village", division=village.division
    )
    row = AgreementParty.objects.across_organisations("the test writes").filter(organisation=village).first()
    assert row is not None
    row.pk, row.organisation, row.position = None, other, 9
    row._state.adding = True
    row.save()
    return other


def test_merges_are_undone_from_the_last(network: Network) -> None:
    """A into B, B into C: the address of A leads to C; B's merge is undone first."""
    a, b, c = house("一号公司", key="a"), house("二号公司", key="b"), house("三号公司", key="c")
    first = merge_organisations(by=ROOT, merged=a.pk, survivor=b.pk)
    second = merge_organisations(by=ROOT, merged=b.pk, survivor=c.pk)
    found = organisation("a")
    assert found == c
    with pytest.raises(Refused, match="merged itself"):
        undo_merge(by=ROOT, merge=first.pk)
    with pytest.raises(Refused):
        merge_organisations(by=ROOT, merged=a.pk, survivor=c.pk)
    undo_merge(by=ROOT, merge=second.pk)
    assert organisation("a") == b
    undo_merge(by=ROOT, merge=first.pk)
    assert organisation("a") == a


def test_likely_duplicates_are_found(network: Network) -> None:
    """Other endings, spaces, width, the place before the name; not two villages of one name in different counties."""
    assert (
        bare("涵江区新县镇张洋村民委员会", "福建省 莆田市 涵江区 新县镇 张洋村委会")
        == bare(" 张洋 村 ")
        == "张洋"
    )
    rows = [
        Entry(1, "张洋村", "village", "350303108203", "福建省 莆田市 涵江区 新县镇 张洋村委会"),
        Entry(2, "张洋村民委员会", "village", "350303108203", "福建省 莆田市 涵江区 新县镇 张洋村委会"),
        Entry(3, "张洋村", "village", "350922102229", "福建省 宁德市 古田县 平湖镇 张洋村委会"),
        Entry(4, "好茶业有限公司", "enterprise", "", ""),
        Entry(5, "好 茶业（公司）", "enterprise", "350303", "福建省 莆田市 涵江区"),
        Entry(6, "张洋村", "enterprise", "350303108203", "福建省 莆田市 涵江区 新县镇 张洋村委会"),
    ]
    assert pairs(rows) == [(1, 2), (4, 5)]
    twin = house("测试融媒", key="twin")
    assert likely_duplicates() == []
    other = house("测试融媒公司", key="other")
    assert likely_duplicates() == [(twin.pk, other.pk)]


@given(st.lists(st.text("张洋村委会甲 AＡ", max_size=6), max_size=8))
def test_likeness_has_no_order(names: list[str]) -> None:
    """The same pairs whichever way the register is sorted; nothing is like itself."""
    rows = [
        Entry(n, name, "village", "350303108", "福建省 莆田市 涵江区 新县镇") for n, name in enumerate(names)
    ]
    assert set(pairs(rows)) == set(pairs(rows[::-1]))
    assert all(a < b for a, b in pairs(rows))


def test_every_way_to_an_organisation_is_known_to_the_merge() -> None:
    """Foreign keys of every app, hidden ones too, and many-to-many relations by their own tables."""
    known = {name for name, _model, _field in references()}
    assert len(known) > 25
    for model in django_apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ManyToManyField) and field.related_model is Organisation:
                assert any(name.startswith(f"{field.m2m_db_table()}.") for name in known), field
