"""The office: parties entered, mandates given, agreements drafted and opened for signature, answers taken on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lianjian.apps.agreements.actions.answer_initiative import answer_initiative
from lianjian.apps.agreements.actions.draft_initiative import draft_initiative
from lianjian.apps.agreements.actions.publish_initiative import publish_initiative
from lianjian.apps.agreements.models import Agreement, Clause, Initiative, InitiativeResponse
from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.parties.models import Account, Mandate, Organisation, Person, Posting
from lianjian.foundation.models import EventRecord
from tests.apps.agreements.papers import SCRIPT, draft, frozen, sign
from tests.network import ROOT, Network, today

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


# -- agreements --------------------------------------------------------------------------------------------------


def agreement_form(network: Network, **more: str) -> dict[str, str]:
    form = {
        "client_key": KEY,
        "title": "三方共建协议",
        "party_1": network.association.name,
        "role_1": "牵头单位",
        "party_2": network.media.name,
        "party_3": network.village_a.name,
        "clauses": f"总则\n各方互相帮助。\n\n第二条只有一句话。{SCRIPT}",
    }
    return {**form, **more}


def test_an_agreement_is_drafted_once_with_parties_and_clauses(network: Network) -> None:
    """Twice sent is one draft; blocks of the text became clauses with and without heading."""
    client = signed_in(network, "liaison")
    for _ in range(2):
        answer = client.post("/office/agreements/new/", agreement_form(network))
    row = Agreement.objects.by(ROOT).get()
    assert answer["Location"] == f"/office/agreements/{row.pk}/"
    card = agreement_card(network.actor("liaison"), row.pk)
    assert [party.role for party in card.parties] == ["牵头单位", "", ""]
    assert [(one.heading, one.text[:3]) for one in card.clauses] == [("总则", "各方互"), ("", "第二条")]
    for address in (f"/office/agreements/{row.pk}/", f"/office/agreements/{row.pk}/print/"):
        page = told(client.get(address))
        assert "各方互相帮助" in page
        assert SCRIPT not in page


def test_a_party_named_twice_is_said_beside_the_parties(network: Network) -> None:
    """The refusal stands beside the first party and keeps the clauses that were typed."""
    client = signed_in(network, "liaison")
    form = agreement_form(network, party_2=network.association.name)
    answer = client.post("/office/agreements/new/", form)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in told(answer)
    assert "各方互相帮助" in told(answer)
    assert not Agreement.objects.by(ROOT).exists()


def test_an_edit_reopens_signing(network: Network) -> None:
    """Fixed by the button, signed by one; a changed clause makes the text open again and says so before."""
    row = draft(network)
    client = signed_in(network, "liaison")
    client.post(f"/office/agreements/{row.pk}/freeze/", {"seen_revision": "1"})
    card = agreement_card(network.actor("liaison"), row.pk)
    assert card.sha256
    from lianjian.apps.agreements.models import AgreementText

    sign(network, AgreementText.objects.by(ROOT).get(), "leader")
    assert "1 / 3" in told(client.get(f"/office/agreements/{row.pk}/"))
    page = told(client.get(f"/office/agreements/{row.pk}/clauses/1/"))
    assert "重新签署" in page
    form = {
        "client_key": KEY,
        "heading": "总则",
        "text": "改了的话。",
        "seen_revision": str(card.revision),
    }
    for _ in range(2):
        assert client.post(f"/office/agreements/{row.pk}/clauses/1/", form).status_code == 302
    after = agreement_card(network.actor("liaison"), row.pk)
    assert (after.sha256, after.clauses[0].text) == ("", "改了的话。")


def test_nobody_writes_over_another_ones_change(network: Network) -> None:
    """A form opened on an older revision is refused with the reason; what was typed stays on the page."""
    row = draft(network)
    client = signed_in(network, "liaison")
    form = {"client_key": KEY, "heading": "", "text": "我的话", "seen_revision": str(row.revision)}
    client.post(f"/office/agreements/{row.pk}/clauses/1/", form)
    late = {**form, "client_key": KEY + "9", "text": "晚到的话"}
    answer = client.post(f"/office/agreements/{row.pk}/clauses/2/", late)
    assert answer.status_code == 422
    assert "晚到的话" in told(answer)
    assert not Clause.objects.by(ROOT).filter(text="晚到的话").exists()


def test_clauses_are_added_and_taken_out(network: Network) -> None:
    """One more at the end, then the first one out: the others move up."""
    row = draft(network)
    client = signed_in(network, "liaison")
    new = {"client_key": KEY, "heading": "附则", "text": "自签署之日起生效。", "seen_revision": "1"}
    client.post(f"/office/agreements/{row.pk}/clauses/new/", new)
    revision = agreement_card(network.actor("liaison"), row.pk).revision
    out = {"client_key": KEY + "2", "seen_revision": str(revision)}
    for _ in range(2):
        assert client.post(f"/office/agreements/{row.pk}/clauses/1/remove/", out).status_code == 302
    headings = [one.heading for one in agreement_card(network.actor("liaison"), row.pk).clauses]
    assert headings == ["产业联兴", "人才联育", "附则"]


def test_terms_and_parties_are_changed(network: Network) -> None:
    """Title, term and the order of the parties; a term that ends before it begins is refused beside the field."""
    row = draft(network)
    client = signed_in(network, "liaison")
    terms = {"client_key": KEY, "title": "新题目", "starts_on": "2026-01-02", "ends_on": "2026-01-01"}
    assert (
        client.post(f"/office/agreements/{row.pk}/terms/", {**terms, "seen_revision": "1"}).status_code == 422
    )
    good = {**terms, "ends_on": "2028-01-01", "seen_revision": "1"}
    assert client.post(f"/office/agreements/{row.pk}/terms/", good).status_code == 302
    revision = agreement_card(network.actor("liaison"), row.pk).revision
    form = {
        "client_key": KEY + "3",
        "party_1": network.village_a.name,
        "party_2": network.association.name,
        "seen_revision": str(revision),
    }
    assert client.post(f"/office/agreements/{row.pk}/parties/", form).status_code == 302
    card = agreement_card(network.actor("liaison"), row.pk)
    assert (card.title, [p.short_name for p in card.parties]) == ("新题目", ["张洋村", "测试促进会"])


def test_an_empty_agreement_is_not_fixed(network: Network) -> None:
    """The button's refusal is said on the page, and the text stays a draft."""
    client = signed_in(network, "liaison")
    client.post("/office/agreements/new/", agreement_form(network, clauses=""))
    row = Agreement.objects.by(ROOT).get()
    answer = client.post(f"/office/agreements/{row.pk}/freeze/", {"seen_revision": "1"})
    assert answer.status_code == 422
    assert 'role="alert"' in told(answer)
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_signed_text_is_not_edited_any_more_once_in_force(network: Network) -> None:
    """In force there is no button to change it, and the addresses of the forms answer 403."""
    text = frozen(network)
    sign(network, text)
    client = signed_in(network, "liaison")
    address = f"/office/agreements/{text.agreement_id}/"
    assert "/clauses/1/" not in told(client.get(address))
    for more in ("terms/", "parties/", "clauses/new/", "clauses/1/", "clauses/1/remove/"):
        assert client.get(address + more).status_code == 403


