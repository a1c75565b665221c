"""Endowments on a party's page, the experts of the think tank, and the figures of synergy."""

from __future__ import annotations

import re
from dataclasses import replace

from lianjian.apps.exchange.models import Endowment, ExpertProfile
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.foundation.models import EventRecord
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, signed_in, told

PARTY = "/office/parties/village-a/"


def endowment(**more: str) -> dict[str, str]:
    return {"client_key": KEY, "kind": "produce", "text": "老茶树", "quantity": "30", "unit": "mu", **more}


def test_an_endowment_is_recorded_shown_and_withdrawn(network: Network) -> None:
    """Once; a number without unit is refused beside it; withdrawn only with the reason."""
    client = signed_in(network, "secretary_a")
    assert client.post(f"{PARTY}endowments/new/", endowment(unit="")).status_code == 422
    assert client.post(f"{PARTY}endowments/new/", endowment(quantity="三十")).status_code == 422
    for _ in range(2):
        assert client.post(f"{PARTY}endowments/new/", endowment()).status_code == 302
    row = Endowment.objects.by(ROOT).get()
    here = f"{PARTY}endowments/{row.pk}/"
    assert "老茶树" in told(client.get(PARTY))
    assert "老茶树" not in told(signed_in(network, "secretary_b").get(PARTY))
    for public in ("yes", "no", "yes"):
        client.post(f"{here}show/", {"public": public})
        assert Endowment.objects.by(ROOT).get().public is (public == "yes")
    assert "老茶树" in told(signed_in(network, "secretary_b").get(PARTY))
    assert client.post(f"{here}withdraw/", {"client_key": KEY + "1", "reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(f"{here}withdraw/", {"client_key": KEY + "2", "reason": "砍了"}).status_code == 302
    assert "老茶树" not in told(client.get(PARTY))


def test_strangers_change_no_endowment(network: Network) -> None:
    """The secretary of village B: 404 by reading and by sending; the own address does not reach what another house has."""
    client = signed_in(network, "secretary_a")
    client.post(f"{PARTY}endowments/new/", endowment(public="on"))
    row = Endowment.objects.by(ROOT).get()
    before = EventRecord.objects.count()
    stranger = signed_in(network, "secretary_b")
    for house in ("village-a", "village-b"):
        here = f"/office/parties/{house}/endowments/{row.pk}/"
        assert stranger.post(f"{here}show/", {"public": "no"}).status_code == 404
        assert stranger.get(f"{here}withdraw/").status_code == 404
    sent = {"client_key": KEY + "s", "reason": "x"}
    assert stranger.post(f"{PARTY}endowments/{row.pk}/withdraw/", sent).status_code == 404
    assert stranger.get(f"{PARTY}endowments/new/").status_code == 404
    assert stranger.post(f"{PARTY}endowments/new/", endowment()).status_code == 404
    assert EventRecord.objects.count() == before


def expert(network: Network, **more: object) -> dict[str, object]:
    return {
        "client_key": KEY,
        "person": f"{network.association.pk}:{network.people['leader'].pk}",
        "fields_known": "果树，土壤",
        "work_areas": ["technology"],
        "profile": "",
        "reachable": "on",
        **more,
    }


def test_an_expert_is_listed_pauses_and_leaves(network: Network) -> None:
    """By the liaison officer of the own house; the name is shown to everybody only by the one who bears it."""
    client = signed_in(network, "liaison")
    refused = client.post("/office/experts/new/", expert(network, public="on"))
    assert refused.status_code == 422
    assert "本人" in told(refused)
    assert client.post("/office/experts/new/", expert(network, fields_known=" ，")).status_code == 422
    for _ in range(2):
        assert client.post("/office/experts/new/", expert(network)).status_code == 302
    row = ExpertProfile.objects.by(ROOT).get()
    assert row.fields == ["果树", "土壤"]
    here = f"/office/experts/{row.pk}/"
    client.post(f"{here}reachable/", {"reachable": "no"})
    assert ExpertProfile.objects.by(ROOT).get().reachable is False
    bearer = signed_in(network, "leader")
    shown = expert(network, client_key=KEY + "1", public="on", fields_known="茶叶")
    assert bearer.post(here, shown).status_code == 302
    assert ExpertProfile.objects.by(ROOT).get().public is True
    assert "茶叶" in told(signed_in(network, "secretary_b").get("/office/experts/?area=technology"))
    for _ in range(2):
        assert client.post(f"{here}retire/", {"client_key": KEY + "2"}).status_code == 302
    assert "茶叶" not in told(client.get("/office/experts/"))


def test_an_expert_decides_about_the_own_entry(network: Network) -> None:
    """Somebody with any mandate, without the office: lists and shows themselves, nobody else, and finds no other page."""
    keeper = signed_in(network, "keeper_a")
    page = told(keeper.get("/office/experts/new/"))
    assert "张站长" in page
    assert "张书记" not in page
    assert "/office/agreements/" not in page
    assert "/office/experts/" in told(keeper.get("/m/"))
    own = expert(network, person=f"{network.village_a.pk}:{network.people['keeper_a'].pk}", public="on")
    assert keeper.post("/office/experts/new/", own).status_code == 302
    assert ExpertProfile.objects.by(ROOT).get().public is True
    other = expert(
        network, client_key=KEY + "o", person=f"{network.village_a.pk}:{network.people['secretary_a'].pk}"
    )
    assert keeper.post("/office/experts/new/", other).status_code == 422


def test_strangers_change_no_expert(network: Network) -> None:
    """The secretary of village B reads the list; every other address is 404, and nothing is written."""
    signed_in(network, "liaison").post("/office/experts/new/", expert(network))
    row = ExpertProfile.objects.by(ROOT).get()
    before = EventRecord.objects.count()
    stranger = signed_in(network, "secretary_b")
    assert stranger.get("/office/experts/").status_code == 200
    for address in (f"/office/experts/{row.pk}/", f"/office/experts/{row.pk}/retire/"):
        for got in (stranger.get(address), stranger.post(address, expert(network))):
            assert got.status_code == 404, address
    assert stranger.post("/office/experts/new/", expert(network, client_key=KEY + "s")).status_code == 422
    assert stranger.post(f"/office/experts/{row.pk}/reachable/", {"reachable": "no"}).status_code == 404
    assert EventRecord.objects.count() == before


def achieved(network: Network, *parties: int, value: str, unit: str = "yuan") -> None:
    made = report_outcome(
        by=network.actor("secretary_a"),
        reported_by=network.village_a.pk,
        text=f"成效{value}",
        unit=unit,
        value=value,
        parties=parties,
        happened_on=today(),
        work_area="industry",
    )
    # what a party achieved alone is seen by those who look after it; here by whoever looks after everybody
    verify_outcome(by=replace(network.actor("liaison"), network_wide=True), outcome=made.pk)


def test_synergy_shows_its_figures_and_what_is_behind_each(network: Network) -> None:
    """Together 120, alone 20, index 12.00; a unit without anything alone says why it has no index; strangers see
    numbers without words; nonsense in the address is 404."""
    client = signed_in(network, "secretary_a")
    assert 'class="empty"' in told(client.get("/office/synergy/"))
    village, house = network.village_a.pk, network.association.pk
    achieved(network, village, house, value="100")
    achieved(network, village, value="20")
    achieved(network, village, house, value="7", unit="jobs")
    page = told(client.get("/office/synergy/"))
    assert "12.00" in page
    assert "无指数" in page
    links = re.findall(r'href="(/office/synergy/[^"]+)"', page)
    assert len(links) >= 6
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    alone = told(client.get(f"/office/synergy/yuan/?what=alone&party={village}"))
    assert "成效20" in alone
    assert "成效100" not in alone
    stranger = told(signed_in(network, "secretary_b").get("/office/synergy/yuan/?what=together"))
    assert "120" in stranger
    assert "成效100" not in stranger
    assert "成效20" not in stranger
    for wrong in (
        "gold/",
        "yuan/?what=love",
        "yuan/?what=alone",
        "yuan/?what=share&party=x",
        "yuan/?what=share&party=99",
    ):
        assert client.get(f"/office/synergy/{wrong}").status_code == 404, wrong
    assert client.get("/office/synergy/?since=2100-01-01").status_code == 200
    assert client.get("/office/synergy/?since=nonsense").status_code == 200
    assert signed_in(network, "editor").get("/office/synergy/").status_code == 404
