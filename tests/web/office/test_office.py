"""The office: who gets in, parties entered, mandates given."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from lianjian.apps.agreements.actions.answer_initiative import answer_initiative
from lianjian.apps.agreements.actions.draft_initiative import draft_initiative
from lianjian.apps.agreements.actions.publish_initiative import publish_initiative
from lianjian.apps.parties.models import Account, Mandate, Organisation, Person, Posting
from lianjian.foundation.models import EventRecord
from tests.apps.agreements.papers import SCRIPT, draft
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import Initiative, InitiativeResponse

KEY = "0123456789abcdef"


def signed_in(network: Network, name: str) -> Client:
    client = Client()
    client.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def administrator() -> Client:
    account = Account.objects.create_superuser("root-of-office", password="long-enough-for-tests")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(answer: Any) -> str:
    return str(answer.content.decode())


def a_call(network: Network) -> Initiative:
    by = network.actor("liaison")
    row = draft_initiative(
        by=by, organisation=network.association.pk, key="first-call", title="倡议", text="一起来。"
    )
    publish_initiative(by=by, initiative=row.pk)
    return row


def an_answer(network: Network, call: Initiative) -> InitiativeResponse:
    return answer_initiative(
        by=network.actor("secretary_b"),
        initiative=call.pk,
        organisation_name="丙村",
        contact_name="丙联系人",
        contact="13800000000",
    )


PARTY = {
    "client_key": KEY,
    "kind": "village",
    "division": "350303108204",
    "name": "丙村委会",
    "short_name": "丙村",
    "key": "village-c",
    "joined_on": "",
    "profile": SCRIPT,
}


# -- who gets in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["editor", "reviewer", "keeper_a"])
def test_whoever_runs_nothing_finds_no_office(network: Network, name: str) -> None:
    """An editor or station keeper who guesses the addresses gets 404 for each."""
    row, call = draft(network), a_call(network)
    client = signed_in(network, name)
    for address in (
        "/office/",
        "/office/parties/",
        "/office/parties/association/",
        "/office/agreements/",
        f"/office/agreements/{row.pk}/",
        "/office/calls/",
        f"/office/calls/{call.key}/",
        "/office/places/?q=张洋",
    ):
        assert client.get(address).status_code == 404, address


def test_nobody_signed_in_is_asked_to_sign_in(db: None) -> None:
    """A visitor goes to the sign-in page and back."""
    answer = Client().get("/office/agreements/")
    assert answer["Location"] == "/sign-in/?next=/office/agreements/"


def test_a_stranger_who_runs_another_party_sees_and_changes_nothing(network: Network) -> None:
    """The secretary of village B, in the office of right, guesses every address of an agreement, a call and a house that are
    not theirs: 404 or 403, by reading and by sending, and nothing has moved."""
    row, call = draft(network), a_call(network)
    answer = an_answer(network, call)
    mandate = Mandate.objects.by(ROOT).get(person=network.people["liaison"])
    client = signed_in(network, "secretary_b")
    assert client.get("/office/").status_code == 200
    shut = [
        reverse("office:agreement", args=[row.pk]),
        reverse("office:terms", args=[row.pk]),
        reverse("office:agreement-parties", args=[row.pk]),
        reverse("office:freeze", args=[row.pk]),
        reverse("office:paper", args=[row.pk]),
        reverse("office:agreement-pdf", args=[row.pk]),
        reverse("office:agreement-docx", args=[row.pk]),
        reverse("office:scan-new", args=[row.pk]),
        reverse("office:clause-new", args=[row.pk]),
        reverse("office:clause", args=[row.pk, 1]),
        reverse("office:clause-remove", args=[row.pk, 1]),
        reverse("office:call-new"),
        reverse("office:call-publish", args=[call.key]),
        reverse("office:call-close", args=[call.key]),
        reverse("office:answer", args=[call.key, answer.pk]),
        reverse("office:party-new"),
        reverse("office:mandate-new", args=["association"]),
        reverse("office:posting-new", args=["village-a"]),
        reverse("office:mandate-end", args=[mandate.pk]),
    ]
    forms = {"client_key": KEY, "title": "改", "text": "改", "ends_on": today().isoformat(), "to": "declined"}
    before = EventRecord.objects.count()
    for address in shut:
        for got in (client.get(address), client.post(address, {**forms, "seen_revision": row.revision})):
            assert got.status_code in {403, 404, 405}, address
            assert "共联共建协议" not in told(got)
            assert "13800000000" not in told(got)
    assert EventRecord.objects.count() == before
    assert "共联共建协议" not in told(client.get("/office/")) + told(client.get("/office/agreements/"))
    page = told(client.get("/office/calls/first-call/"))
    assert "13800000000" not in page
    assert "甲联络" not in told(client.get("/office/parties/association/"))


# -- parties -----------------------------------------------------------------------------------------------------


def test_an_organisation_is_entered_once(network: Network) -> None:
    """The form sent twice enters one organisation; its words are text, not markup."""
    client = administrator()
    page = told(client.get("/office/parties/new/"))
    assert re.search(r'name="client_key" value="[0-9a-f]{32}"', page)
    for _ in range(2):
        answer = client.post("/office/parties/new/", PARTY)
        assert answer["Location"] == "/office/parties/village-c/"
    row = Organisation.objects.get(key="village-c")
    assert row.division_id == "350303108204"
    assert EventRecord.objects.filter(name="parties.organisation_registered").count() == 5
    assert SCRIPT not in told(client.get("/office/parties/village-c/"))


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("key", "中文", "小写字母"),
        ("key", "village-a", "已在名册"),
        ("name", "张洋村", "已在名册"),
        ("division", "没有这个地方", "没有这个地方"),
        ("division", "", "12 位"),
        ("kind", "palace", "palace"),
        ("joined_on", "昨天", "日期"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(network: Network, field: str, value: str, word: str) -> None:
    """Nonsense comes back with its reason and with what was typed, and nothing is entered."""
    client = administrator()
    answer = client.post("/office/parties/new/", {**PARTY, field: value})
    assert answer.status_code == 422
    page = told(answer)
    assert word in page
    assert "丙村" in page
    assert not Organisation.objects.filter(name="丙村委会").exists()


def test_a_place_is_found_without_script(network: Network) -> None:
    """A part of a name that fits several places comes back with them to choose from; the choice is taken."""
    client = administrator()
    answer = client.post("/office/parties/new/", {**PARTY, "division": "村委会"})
    page = told(answer)
    assert answer.status_code == 422
    assert 'name="place" value="350303108204"' in page
    client.post("/office/parties/new/", {**PARTY, "division": "村委会", "place": "350303108204"})
    assert Organisation.objects.get(key="village-c").division_id == "350303108204"


def test_places_are_suggested(network: Network) -> None:
    """Find as you type: code and path."""
    found = signed_in(network, "liaison").get("/office/places/", {"q": "涵江 张洋"}).json()["places"]
    assert found == ["350303108203 福建省 莆田市 涵江区 新县镇 张洋村委会"]


def test_a_liaison_officer_gives_and_ends_a_mandate(network: Network) -> None:
    """A new person gets a role, once however often the form is sent; the last day is set later."""
    client = signed_in(network, "liaison")
    form = {"client_key": KEY, "name": "新同事", "role": "member", "starts_on": today().isoformat()}
    for _ in range(2):
        assert client.post("/office/parties/association/mandates/new/", form).status_code == 302
    person = Person.objects.by(ROOT).get(name="新同事")
    held = Mandate.objects.by(ROOT).get(person=person)
    assert "新同事" in told(client.get("/office/parties/association/"))
    early = {"client_key": KEY + "1", "ends_on": (today() - timedelta(days=3)).isoformat()}
    answer = client.post(f"/office/mandates/{held.pk}/end/", early)
    assert answer.status_code == 422
    assert "早于" in told(answer) or "之前" in told(answer)
    client.post(f"/office/mandates/{held.pk}/end/", {"client_key": KEY + "2", "ends_on": today().isoformat()})
    assert Mandate.objects.by(ROOT).get(pk=held.pk).ends_on == today()


def test_a_person_is_chosen_or_entered_not_both(network: Network) -> None:
    """Both, and neither, are refused beside the field; somebody of another house cannot be chosen by number."""
    client = signed_in(network, "liaison")
    form = {"client_key": KEY, "role": "member", "starts_on": today().isoformat()}
    address = "/office/parties/association/mandates/new/"
    before = Mandate.objects.by(ROOT).count()
    for more in (
        {},
        {"name": "新", "person": str(network.people["leader"].pk)},
        {"person": str(network.people["secretary_b"].pk)},
    ):
        assert client.post(address, {**form, **more}).status_code == 422
    assert Mandate.objects.by(ROOT).count() == before
    assert not Person.objects.by(ROOT).filter(name="新").exists()


def test_a_first_secretary_is_posted_by_batch_and_term(network: Network) -> None:
    """The next batch follows the one before; a term that overlaps is refused and leaves no half-made person."""
    client = administrator()
    last = Posting.objects.by(ROOT).get(village=network.village_a).ends_on
    address = "/office/parties/village-a/postings/new/"
    form = {"client_key": KEY, "name": "下一批书记", "batch": "7"}
    overlap = {"starts_on": last.isoformat(), "ends_on": (last + timedelta(days=700)).isoformat()}
    answer = client.post(address, {**form, **overlap})
    assert answer.status_code == 422
    assert "已有驻村第一书记" in told(answer) or "第一书记" in told(answer)
    assert not Person.objects.by(ROOT).filter(name="下一批书记").exists()
    term = {
        "starts_on": (last + timedelta(days=1)).isoformat(),
        "ends_on": (last + timedelta(days=700)).isoformat(),
    }
    for _ in range(2):
        assert client.post(address, {**form, **term}).status_code == 302
    posting = Posting.objects.by(ROOT).get(batch=7)
    assert posting.person.name == "下一批书记"
    assert client.get("/office/parties/media/postings/new/").status_code == 404
