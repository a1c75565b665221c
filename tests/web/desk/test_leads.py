"""A lead on its way: offered on the phone, read and answered at the desk, answered back to its writer."""

from __future__ import annotations

from lianjian.apps.newsroom.actions.withdraw_lead import withdraw_lead
from lianjian.apps.newsroom.models import Lead, Story
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from tests.apps.newsroom.test_leads import WORDS, an_entry, offered
from tests.network import ROOT, Network, today
from tests.web.desk.test_desk import a_stranger, signed_in


def test_from_the_phone_to_a_draft_and_back(network: Network) -> None:
    """The writer offers on the page of the entry; the editor reads words and picture, makes a draft; the writer reads the
    answer on the entry, in the list and in its workbook."""
    entry = an_entry(network)
    phone, desk = signed_in(network, "secretary_a"), signed_in(network, "editor")
    assert f"/m/log/{entry}/offer/" in phone.get(f"/m/log/{entry}/").content.decode()
    blank = phone.get(f"/m/log/{entry}/offer/").content.decode()
    assert f'name="newsroom" value="{network.media.pk}"' in blank
    form = {"newsroom": network.media.pk, "note": "可以来拍"}
    assert phone.post(f"/m/log/{entry}/offer/", {**form, "note": "字" * 301}).status_code == 422
    assert phone.post(f"/m/log/{entry}/offer/", form).status_code == 302
    lead = Lead.objects.by(ROOT).get()
    assert WORDS in desk.get("/desk/leads/").content.decode()
    assert WORDS.partition("。")[0] in desk.get("/desk/").content.decode()
    page = desk.get(f"/desk/leads/{lead.pk}/").content.decode()
    assert "可以来拍" in page
    photo = page.partition(f"/desk/leads/{lead.pk}/photos/")[2].partition("/")[0]
    for size in ("", "?small=1"):
        answer = desk.get(f"/desk/leads/{lead.pk}/photos/{photo}/{size}")
        assert answer["Content-Type"] == "image/jpeg"
    answer = desk.post(f"/desk/leads/{lead.pk}/", {"deed": "take", "title": "", "answer": "周三去"})
    assert answer.status_code == 422
    assert "周三去" in answer.content.decode()
    answer = desk.post(f"/desk/leads/{lead.pk}/", {"deed": "take", "title": "分红", "answer": "周三去"})
    assert answer.status_code == 302
    assert Story.objects.get().title == "分红"
    for address in (f"/m/log/{entry}/", "/m/leads/"):
        assert "周三去" in phone.get(address).content.decode()
    for client, address in ((phone, "/m/leads/"), (desk, "/desk/leads/"), (desk, "/desk/leads/?state=all")):
        assert "spreadsheet" in client.get(address, {"as": "xlsx", "state": "all"})["Content-Type"]


def test_declined_at_the_desk_and_taken_back_on_the_phone(network: Network) -> None:
    """A no needs its word beside the field; a second one can be taken back by its writer."""
    lead, other = offered(network), offered(network)
    phone, desk = signed_in(network, "secretary_a"), signed_in(network, "editor")
    assert desk.post(f"/desk/leads/{lead.pk}/", {"deed": "decline", "answer": ""}).status_code == 422
    assert desk.post(f"/desk/leads/{lead.pk}/", {"deed": "decline", "answer": "上月写过"}).status_code == 302
    assert "上月写过" in phone.get(f"/m/log/{lead.entry_id}/").content.decode()
    assert phone.get(f"/m/leads/{other.pk}/withdraw/").status_code == 405
    assert phone.post(f"/m/leads/{other.pk}/withdraw/").status_code == 302
    assert WORDS not in desk.get(f"/desk/leads/{other.pk}/").content.decode()
    assert WORDS not in desk.get("/desk/leads/?state=all").content.decode()
    answer = phone.post(f"/m/leads/{lead.pk}/withdraw/", follow=True)  # declined meanwhile: said, not done
    assert answer.status_code == 200
    lead.refresh_from_db()
    assert lead.state == "declined"


def test_asked_for_at_the_desk_and_agreed_on_the_phone(network: Network) -> None:
    """An editor with a post in the village asks; the writer sees who asks, on the entry, and agrees."""
    entry = an_entry(network)
    editor = network.people["editor"].pk
    grant_mandate(by=ROOT, person=editor, organisation=network.village_a.pk, role="member", starts_on=today())
    desk, phone = signed_in(network, "editor"), signed_in(network, "secretary_a")
    colleague = signed_in(network, "reviewer")
    assert WORDS in desk.get("/desk/leads/entries/").content.decode()
    assert WORDS not in colleague.get("/desk/leads/entries/").content.decode()
    assert colleague.post("/desk/leads/ask/", {"entry": entry}).status_code == 404
    assert desk.post("/desk/leads/ask/", {"entry": "x"}).status_code == 404
    assert desk.post("/desk/leads/ask/", {"entry": entry}).status_code == 302
    assert WORDS not in colleague.get("/desk/leads/").content.decode()
    page = phone.get(f"/m/log/{entry}/").content.decode()
    assert "媒编辑" in page
    assert f"/m/log/{entry}/offer/" in page
    phone.post(f"/m/log/{entry}/offer/", {"newsroom": network.media.pk, "note": ""})
    assert WORDS in colleague.get("/desk/leads/").content.decode()


def test_others_find_nothing(network: Network) -> None:
    """Another newsroom, another village, a colleague of the village: no page, no picture, no deed."""
    lead = offered(network)
    stranger = a_stranger(network)
    for address in (f"/desk/leads/{lead.pk}/", f"/desk/leads/{lead.pk}/photos/1/"):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"deed": "decline", "answer": "x"}).status_code in {404, 405}
    for who in ("secretary_b", "keeper_a"):
        client = signed_in(network, who)
        assert client.post(f"/m/leads/{lead.pk}/withdraw/").status_code == 404
        assert client.get(f"/m/log/{lead.entry_id}/offer/").status_code == 404
        assert WORDS not in client.get("/m/leads/").content.decode()
    assert "可以来拍" not in signed_in(network, "keeper_a").get(f"/m/log/{lead.entry_id}/").content.decode()
    withdraw_lead(by=network.actor("secretary_a"), lead=lead.pk)
    page = signed_in(network, "editor").get(f"/desk/leads/{lead.pk}/").content.decode()
    assert "可以来拍" not in page
