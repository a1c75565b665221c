"""The public page that verifies: what it says about a file and a fingerprint, and what it never says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.agreements.actions.prepare_document import prepare_document
from lianjian.apps.agreements.queries import document_bytes
from lianjian.web.site import verifying
from tests.apps.agreements.papers import frozen, sign
from tests.apps.agreements.test_documents import sign_electronically
from tests.network import ROOT

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.network import Network

CHINESE = {"Accept-Language": "zh-hans"}


@pytest.fixture(autouse=True)
def _patient() -> None:
    verifying.FILES.forget()
    verifying.LOOK_UPS.forget()


def brought(data: bytes, name: str = "协议.pdf") -> HttpResponse:
    return Client(headers=CHINESE).post("/verify/", {"file": SimpleUploadedFile(name, data)})


def test_a_file_is_told_by_who_signed_it(network: Network) -> None:
    """The signer's name stands in the file and is said; one who signed in the register only is not named."""
    text = frozen(network)
    sign_electronically(network, text, "leader", "association")
    sign(network, text, "chief")
    pdf = document_bytes(ROOT, text.pk)
    answer = brought(pdf)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "逐字节一致" in page
    assert "甲组长" in page
    assert "媒主任" not in page
    assert "登记入册" in page
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    flipped = bytearray(pdf)
    flipped[pdf.find(b"stream\n") + 60] ^= 1
    assert "逐字节一致" not in brought(bytes(flipped)).content.decode()
    assert "末尾被添加" in brought(pdf + b"\n%%EOF\n").content.decode()


def test_a_text_that_is_not_public_is_confirmed_and_nothing_more(network: Network) -> None:
    """By its fingerprint and by its PDF: neither title nor parties nor states are told."""
    text = frozen(network)
    prepare_document(by=ROOT, text=text.pk)
    pdf = document_bytes(ROOT, text.pk)
    open_page = Client(headers=CHINESE).get(f"/verify/{text.sha256[:32]}/").content.decode()
    assert "共联共建协议" in open_page
    close_agreement(by=network.actor("leader"), agreement=text.agreement_id, reason="不签了")
    for page in (
        Client(headers=CHINESE).get(f"/verify/{text.sha256[:32]}/").content.decode(),
        brought(pdf).content.decode(),
    ):
        assert "属于本系统的一份文本" in page
        assert "共联共建协议" not in page
        assert "测试融媒中心" not in page


def test_a_fingerprint_leads_to_its_page(network: Network) -> None:
    """With spaces and in capitals as people copy it; nonsense is answered beside the field."""
    text = frozen(network)
    typed = f" {text.sha256[:8].upper()} {text.sha256[8:20]} "
    answer = Client().get("/verify/", {"fingerprint": typed})
    assert answer["Location"] == f"/verify/{text.sha256[:32]}/"
    for nonsense in ("abc", "😀" * 40, "²" * 16, "x" * 10000, "0" * 64):
        answer = Client(headers=CHINESE).get("/verify/", {"fingerprint": nonsense})
        assert answer.status_code == 404
        assert "没有哪份文本" in answer.content.decode()
    assert Client().get("/verify/0000000000000000/").status_code == 404
    assert Client().get("/verify/", {"fingerprint": "\0" * 16}).status_code == 400


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", "协议".encode() * 500, b"%PDF-1.7", b"%PDF-1.7\n" + b"[" * 50000]
)
def test_whatever_is_brought_is_answered(db: None, data: bytes) -> None:
    """Empty files, pictures, halves and nests of brackets get plain words, never a crash."""
    assert brought(data).status_code in {200, 422}


def test_without_a_file_it_asks_for_one(db: None) -> None:
    """A form without file, a form of another kind, a file that is too large."""
    assert Client().post("/verify/").status_code == 422
    assert Client().post("/verify/", {"file": "text"}).status_code == 422
    answer = brought(b"%PDF-" + bytes(verifying.LARGEST))
    assert answer.status_code == 422
    assert "20 MB" in answer.content.decode()
    assert Client().put("/verify/").status_code == 405


def test_whoever_knocks_too_often_waits(db: None) -> None:
    """The eleventh file of a minute, and the sixty-first look-up, are not looked at."""
    for _ in range(10):
        assert brought(b"no").status_code == 200
    assert brought(b"no").status_code == 429
    for _ in range(60):
        Client().get("/verify/0000000000000000/")
    assert Client().get("/verify/0000000000000000/").status_code == 429


def test_the_authority_is_public(network: Network) -> None:
    """Its certificate can be taken, its key is not in it."""
    sign_electronically(network, frozen(network), "leader", "association")
    pem = Client().get("/verify/authority.pem").content
    assert b"BEGIN CERTIFICATE" in pem
    assert b"PRIVATE" not in pem