# -- calls -------------------------------------------------------------------------------------------------------


def test_a_call_is_written_published_and_closed(network: Network) -> None:
    """Twice sent is one call; public only after its button, and no more answers after the other."""
    client = signed_in(network, "liaison")
    form = {
        "client_key": KEY,
        "organisation": str(network.association.pk),
        "key": "spring-call",
        "title": "春天的倡议",
        "text": "一起来。",
    }
    for _ in range(2):
        assert client.post("/office/calls/new/", form)["Location"] == "/office/calls/spring-call/"
    assert Initiative.objects.by(ROOT).get().state == "draft"
    client.post("/office/calls/spring-call/publish/")
    assert Initiative.objects.by(ROOT).get().state == "published"
    client.post("/office/calls/spring-call/close/")
    assert Initiative.objects.by(ROOT).get().state == "closed"
    wrong = client.post("/office/calls/new/", {**form, "client_key": KEY + "4", "key": "Ärger"})
    assert wrong.status_code == 422
    foreign = {**form, "client_key": KEY + "5", "organisation": str(network.media.pk), "key": "theirs"}
    assert client.post("/office/calls/new/", foreign).status_code == 422


def test_an_answer_goes_from_received_to_joined(network: Network) -> None:
    """Checked, invited, joined with its entry in the register; a step that is none is refused, a step is taken once."""
    call = a_call(network)
    answer = an_answer(network, call)
    client = signed_in(network, "liaison")
    assert "丙村" in told(client.get("/office/"))
    address = f"/office/calls/first-call/answers/{answer.pk}/"
    assert client.post(address, {"client_key": KEY, "to": "joined"}).status_code == 422
    for number, step in enumerate(("checked", "invited")):
        for _ in range(2):
            sent = client.post(address, {"client_key": f"{KEY}a{number}", "to": step, "note": "好"})
            assert sent.status_code == 302
    without = client.post(address, {"client_key": KEY + "b", "to": "joined"})
    assert without.status_code == 422
    assert "名册" in told(without)
    with_it = {"client_key": KEY + "c", "to": "joined", "organisation": network.village_b.name}
    assert client.post(address, with_it).status_code == 302
    row = InitiativeResponse.objects.by(ROOT).get()
    assert (row.state, row.organisation_id) == ("joined", network.village_b.pk)
    assert "没有下一步" in told(client.get(address))
    assert client.get("/office/calls/first-call/answers/9999/").status_code == 404
