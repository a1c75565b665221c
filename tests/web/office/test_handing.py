"""Handovers, acting people, what has no hands, and honours in the office."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.models import Acting, Handover, Honour, HonourProof, Mandate
from lianjian.apps.parties.ports import sources
from lianjian.apps.parties.queries.holding import owners_of
from lianjian.apps.parties.rules.open_things import Wanted
from tests.apps.coordination.groups import photo
from tests.apps.parties.handing import Village, leave, newcomer, village
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network


@pytest.fixture
def place(network: Network) -> Village:
    """The association's leader runs village A too."""
    grant_mandate(
        by=ROOT,
        person=network.people["leader"].pk,
        organisation=network.village_a.pk,
        role="leader",
        starts_on=today(),
    )
    return village(network)


def client(network: Network, name: str) -> Client:
    held = Client(headers={"Accept-Language": "zh-hans"})
    held.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return held


def key(number: int = 0) -> dict[str, str]:
    return {"client_key": f"{number:032}"}


def test_a_handover_begins_at_the_village_and_where_a_mandate_ends(network: Network, place: Village) -> None:
    """The party's page names the batch and leads to the handover; the page that ends the mandate says how much is open and
    offers it; both persons are told where it is."""
    leader = client(network, "leader")
    page = leader.get("/office/parties/village-a/").content.decode()
    address = f"/office/mandates/{place.mandate}/handover/"
    assert address in page
    end = leader.get(f"/office/mandates/{place.mandate}/end/").content.decode()
    assert address in end
    assert "7 件" in end
    assert leader.post(address, {**key(), "successor": ""}).status_code == 422
    answer = leader.post(address, {**key(), "successor": place.successor})
    row = Handover.objects.by(ROOT).get()
    assert answer["Location"] == f"/m/handovers/{row.pk}/"
    assert f"/m/handovers/{row.pk}/" in leader.get("/office/parties/village-a/").content.decode()
    assert client(network, "secretary_b").get(address).status_code == 404


def test_ending_a_mandate_strands_nothing(network: Network, place: Village) -> None:
    """After the last day the page of what has no hands lists it with the one to whom it fell, also as a workbook; an acting
    person, granted by the leader with first and last day, takes it from there."""
    leader = client(network, "leader")
    yesterday = today() - timedelta(days=1)
    leader.post(f"/office/mandates/{place.mandate}/end/", {**key(1), "ends_on": yesterday.isoformat()})
    assert Mandate.objects.by(ROOT).get(pk=place.mandate).ends_on == yesterday
    page = leader.get("/office/hands/").content.decode()
    assert {words for words in ("交水样", "缺冷库", "学校边装一盏路灯") if words in page} == {
        "交水样",
        "缺冷库",
        "学校边装一盏路灯",
    }
    book = load_workbook(io.BytesIO(leader.get("/office/hands/?as=xlsx").content))
    assert "交水样" in {row[0].value for row in book.active.iter_rows()}
    deputy = newcomer(network, "代书记")
    form = {
        **key(2),
        "person": f"{deputy} 代书记",
        "role": "first-secretary",
        "instead_of": place.outgoing,
        "starts_on": today().isoformat(),
        "ends_on": (today() - timedelta(days=1)).isoformat(),
        "reason": "等待新一批",
    }
    answer = leader.post("/office/parties/village-a/acting/new/", form)
    assert answer.status_code == 422
    assert "等待新一批" in answer.content.decode()
    form["ends_on"] = (today() + timedelta(days=30)).isoformat()
    assert leader.post("/office/parties/village-a/acting/new/", form).status_code == 302
    assert Acting.objects.by(ROOT).count() == 1
    assert "交水样" not in leader.get("/office/hands/").content.decode()
    things = [
        t
        for s in sources()
        for t in s.things(Wanted(today=today(), organisations=frozenset({place.house})), 99)
    ]
    assert {held.person for held in owners_of(things, today())} == {deputy}
    page = leader.get("/office/parties/village-a/").content.decode()
    assert "等待新一批" in page


def test_everything_open_and_who_has_it(network: Network, place: Village) -> None:
    """Its own people read it, by the page and as a workbook; others get 404. Mandates that ended have their page."""
    leader = client(network, "leader")
    page = leader.get("/office/parties/village-a/open/").content.decode()
    assert "腾出旧祠堂" in page
    assert leader.get("/office/parties/village-a/open/?as=xlsx").status_code == 200
    leave(place)
    assert "张书记" in leader.get("/office/parties/village-a/mandates/").content.decode()
    stranger = client(network, "chief")
    for address in ("open/", "mandates/", "acting/new/", "honours/new/"):
        assert stranger.get(f"/office/parties/village-a/{address}").status_code == 404, address
    assert "交水样" not in stranger.get("/office/hands/").content.decode()


def test_an_honour_with_its_proof(network: Network, place: Village) -> None:
    """Entered once by the leader with a photograph, hidden from everybody until it is shown, then on the village's page;
    taken out, its file is gone."""
    leader, visitor = client(network, "leader"), Client(headers={"Accept-Language": "zh-hans"})
    form = {
        **key(3),
        "title": "全国文明村",
        "granted_by": "中央文明委",
        "granted_on": "2025-05-23",
        "files": SimpleUploadedFile("证书.jpg", photo(), "image/jpeg"),
    }
    address = "/office/parties/village-a/honours/new/"
    for change in ({"files": ""}, {"granted_on": "9999-01-01"}, {"granted_on": "0001-01-01"}, {"title": ""},
                   {"files": SimpleUploadedFile("x.exe", b"MZ")}, {"title": "x" * 10_000}):  # fmt: skip
        assert leader.post(address, {**form, **change}).status_code == 422, change
    form["files"] = SimpleUploadedFile("证书.jpg", photo(), "image/jpeg")
    assert leader.post(address, form).status_code == 302
    assert leader.post(address, form).status_code == 302
    row, proof = Honour.objects.by(ROOT).get(), HonourProof.objects.by(ROOT).get()
    assert visitor.get(f"/honours/{proof.pk}/").status_code == 404
    assert "全国文明村" not in visitor.get("/villages/village-a/").content.decode()
    show = f"/office/parties/village-a/honours/{row.pk}/show/"
    assert client(network, "secretary_b").post(show, {"public": "yes"}).status_code == 404
    assert leader.post(show, {"public": "yes"}).status_code == 302
    assert visitor.get(f"/honours/{proof.pk}/")["Content-Type"] == "image/jpeg"
    assert "全国文明村" in visitor.get("/villages/village-a/").content.decode()
    take_out = f"/office/parties/village-a/honours/{row.pk}/withdraw/"
    assert client(network, "secretary_b").post(take_out, key(4)).status_code == 404
    assert leader.post(take_out, key(4)).status_code == 302
    assert visitor.get(f"/honours/{proof.pk}/").status_code == 404
