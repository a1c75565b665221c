"""Commitments in the office: entered where the agreement is, listed late first, hidden from everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianjian.apps.projects.models import Commitment
from lianjian.foundation.models import EventRecord
from tests.apps.agreements.papers import draft, in_force
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, administrator, signed_in, told


def promise(network: Network, **more: str) -> dict[str, str]:
    """The form as the association fills it in for village A."""
    return {
        "client_key": KEY,
        "giver": str(network.association.pk),
        "receiver": str(network.village_a.pk),
        "text": "培训制茶五十人次",
        "work_area": "training",
        "clause_position": "3",
        "due_on": (today() + timedelta(days=30)).isoformat(),
        "indicator": "培训人次",
        "target": "50",
        "unit": "people-trained",
        **more,
    }


def test_a_commitment_is_entered_where_the_agreement_is(network: Network) -> None:
    """Sent twice it is one; it stands on the agreement's page and in the list of both sides."""
    row = in_force(network)
    client = signed_in(network, "liaison")
    address = f"/office/agreements/{row.pk}/commitments/new/"
    assert address in told(client.get(f"/office/agreements/{row.pk}/"))
    page = told(client.get(address))
    assert "第三条" in page
    assert 'value="village-b"' not in page
    for _ in range(2):
        assert client.post(address, promise(network))["Location"] == f"/office/agreements/{row.pk}/"
    made = Commitment.objects.by(ROOT).get()
    assert (made.giver_id, made.receiver_id, made.clause_position) == (
        network.association.pk,
        network.village_a.pk,
        3,
    )
    for name in ("liaison", "secretary_a"):
        reader = signed_in(network, name)
        assert "培训制茶五十人次" in told(reader.get(f"/office/agreements/{row.pk}/"))
        assert f"/m/commitments/{made.pk}/" in told(reader.get("/office/commitments/"))


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"target": "五十"}, "五十"),
        ({"target": "50", "unit": ""}, "单位"),
        ({"due_on": "2020-01-01"}, "早于"),
        ({"work_area": ""}, "这一项要填"),
        ({"clause_position": "9"}, "9"),
        ({"giver": "9999"}, "9999"),
        ({"text": ""}, "这一项要填"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(network: Network, more: dict[str, str], word: str) -> None:
    """Nonsense comes back with its reason and with what was typed, and nothing is promised."""
    row = in_force(network)
    client = signed_in(network, "liaison")
    answer = client.post(f"/office/agreements/{row.pk}/commitments/new/", promise(network, **more))
    assert answer.status_code == 422
    assert word in told(answer)
    assert "field bad" in told(answer)
    assert not Commitment.objects.by(ROOT).exists()


def test_giver_and_receiver_are_two(network: Network) -> None:
    """A party that promises itself something is told so beside the receiver."""
    row = in_force(network)
    client = signed_in(network, "liaison")
    same = promise(network, receiver=str(network.association.pk))
    answer = client.post(f"/office/agreements/{row.pk}/commitments/new/", same)
    assert answer.status_code == 422
    assert not Commitment.objects.by(ROOT).exists()


def test_a_promise_without_agreement_finds_its_receiver_by_name(network: Network) -> None:
    """Any organisation can be typed: several that fit are named, none is said, one is taken; suggestions are full names."""
    client = signed_in(network, "liaison")
    sent = promise(network, receiver="村")
    answer = client.post("/office/commitments/new/", sent)
    assert answer.status_code == 422
    assert "张洋村" in told(answer)
    assert client.post("/office/commitments/new/", {**sent, "receiver": "没有的"}).status_code == 422
    assert client.post("/office/commitments/new/", {**sent, "receiver": "乙村"}).status_code == 302
    assert Commitment.objects.by(ROOT).get().receiver_id == network.village_b.pk


def test_the_list_sorts_by_state_and_says_when_it_is_empty(network: Network) -> None:
    """Open, late, settled; an area narrows; the empty one says where to begin."""
    client = signed_in(network, "liaison")
    assert "到协议" in told(client.get("/office/commitments/")).replace(" ", "")
    row = in_force(network)
    client.post(f"/office/agreements/{row.pk}/commitments/new/", promise(network))
    assert "培训制茶五十人次" not in told(client.get("/office/commitments/?state=late"))
    Commitment.objects.by(ROOT).update(due_on=today() - timedelta(days=3))
    late = told(client.get("/office/commitments/?state=late&area=training"))
    assert "培训制茶五十人次" in late
    assert "培训制茶五十人次" in told(client.get("/office/"))
    assert "培训制茶五十人次" not in told(client.get("/office/commitments/?area=industry"))
    assert "培训制茶五十人次" not in told(client.get("/office/commitments/?state=settled"))


def test_strangers_find_no_commitment_and_enter_none(network: Network) -> None:
    """The secretary of village B: 404 by reading and by sending, and nothing is written; nobody promises for others."""
    row = in_force(network)
    signed_in(network, "liaison").post(f"/office/agreements/{row.pk}/commitments/new/", promise(network))
    before = EventRecord.objects.count()
    stranger = signed_in(network, "secretary_b")
    address = f"/office/agreements/{row.pk}/commitments/new/"
    for got in (stranger.get(address), stranger.post(address, promise(network, client_key=KEY + "x"))):
        assert got.status_code == 404
    assert "培训制茶五十人次" not in told(stranger.get("/office/commitments/"))
    foreign = promise(network, client_key=KEY + "y", receiver="乙村")
    assert stranger.post("/office/commitments/new/", foreign).status_code == 422
    village = signed_in(network, "secretary_a")
    for_them = promise(network, client_key=KEY + "z", receiver=str(network.media.pk))
    assert village.post(address, for_them).status_code == 422
    assert signed_in(network, "editor").get("/office/commitments/").status_code == 404
    assert EventRecord.objects.count() == before


def test_an_agreement_that_is_over_takes_no_promise(network: Network) -> None:
    """Ended or withdrawn: the page offers no form, and the address is not there."""
    from lianjian.apps.agreements.actions.close_agreement import close_agreement

    row = draft(network)
    client = administrator()
    assert client.get(f"/office/agreements/{row.pk}/commitments/new/").status_code == 200
    close_agreement(by=network.actor("liaison"), agreement=row.pk, reason="不签了")
    assert client.get(f"/office/agreements/{row.pk}/commitments/new/").status_code == 404
