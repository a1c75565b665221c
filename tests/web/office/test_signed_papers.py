"""The office: the document of an agreement, a signed paper brought and attested, and who finds none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianjian.apps.agreements.queries import agreement_card, scans_of
from lianjian.apps.agreements.rules.signing import State
from tests.apps.agreements.papers import frozen
from tests.apps.agreements.test_scans import bring, photograph
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, signed_in, told

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from lianjian.apps.agreements.models import AgreementText


def send(client: Client, network: Network, text: AgreementText, **changed: Any) -> HttpResponse:
    """The form as the liaison officer fills it in: media centre and village signed today, one photograph."""
    sent = {
        "client_key": KEY,
        "organisation": network.association.pk,
        "signed_on": today().isoformat(),
        "sha256": text.sha256,
        f"hand_{network.media.pk}": network.people["chief"].pk,
        f"hand_{network.village_a.pk}": network.people["secretary_a"].pk,
        "pages": SimpleUploadedFile("签字页.jpg", photograph()),
        **changed,
    }
    return client.post(reverse("office:scan-new", args=[text.agreement_id]), sent)


def test_a_paper_is_brought_and_attested_by_two_parties(network: Network) -> None:
    """From the agreement's page over the form to the scan beside its text; two attest, the first page told them."""
    text = frozen(network)
    client = signed_in(network, "liaison")
    page = told(client.get(reverse("office:agreement", args=[text.agreement_id])))
    assert reverse("office:scan-new", args=[text.agreement_id]) in page
    form = told(client.get(reverse("office:scan-new", args=[text.agreement_id])))
    assert "媒主任" in form
    assert "媒编辑" not in form  # an editor signs nothing
    answers = [send(client, network, text) for _ in range(2)]
    (card,) = scans_of(ROOT, text.agreement_id)
    assert {answer["Location"] for answer in answers} == {reverse("office:scan", args=[card.id])}
    shown = told(client.get(reverse("office:scan", args=[card.id])))
    assert text.sha256 in shown
    assert "&lt;script&gt;" in shown
    assert client.get(reverse("office:scan-file", args=[card.pages[0].id]))["Content-Type"] == "image/jpeg"
    for person, house in (("liaison", network.association), ("secretary_a", network.village_a)):
        attester = signed_in(network, person)
        assert reverse("office:scan", args=[card.id]) in told(attester.get("/office/"))
        sent = {"organisation": house.pk, "sha256": text.sha256}
        assert attester.post(reverse("office:scan-attest", args=[card.id]), sent).status_code == 302
        assert reverse("office:scan", args=[card.id]) not in told(attester.get("/office/"))
    assert agreement_card(ROOT, text.agreement_id).state is State.PARTIAL


def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(network: Network) -> None:
    """Nonsense in each field is an error there, never a crash; nothing is kept."""
    text = frozen(network)
    client = signed_in(network, "liaison")
    media = f"hand_{network.media.pk}"
    for change in (
        {"signed_on": "0001-01-01"},
        {"signed_on": "9999-12-31"},
        {"signed_on": "gestern"},
        {media: "²"},
        {media: network.people["editor"].pk},
        {media: "", f"hand_{network.village_a.pk}": ""},
        {"organisation": network.village_b.pk},
        {"sha256": "😀" * 20},
        {"sha256": "0" * 65},
        {"pages": SimpleUploadedFile("a.pdf", b"no pdf")},
        {"pages": ""},
        {"client_key": ""},
    ):
        answer = send(client, network, text, **change)
        assert answer.status_code == 422, change
        assert 'class="faults"' in told(answer), change
    assert scans_of(ROOT, text.agreement_id) == []


def test_a_scan_is_refused_with_a_reason(network: Network) -> None:
    """The reason is asked for, shown, and takes the scan out of the row."""
    text = frozen(network)
    scan = bring(network, text, "media")
    client = signed_in(network, "secretary_a")
    address = reverse("office:scan-refuse", args=[scan.pk])
    sent = {"client_key": KEY, "organisation": network.village_a.pk, "reason": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "reason": "<b>第二页是旧稿</b>"}).status_code == 302
    assert "&lt;b&gt;第二页是旧稿" in told(client.get(reverse("office:scan", args=[scan.pk])))
    assert client.get(address).status_code == 404
    sent = {"organisation": network.village_a.pk, "sha256": text.sha256}
    assert client.post(reverse("office:scan-attest", args=[scan.pk]), sent).status_code == 422
    assert client.get(reverse("office:scan-attest", args=[scan.pk])).status_code == 302


def test_the_document_is_handed_to_its_parties(network: Network) -> None:
    """PDF and .docx under their title; a draft has none, nor has a version that never was."""
    text = frozen(network)
    client = signed_in(network, "secretary_a")
    pdf = client.get(reverse("office:agreement-pdf", args=[text.agreement_id]))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(reverse("mobile:agreement-pdf", args=[text.agreement_id])).content == pdf.content
    word = client.get(reverse("office:text-docx", args=[text.agreement_id, 1]))
    assert word.content[:2] == b"PK"
    assert "attachment" in word["Content-Disposition"]
    assert client.get(reverse("office:text-pdf", args=[text.agreement_id, 7])).status_code == 404


def test_a_stranger_finds_no_paper(network: Network) -> None:
    """The secretary of village B guesses every address of a scan and of a document."""
    text = frozen(network)
    scan = bring(network, text, "media")
    (page,) = scans_of(ROOT, text.agreement_id)[0].pages
    client = signed_in(network, "secretary_b")
    for address in (
        reverse("office:scan", args=[scan.pk]),
        reverse("office:scan-attest", args=[scan.pk]),
        reverse("office:scan-refuse", args=[scan.pk]),
        reverse("office:scan-file", args=[page.id]),
        reverse("office:scan-new", args=[text.agreement_id]),
        reverse("office:agreement-pdf", args=[text.agreement_id]),
        reverse("mobile:agreement-pdf", args=[text.agreement_id]),
        reverse("office:text-docx", args=[text.agreement_id, 1]),
    ):
        sent = {"organisation": network.village_b.pk, "sha256": text.sha256, "reason": "x", "client_key": KEY}
        for got in (client.get(address), client.post(address, sent)):
            assert got.status_code in {404, 405}, address
    assert reverse("office:scan", args=[scan.pk]) not in told(client.get("/office/"))
