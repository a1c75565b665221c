from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.exchange.actions.record_endowment import record_endowment
from lianjian.apps.exchange.actions.show_endowment import show_endowment
from lianjian.apps.exchange.actions.withdraw_endowment import withdraw_endowment
from lianjian.apps.exchange.queries import endowments, public_endowments
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.coordination.groups import joint_group
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from lianjian.apps.exchange.models import Endowment


def terraces(network: Network, **values: Any) -> Endowment:
    """Village A has 197 mu of terraces."""
    given: dict[str, Any] = {
        "by": network.actor("secretary_a"),
        "organisation": network.village_a.pk,
        "kind": "land",
        "text": "梯田一百九十七亩",
        "quantity": "197",
        "unit": "mu",
    }
    return record_endowment(**(given | values))


def test_what_a_village_has_is_on_its_list(network: Network) -> None:
    """With quantity and unit, or with neither: then the quantity is unknown and not nought."""
    terraces(network)
    terraces(network, kind="skill", text="会凿石的老师傅", quantity=None, unit="")
    lines = endowments(network.actor("keeper_a"), organisation=network.village_a.pk)
    assert [(line.quantity, line.unit) for line in lines] == [(Decimal(197), Unit.MU), (None, None)]
    assert [line.organisation_name for line in lines] == ["张洋村", "张洋村"]
    assert [line.text for line in endowments(network.actor("keeper_a"), kind="skill")] == ["会凿石的老师傅"]


def test_what_is_shown_is_there_for_everybody_until_it_is_withdrawn(network: Network) -> None:
    """Shown by the first secretary, hidden again, shown again, withdrawn with the reason."""
    row = terraces(network).pk
    house = network.village_a.pk
    assert public_endowments(house) == []
    for public in (True, True, False, True):
        show_endowment(by=network.actor("secretary_a"), endowment=row, public=public)
        assert [line.id for line in public_endowments(house)] == [row] * public
    assert [line.id for line in endowments(Actor.visitor())] == [row]
    told = EventRecord.objects.filter(name="exchange.endowment_shown").count()
    assert told == 3
    for _ in range(2):
        withdraw_endowment(by=network.actor("secretary_a"), endowment=row, reason="租出去了")
    assert public_endowments(house) == endowments(ROOT) == []
    with pytest.raises(Refused, match="withdrawn"):
        show_endowment(by=network.actor("secretary_a"), endowment=row, public=False)


def test_the_keeper_records_and_the_first_secretary_shows(network: Network) -> None:
    """Whoever only works in the village neither shows nor takes away what everybody sees."""
    keeper = network.actor("keeper_a")
    with pytest.raises(NotAllowed) as refused:
        terraces(network, by=keeper, public=True)
    assert (refused.value.field, bool(refused.value.cure)) == ("public", True)
    row = terraces(network, by=keeper).pk
    with pytest.raises(NotAllowed):
        show_endowment(by=keeper, endowment=row, public=True)
    show_endowment(by=network.actor("secretary_a"), endowment=row, public=True)
    with pytest.raises(NotAllowed):
        withdraw_endowment(by=keeper, endowment=row, reason="不要了")
    assert [line.id for line in public_endowments(network.village_a.pk)] == [row]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "gold"}, "kind"),
        ({"text": " "}, "text"),
        ({"quantity": "很多"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": ""}, "quantity"),
        ({"unit": ""}, "quantity"),
        ({"unit": "handfuls"}, "unit"),
        ({"client_key": "x" * 65}, ""),
    ],
)
def test_bad_input_names_its_field(network: Network, values: dict[str, Any], field: str) -> None:
    """Each mistake is refused beside its field and nothing is written."""
    with pytest.raises(Refused) as refused:
        terraces(network, **values)
    assert refused.value.field == field
    assert endowments(ROOT) == []


def test_a_form_sent_twice_is_one_endowment(network: Network) -> None:
    """The same key of one organisation is one row and one event."""
    assert terraces(network, client_key="k").pk == terraces(network, client_key="k").pk
    assert EventRecord.objects.filter(name="exchange.endowment_recorded").count() == 1


@pytest.mark.parametrize("who", ["secretary_b", "editor", "visitor"])
def test_those_without_a_part_neither_see_nor_change_what_is_not_shown(network: Network, who: str) -> None:
    """Another village, the media centre and a visitor: empty lists, nothing there; what is shown they see
    and still do not change."""
    by = Actor.visitor() if who == "visitor" else network.actor(who)
    row = terraces(network).pk
    assert endowments(by) == endowments(by, organisation=network.village_a.pk) == []
    with pytest.raises(NotAllowed):
        terraces(network, by=by)
    for refusal in (NotThere, NotAllowed):
        with pytest.raises(refusal):
            show_endowment(by=by, endowment=row, public=False)
        with pytest.raises(refusal):
            withdraw_endowment(by=by, endowment=row, reason="闯")
        show_endowment(by=network.actor("secretary_a"), endowment=row, public=True)
    assert [line.id for line in endowments(by)] == [row]


def test_those_who_run_the_joint_group_see_what_its_villages_have(network: Network) -> None:
    """The leader of the group finds it also where it is not shown, and does not change it."""
    row = terraces(network).pk
    assert endowments(network.actor("leader")) == []
    joint_group(network)
    assert [line.id for line in endowments(network.actor("leader"))] == [row]
    with pytest.raises(NotAllowed):
        show_endowment(by=network.actor("leader"), endowment=row, public=True)
