"""The board of stations and the inboxes in the office."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjian.apps.islands.models import Inbox, Station, StationFault
from lianjian.foundation.models import EventRecord
from lianjian_feed.cards import Card
from lianjian_feed.parcels import Counts, Report
from tests.apps.islands.box import Box, enrolled, party_inbox, posted
from tests.network import ROOT, Network
from tests.web.office.test_office import KEY, signed_in, told

if TYPE_CHECKING:
    from pathlib import Path

BOARD = "/office/stations/"


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    (settings.HOME / "feed").mkdir(parents=True)
    return settings.HOME


def card_of(box: Box) -> dict[str, object]:
    return {"client_key": f"{KEY}{box.id}", "card": SimpleUploadedFile("card.json", box.card())}


def test_a_station_is_enrolled_in_two_steps(network: Network) -> None:
    """The card, then its number compared; without the comparison nothing is believed. Then lost, found, replaced."""
    box, client = Box(), signed_in(network, "secretary_a")
    assert "还没有登记" in told(client.get(BOARD))
    bad = {"client_key": KEY, "card": SimpleUploadedFile("card.json", b"{}")}
    assert client.post(f"{BOARD}enrol/", bad).status_code == 422
    assert client.post(f"{BOARD}enrol/", card_of(box)).status_code == 302
    page = client.get(f"{BOARD}enrol/compare/")
    assert Card.parse(box.card()).number in page.content.decode()
    assert "张洋村" in page.content.decode()
    sent = {"client_key": KEY + "c", "village": "张洋村", "box": box.id}
    assert client.post(f"{BOARD}enrol/compare/", sent).status_code == 422
    assert not Station.objects.by(ROOT).exists()
    for _ in range(2):
        assert client.post(f"{BOARD}enrol/compare/", {**sent, "compared": "on"}).status_code == 302
    here = f"{BOARD}{box.id}/"
    assert here in client.get(BOARD).content.decode()
    assert "未知" in told(client.get(BOARD))
    assert "还没有收到过" in told(client.get(here))
    assert "日志只增不改" not in told(client.get(here))
    assert client.post(f"{here}lost/", {"client_key": KEY + "l"}).status_code == 302
    assert "已遗失" in told(client.get(here))
    assert client.post(f"{here}found/", {"client_key": KEY + "f"}).status_code == 302
    fresh = Box()
    assert client.post(f"{here}replace/", card_of(fresh)).status_code == 302
    assert "旧机器退役" in told(client.get(f"{here}replace/compare/"))
    sent = {"client_key": KEY + "r", "compared": "on", "box": fresh.id}
    assert client.post(f"{here}replace/compare/", sent).status_code == 302
    assert set(Station.objects.by(ROOT).filter(retired_at=None).values_list("number", flat=True)) == {
        fresh.id
    }


def test_only_the_box_whose_number_was_shown_is_enrolled(network: Network) -> None:
    """A second card sent in another window does not slip in under the number that was compared in the first."""
    compared, other, client = Box(), Box(), signed_in(network, "secretary_a")
    client.post(f"{BOARD}enrol/", card_of(compared))
    page = client.get(f"{BOARD}enrol/compare/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    client.post(f"{BOARD}enrol/", card_of(other))
    sent = {**hidden, "client_key": KEY + "o", "village": "张洋村", "compared": "on"}
    assert client.post(f"{BOARD}enrol/compare/", sent).status_code == 302
    assert not Station.objects.by(ROOT).exists()
    page = told(client.get(f"{BOARD}enrol/compare/"))
    assert "另一台机器的名片" in page
    assert Card.parse(other.card()).number in page
    here = f"{BOARD}{enrolled(network).id}/replace/"
    client.post(here, card_of(Box()))
    assert client.post(f"{here}compare/", {**sent, "box": other.id}).status_code == 302
    assert Station.objects.by(ROOT).count() == 1


def test_what_a_station_told_of_itself_is_in_the_language_of_the_page(network: Network) -> None:
    """Sentences that the hub knows; what only a newer station can say stays English, and says so to readers aloud."""
    box, client = enrolled(network), signed_in(network, "secretary_a")
    told_by_it = ("The disk is nearly full ({free} MB left).", "A thing of {year}.")
    posted(box.parcel(report=Report("0.3.0", 5, 100, is_stale=False, faults=told_by_it)))
    page = client.get(f"{BOARD}{box.id}/").content.decode()
    assert "磁盘快满了（还剩 … MB）" in page
    assert 'lang="en">A thing of ….<' in page


def test_numbers_that_a_village_let_out_are_named(network: Network) -> None:
    """By the kind of request in the language of the page."""
    box, client = enrolled(network), signed_in(network, "secretary_a")
    posted(box.parcel(counts=(Counts("2026-07-01", "2026-09-30", "1", {"farming": 3}),)))
    page = told(client.get(f"{BOARD}{box.id}/"))
    assert "种植养殖 3" in page
    assert "farming" not in page


def test_what_the_hub_found_is_shown_with_its_evidence_and_settled(network: Network) -> None:
    """With the reason, which is needed."""
    box, client = enrolled(network), signed_in(network, "secretary_a")
    box.write()
    posted(box.parcel())
    box.lines[0] = box.lines[0].replace('"send"', '"sold"')
    posted(box.parcel())
    fault, here = StationFault.objects.by(ROOT).get(), f"{BOARD}{box.id}/"
    assert "sold" in told(client.get(here))
    assert "有异常" in told(client.get(BOARD))
    assert client.post(f"{here}faults/{fault.pk}/", {"client_key": KEY, "because": ""}).status_code == 422
    assert client.post(f"{here}faults/{fault.pk}/", {"client_key": KEY, "because": "换盘"}).status_code == 302
    assert "换盘" in told(client.get(here))


@pytest.mark.parametrize("who", ["secretary_b", "liaison", "editor"])
def test_another_house_does_nothing(network: Network, who: str) -> None:
    """Reading, forms and sending; the board is empty but for those who keep the network, and no event is told."""
    box, own = enrolled(network), Box()
    client, here = signed_in(network, who), f"{BOARD}{box.id}/"
    before = EventRecord.objects.count()
    if who != "editor":
        assert (box.id in client.get(BOARD).content.decode()) == (who == "liaison")
    assert client.get(here).status_code == (200 if who == "liaison" else 404)
    for path in ("lost/", "found/", "replace/", "replace/compare/", "faults/1/"):
        assert client.get(f"{here}{path}").status_code == 404
        assert client.post(
            f"{here}{path}", {"client_key": KEY, "compared": "on", "because": "x"}
        ).status_code in {404, 405}
    if who != "editor":
        client.post(f"{BOARD}enrol/", card_of(own))
        sent = {"client_key": KEY + "c", "village": "张洋村", "compared": "on", "box": own.id}
        assert client.post(f"{BOARD}enrol/compare/", sent).status_code == 422
    assert EventRecord.objects.count() == before


def test_inboxes_are_opened_and_closed_by_those_who_keep_the_network(network: Network) -> None:
    """A liaison officer of the association; a village opens its first secretary's and nobody else's."""
    liaison, village = signed_in(network, "liaison"), signed_in(network, "secretary_a")
    party = {
        "client_key": KEY,
        "role": "party",
        "organisation": "测试促进会",
        "categories": ["farming"],
        "days": "5",
    }
    assert village.post("/office/inboxes/new/", party).status_code == 422
    assert liaison.post("/office/inboxes/new/", {**party, "days": "400"}).status_code == 422
    assert liaison.post("/office/inboxes/new/", {**party, "organisation": ""}).status_code == 422
    assert liaison.post("/office/inboxes/new/", party).status_code == 302
    own = {"client_key": KEY + "s", "role": "secretary", "organisation": "张洋村", "days": "7"}
    assert village.post("/office/inboxes/new/", own).status_code == 302
    assert set(Inbox.objects.by(ROOT).values_list("role", flat=True)) == {"party", "secretary"}
    page = told(liaison.get("/office/inboxes/"))
    assert "种地、养殖" in page or "种" in page
    key = Inbox.objects.by(ROOT).get(role="party").key
    assert signed_in(network, "secretary_b").get(f"/office/inboxes/{key}/close/").status_code == 404
    assert liaison.post(f"/office/inboxes/{key}/close/", {"client_key": KEY + "x"}).status_code == 302
    assert Inbox.objects.by(ROOT).get(role="party").closed_at


def test_numbers_are_for_those_who_keep_the_network(network: Network) -> None:
    """A village sees no number of others; the association sees how many wait, and no letter."""
    box, inbox = enrolled(network), party_inbox(network, of=network.media.pk)
    posted(box.parcel(box.letter(inbox)))
    assert re.search(r"等待答复的诉求 1 件", told(signed_in(network, "liaison").get(BOARD)))
    assert "等待答复的诉求" not in told(signed_in(network, "secretary_a").get(BOARD))


def test_the_board_costs_the_same_however_many_there_are(
    network: Network, django_assert_max_num_queries
) -> None:
    """Forty to a page, by a constant number of questions."""
    client = signed_in(network, "secretary_a")
    box = enrolled(network)
    client.get(BOARD)
    first = Station.objects.by(ROOT).get()
    for number in range(90):
        first.pk, first.number, first.key = None, f"st-{number:016x}", f"{number:064x}"
        first.save()
    with django_assert_max_num_queries(24):
        page = client.get(BOARD)
    assert "共 91" in told(page) or "91" in told(page)
    assert page.content.decode().count("data-h=") < 41 * 8
    assert box.id in client.get(f"{BOARD}?q={box.id}").content.decode()
    assert client.get(f"{BOARD}?xlsx=1").status_code == 200
