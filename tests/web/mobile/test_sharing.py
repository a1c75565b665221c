"""The shares of an outcome on the phone: proposed, agreed to, refused with the reason."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.actions.refuse_shares import refuse_shares
from lianjian.apps.projects.queries import outcome, shares_to_answer
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.apps.projects.test_shares import counted, reported
from tests.web.office.test_office import KEY, signed_in, told

if TYPE_CHECKING:
    from tests.network import Network


def houses(network: Network) -> tuple[int, int, int]:
    return network.association.pk, network.media.pk, network.village_a.pk


def test_on_the_phone_shares_are_proposed_refused_and_agreed(network: Network) -> None:
    """Text beside its party keeps what was typed; who is asked finds it among what waits; a refusal needs its reason and
    is read by all; with the last consent the weights count. Sent twice, each is once."""
    key = reported(network, None)
    one, two, three = houses(network)
    page = f"/m/outcomes/{key}/"
    giver, chief, village = (signed_in(network, who) for who in ("liaison", "chief", "secretary_a"))
    assert f"{page}shares/" in giver.get(page).content.decode()
    form = {"organisation": one, f"weight_{one}": "2", f"weight_{two}": "1", f"weight_{three}": "1"}
    wrong = giver.post(f"{page}shares/", form | {f"weight_{two}": "两份"})
    assert (wrong.status_code, 'value="两份"' in wrong.content.decode()) == (422, True)
    assert re.search(rf'name="weight_{two}"[^>]*aria-invalid', wrong.content.decode())
    assert not re.search(rf'name="weight_{one}"[^>]*aria-invalid', wrong.content.decode())
    for _time in range(2):
        assert giver.post(f"{page}shares/", form)["Location"] == f"{page}#shares"
    assert EventRecord.objects.filter(name="projects.shares_proposed").count() == 1
    assert f"{page}#shares" in chief.get("/m/").content.decode()
    assert f"{page}#shares" not in giver.get("/m/").content.decode()
    seen = outcome(network.actor("chief"), key).shares_seen
    blank = chief.post(f"{page}shares/{two}/refuse/", {"seen": seen, "reason": " "})
    assert blank.status_code == 422
    for _time in range(2):
        said = chief.post(f"{page}shares/{two}/refuse/", {"seen": seen, "reason": "我们出了两个人"})
        assert said["Location"] == f"{page}#shares"
    assert EventRecord.objects.filter(name="projects.shares_refused").count() == 1
    for who, face in ((village, page), (giver, f"/office/outcomes/{key}/")):
        words = told(who.get(face))
        assert "我们出了两个人" in words
        assert "不同意" in words
    assert f"{page}#shares" not in chief.get("/m/").content.decode()
    for who, house in ((chief, two), (village, three)):
        assert counted() is None
        who.post(f"{page}shares/{house}/agree/", {"seen": seen})
    assert counted() == {one: Decimal(2), two: Decimal(1), three: Decimal(1)}
    assert "我们出了两个人" not in told(village.get(page))


def test_nobody_answers_shares_that_they_did_not_see(network: Network) -> None:
    """Others were proposed meanwhile: neither consent nor refusal holds, and the page says so; a new proposal ends a
    refusal."""
    key = reported(network, None)
    one, two, _three = houses(network)
    by, chief = network.actor("liaison"), network.actor("chief")
    propose_shares(by=by, outcome=key, organisation=one, weights=dict.fromkeys(houses(network), 1))
    old = outcome(chief, key).shares_seen
    refuse_shares(by=chief, outcome=key, organisation=two, seen=old, reason="太少")
    propose_shares(by=by, outcome=key, organisation=one, weights=dict.fromkeys(houses(network), 3))
    assert [line.refusal for line in outcome(chief, key).shares] == ["", "", ""]
    assert [line.id for line in shares_to_answer(chief)] == [key]
    with pytest.raises(Refused, match="meanwhile"):
        refuse_shares(by=chief, outcome=key, organisation=two, seen=old, reason="太少")
    client = signed_in(network, "chief")
    assert (
        client.post(f"/m/outcomes/{key}/shares/{two}/refuse/", {"seen": old, "reason": "太少"}).status_code
        == 422
    )
    client.post(f"/m/outcomes/{key}/shares/{two}/agree/", {"seen": old})
    assert "被改过" in told(client.get(f"/m/outcomes/{key}/"))
    assert outcome(chief, key).shares[1].agreed_at is None


def test_a_consent_can_be_taken_back_by_a_refusal(network: Network) -> None:
    """The weights count no more from then on."""
    key = reported(network, None)
    one, two, three = houses(network)
    propose_shares(
        by=network.actor("liaison"), outcome=key, organisation=one, weights={one: 1, two: 1, three: 2}
    )
    seen = outcome(network.actor("chief"), key).shares_seen
    for who, house in (("chief", two), ("secretary_a", three)):
        signed_in(network, who).post(f"/m/outcomes/{key}/shares/{house}/agree/", {"seen": seen})
    assert counted() is not None
    refuse_shares(by=network.actor("chief"), outcome=key, organisation=two, seen=seen, reason="算错了")
    assert counted() is None


@pytest.mark.parametrize("who", ["editor", "keeper_a", "secretary_b"])
def test_whoever_may_not_promise_finds_no_way(network: Network, who: str) -> None:
    """A colleague sees what is proposed and has no button; a stranger sees nothing; guessed addresses are not there."""
    key = reported(network, None)
    one, two, three = houses(network)
    propose_shares(
        by=network.actor("liaison"),
        outcome=key,
        organisation=one,
        weights=dict.fromkeys((one, two, three), 1),
    )
    client, seen = signed_in(network, who), outcome(network.actor("chief"), key).shares_seen
    page = client.get(f"/m/outcomes/{key}/")
    assert page.status_code == (404 if who == "secretary_b" else 200)
    assert "/shares/" not in page.content.decode()
    assert client.get(f"/m/outcomes/{key}/shares/").status_code == 404
    for house in (two, three):
        assert client.get(f"/m/outcomes/{key}/shares/{house}/refuse/").status_code == 404
        client.post(f"/m/outcomes/{key}/shares/{house}/agree/", {"seen": seen})
    assert [line.agreed_at is None for line in outcome(network.actor("chief"), key).shares] == [
        False,
        True,
        True,
    ]
    for house in (two, three):
        with pytest.raises((NotAllowed, Refused)):
            refuse_shares(by=network.actor(who), outcome=key, organisation=house, seen=seen, reason="闯")


def test_in_the_office_shares_are_refused_with_the_reason(network: Network) -> None:
    """The same verb, the same words."""
    key = reported(network, None)
    one, two, three = houses(network)
    propose_shares(
        by=network.actor("liaison"),
        outcome=key,
        organisation=one,
        weights=dict.fromkeys((one, two, three), 1),
    )
    here, client = f"/office/outcomes/{key}/shares/refuse/{two}/", signed_in(network, "chief")
    assert here in client.get(f"/office/outcomes/{key}/").content.decode()
    form = {"client_key": KEY, "seen": outcome(network.actor("chief"), key).shares_seen}
    assert client.post(here, form).status_code == 422
    assert client.post(here, form | {"reason": "太少"}).status_code == 302
    assert outcome(network.actor("chief"), key).shares[1].refusal == "太少"
    assert signed_in(network, "liaison").get(here).status_code == 404
