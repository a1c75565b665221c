"""The office drafts agreements: parties, clauses, terms, and what is fixed for signature."""

from __future__ import annotations

from lianjian.apps.agreements.models import Agreement, Clause
from lianjian.apps.agreements.queries import agreement_card
from tests.apps.agreements.papers import SCRIPT, draft, frozen, sign
from tests.network import ROOT, Network
from tests.web.office.test_office import KEY, signed_in, told


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
    answer = client.post(f"/office/agreements/{row.pk}/clauses/1/", late)
    assert answer.status_code == 422
    assert "晚到的话" in told(answer)
    assert "现在的文字" in told(answer)
    assert "我的话" in told(answer)
    assert not Clause.objects.by(ROOT).filter(text="晚到的话").exists()
    seen = f'name="seen_revision" value="{agreement_card(network.actor("liaison"), row.pk).revision}"'
    assert seen in told(answer)
    gone = client.post(f"/office/agreements/{row.pk}/clauses/99/", {**late, "client_key": KEY + "8"})
    assert gone.status_code == 422
    assert "晚到的话" in told(gone)
    assert client.get(f"/office/agreements/{row.pk}/clauses/99/").status_code == 404


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


def test_what_print_has_no_type_for_is_said_before_the_words_are_fixed(network: Network) -> None:
    """An emoji in a clause stands as a warning beside the button, on both pages; a rare place name needs none."""
    row = draft(network)
    client = signed_in(network, "liaison")
    pages = [f"/office/agreements/{row.pk}/{more}" for more in ("", "talks/")]
    assert not any("没有可印的字形" in told(client.get(page)) for page in pages)
    new = {"client_key": KEY, "heading": "墘上", "text": "大家高兴😀。", "seen_revision": "1"}
    client.post(f"/office/agreements/{row.pk}/clauses/new/", new)
    for page in pages:
        read = told(client.get(page))
        assert "没有可印的字形" in read
        assert "😀</" in read


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
