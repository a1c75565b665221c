"""Signing in the document: what the file holds afterwards, what happens when two sign at once, when something fails."""

from __future__ import annotations

import io
import os
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.writer import PdfFileWriter

from lianjian.adapters.signing import authority
from lianjian.adapters.signing.authority import OwnAuthority
from lianjian.adapters.signing.office import Office
from lianjian.adapters.signing.stamp_simulator import StampingService, stamping
from lianjian.adapters.signing.stamping import Stamping
from lianjian.apps.agreements.actions import sign_agreement as sign_module
from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.prepare_document import prepare_document
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.models import TextDocument
from lianjian.apps.agreements.ports import Signer, paper_office
from lianjian.apps.agreements.queries import (
    PublicText,
    Standing,
    Verdict,
    agreement_called,
    agreement_card,
    document_bytes,
    evidence_of,
    find_text,
    judge_file,
    signatures,
    text_of,
)
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.tasks import make_documents
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere, Refused, Unreachable
from tests.apps.agreements.papers import frozen, sign
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian.apps.agreements.models import AgreementText, Signature
    from lianjian.apps.agreements.ports import SignedFile


def sign_electronically(network: Network, text: AgreementText, person: str, house: str) -> Signature:
    """As the phone does it."""
    return sign_agreement(
        by=network.actor(person),
        agreement=text.agreement_id,
        organisation=getattr(network, house).pk,
        sha256=text.sha256,
    )


def files_of(text: AgreementText) -> list[str]:
    """The files that lie in a text's folder."""
    return list(storages["private"].listdir(f"agreements/{text.sha256[:2]}/{text.sha256}")[1])


@pytest.mark.enable_socket
def test_a_stamped_signature_says_who_vouches_for_its_time(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register keeps the stamp beside its own time; the page, the verification and the evidence say it. The next
    party signs while the authority is silent, and that is said too."""
    service = StampingService()
    text = frozen(network)
    with stamping(service) as reached:
        stamps = Stamping(reached)
        monkeypatch.setattr(paper_office(), "stamping", stamps)
        first = sign_electronically(network, text, "leader", "association")
        service.faults = [503]
        second = sign_electronically(network, text, "chief", "media")
        found = judge_file(document_bytes(ROOT, text.pk))
        assert (first.stamped_by, second.stamped_by, second.stamped_at) == ("测试时间戳机构", "", None)
        assert found.verdict is Verdict.GENUINE
        assert [one.read.stamp for one in found.signatures] == ["vouched", "own-clock"]
        assert all(one.standing is Standing.VALID for one in found.signatures)
    lines = {one.person_name: one for one in signatures(network.actor("liaison"), text.agreement_id)}
    assert {name: bool(one.stamped_at) for name, one in lines.items()} == {"甲组长": True, "媒主任": False}
    told = {one["person"]: one["stamped_by"] for one in evidence_of(ROOT, text.agreement_id)}
    assert told == {"甲组长": "测试时间戳机构", "媒主任": ""}
    client = Client()
    client.force_login(network.accounts["leader"], backend="django.contrib.auth.backends.ModelBackend")
    for address in (f"/office/agreements/{text.agreement_id}/", f"/m/agreements/{text.agreement_id}/"):
        page = client.get(address).content.decode()
        assert "时间由测试时间戳机构证明" in page
        assert "时间为本系统自己的时钟" in page
    brought = SimpleUploadedFile("a.pdf", document_bytes(ROOT, text.pk), "application/pdf")
    page = Client().post("/verify/", {"file": brought}).content.decode()
    assert "时间由测试时间戳机构证明" in page
    assert "时间为本系统自己的时钟" in page


def test_three_parties_sign_one_document_one_after_another(network: Network) -> None:
    """Each signature is added behind the others, names its signer, and every earlier state stays a prefix."""
    text = frozen(network)
    base = document_bytes(network.actor("liaison"), prepare_document(by=ROOT, text=text.pk).text_id)
    assert judge_file(base).verdict is Verdict.UNSIGNED
    states = [base]
    for person, house in (("leader", "association"), ("chief", "media"), ("secretary_a", "village_a")):
        signature = sign_electronically(network, text, person, house)
        states.append(document_bytes(network.actor(person), text.pk))
        assert states[-1].startswith(states[-2])
        assert (signature.document_size, signature.document_sha256) == (
            len(states[-1]),
            fingerprint(states[-1]),
        )
    assert agreement_card(network.actor("liaison"), text.agreement_id).state is State.EFFECTIVE
    found = judge_file(states[-1])
    assert (found.verdict, found.later) == (Verdict.GENUINE, 0)
    assert [(one.read.person, one.read.organisation, one.standing) for one in found.signatures] == [
        ("甲组长", "测试促进会", Standing.VALID),
        ("媒主任", "测试融媒中心", Standing.VALID),
        ("张书记", "张洋村", Standing.VALID),
    ]
    assert found.signatures[2].read.role == "第一书记"
    earlier = judge_file(states[1])
    assert (earlier.verdict, earlier.later, len(earlier.signatures)) == (Verdict.GENUINE, 2, 1)


def test_two_parties_that_sign_at_the_same_moment_both_stand_in_the_document(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one signature is being made another party signs: the slower one is made again on top of it, none is lost."""
    text = frozen(network)
    office = paper_office()
    plain, came = office.sign, []

    def slow(pdf: bytes, **facts: Any) -> SignedFile:
        if not came:
            came.append(True)
            sign_electronically(network, text, "chief", "media")
        return plain(pdf, **facts)

    monkeypatch.setattr(office, "sign", slow)
    sign_electronically(network, text, "leader", "association")
    found = judge_file(document_bytes(ROOT, text.pk))
    assert found.verdict is Verdict.GENUINE
    assert [one.read.person for one in found.signatures] == ["媒主任", "甲组长"]
    assert len(signatures(ROOT, text.agreement_id)) == 2


def test_the_words_that_change_while_one_signs_are_not_signed(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit that comes between reading and signing leaves neither a row nor a file."""
    text = frozen(network)
    office = paper_office()
    plain = office.sign

    def slow(pdf: bytes, **facts: Any) -> SignedFile:
        write_clause(by=network.actor("liaison"), agreement=text.agreement_id, text="补一条。")
        return plain(pdf, **facts)

    monkeypatch.setattr(office, "sign", slow)
    with pytest.raises(Refused):
        sign_electronically(network, text, "leader", "association")
    assert signatures(ROOT, text.agreement_id) == []
    assert len(files_of(text)) == 1


@pytest.mark.parametrize(
    "failure", [Unreachable("silent", answered=False), OSError("disk"), KeyboardInterrupt()]
)
def test_a_signing_that_breaks_off_leaves_the_document_as_it_was(
    network: Network, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    """A provider that does not answer, a full disk, a process that is stopped: no row, no other file; later it works."""
    text = frozen(network)
    before = document_bytes(ROOT, prepare_document(by=ROOT, text=text.pk).text_id)
    broken = {"Unreachable": (paper_office(), "sign"), "OSError": (storages["private"], "save")}.get(
        type(failure).__name__, (sign_module, "count_signature")
    )

    def fails(*_words: object, **_facts: object) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(*broken, fails)
        with pytest.raises((Refused, KeyboardInterrupt)):
            sign_electronically(network, text, "leader", "association")
    assert signatures(ROOT, text.agreement_id) == []
    assert document_bytes(ROOT, text.pk) == before
    assert len(files_of(text)) == 1
    sign_electronically(network, text, "leader", "association")
    assert len(judge_file(document_bytes(ROOT, text.pk)).signatures) == 1


def test_what_an_interrupted_signing_left_is_swept_and_the_last_two_states_stay(
    network: Network, django_capture_on_commit_callbacks: Any
) -> None:
    """A file that no row names goes with the next signing once it is old; the newest state and the one before stay."""
    text = frozen(network)
    folder = f"agreements/{text.sha256[:2]}/{text.sha256}"
    orphan = storages["private"].save(f"{folder}/9-orphan.pdf", ContentFile(b"%PDF-half"))
    for person, house in (("leader", "association"), ("chief", "media")):
        for name in files_of(text):
            long_ago = time.time() - 3600
            os.utime(storages["private"].path(f"{folder}/{name}"), (long_ago, long_ago))
        with django_capture_on_commit_callbacks(execute=True):
            sign_electronically(network, text, person, house)
    assert not storages["private"].exists(orphan)
    assert sorted(name[0] for name in files_of(text)) == ["1", "2"]
    assert judge_file(document_bytes(ROOT, text.pk)).verdict is Verdict.GENUINE


def test_a_file_that_was_changed_is_never_genuine(network: Network) -> None:
    """Any flipped byte, anything cut off or added is found, wherever it is."""
    text = frozen(network)
    sign_electronically(network, text, "leader", "association")
    pdf = document_bytes(ROOT, text.pk)

    @settings(max_examples=15, deadline=None)
    @given(at=st.integers(0, len(pdf) - 1), bit=st.integers(0, 7), keep=st.integers(1, len(pdf) - 1))
    def changed(at: int, bit: int, keep: int) -> None:
        flipped = bytearray(pdf)
        flipped[at] ^= 1 << bit
        cut = pdf[:keep]
        for file in (bytes(flipped), cut, pdf[:at] + pdf[at + 1 :]):
            found = judge_file(file)
            whole = TextDocument.objects.across_organisations("test").get(text=text).base_size
            assert (
                (found.verdict is Verdict.UNSIGNED)
                if len(file) == whole and file == pdf[:whole]
                else (found.verdict not in {Verdict.GENUINE, Verdict.UNSIGNED})
            )

    changed()
    assert judge_file(pdf + b"\n%%EOF\n").verdict is Verdict.ADDED
    inside = bytearray(pdf)
    inside[pdf.find(b"stream\n") + 60] ^= 1
    assert judge_file(bytes(inside)).verdict in {Verdict.CHANGED, Verdict.DAMAGED}


def test_a_signature_added_by_a_stranger_is_told_apart(network: Network, tmp_path: Path) -> None:
    """A copy signed in an empty field with another authority's certificate is not genuine, and its signer a stranger."""
    text = frozen(network)
    sign_electronically(network, text, "leader", "association")
    signer = Signer("冒名者", "测试融媒中心", "组长", timezone.now() - timedelta(days=1), None)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(authority, "was_signed_electronically", lambda: False)
        other = Office(OwnAuthority(tmp_path / "signing.pem"))
        forged = other.sign(
            document_bytes(ROOT, text.pk),
            field="Party2",
            signer=signer,
            sha256=text.sha256,
            moment=timezone.now(),
        )
    found = judge_file(forged.pdf)
    assert found.verdict is Verdict.ADDED
    assert [one.standing for one in found.signatures] == [Standing.VALID, Standing.STRANGER]


def test_files_from_elsewhere_are_called_what_they_are(network: Network, tmp_path: Path) -> None:
    """No PDF, a locked one, another one, one signed elsewhere, one that only looks like ours."""
    text = frozen(network)
    words = thaw(text.canonical)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(authority, "was_signed_electronically", lambda: False)
        other = Office(OwnAuthority(tmp_path / "signing.pem"))
        alike = other.make(words, frozen_at=text.frozen_at, address="https://elsewhere.example/")
        foreign = other.make(
            replace(words, title="别处的协议"), frozen_at=text.frozen_at, address="https://e.example/"
        )
        signer = Signer("外人", "别处", "主任", timezone.now() - timedelta(days=1), None)
        signed = other.sign(foreign, field="Party1", signer=signer, sha256="0" * 64, moment=timezone.now())
    locked = PdfFileWriter()
    locked.encrypt("geheim")
    with io.BytesIO() as out:
        locked.write(out)
        encrypted = out.getvalue()
    assert judge_file(b"").verdict is Verdict.NO_PDF
    assert judge_file("协议".encode() * 1000).verdict is Verdict.NO_PDF
    assert judge_file(b"%PDF-1.7\nnonsense").verdict is Verdict.DAMAGED
    assert judge_file(encrypted).verdict is Verdict.ENCRYPTED
    assert judge_file(foreign).verdict is Verdict.UNKNOWN
    assert judge_file(signed.pdf).verdict is Verdict.FOREIGN
    assert judge_file(alike).verdict is Verdict.LOOKALIKE


def test_an_earlier_text_is_called_superseded(network: Network) -> None:
    """The signed document of a text that was changed since is genuine, and not the newest."""
    text = frozen(network)
    sign_electronically(network, text, "leader", "association")
    old = document_bytes(ROOT, text.pk)
    write_clause(by=network.actor("liaison"), agreement=text.agreement_id, text="补一条。")
    assert find_text(text.sha256) == PublicText(text.sha256, public=False)  # it is being drafted again
    freeze_agreement(by=network.actor("liaison"), agreement=text.agreement_id)
    found = judge_file(old)
    assert found.verdict is Verdict.GENUINE
    assert found.text is not None
    assert (found.text.version, found.text.newest, found.text.parties) == (1, False, ())


def test_a_withdrawn_agreement_is_confirmed_by_its_fingerprint_only(network: Network) -> None:
    """What is not public is not told to whoever knows the fingerprint; too short a beginning finds nothing."""
    text = frozen(network)
    public = find_text(text.sha256[:16].upper())
    assert public is not None
    assert (public.title, public.newest) == ("共联共建协议", True)
    assert all(party.method == "" for party in public.parties)
    close_agreement(by=network.actor("leader"), agreement=text.agreement_id, reason="不签了")
    assert find_text(text.sha256) == PublicText(text.sha256, public=False)
    for nonsense in (text.sha256[:15], "", "g" * 16, text.sha256 + "0", "²" * 20, "\0" * 16):
        assert find_text(nonsense) is None


def test_strangers_get_no_document(network: Network) -> None:
    """A party's people get it, village B does not, whatever it guesses."""
    text = frozen(network)
    prepare_document(by=network.actor("editor"), text=text.pk)
    assert document_bytes(network.actor("keeper_a"), text.pk).startswith(b"%PDF")
    stranger = network.actor("secretary_b")
    for door in (
        lambda: prepare_document(by=stranger, text=text.pk),
        lambda: document_bytes(stranger, text.pk),
        lambda: text_of(stranger, text.agreement_id),
        lambda: evidence_of(stranger, text.agreement_id),
        lambda: agreement_called(stranger, text.agreement.key),
        lambda: agreement_called(stranger, str(text.agreement_id)),
    ):
        with pytest.raises(NotThere):
            door()


def test_an_agreement_is_called_by_its_key_or_its_number(network: Network) -> None:
    """The key first; the number is what people see in the addresses of its pages."""
    text = frozen(network)
    by = network.actor("liaison")
    for called in (text.agreement.key, str(text.agreement_id)):
        assert agreement_called(by, called) == text.agreement_id
    for nonsense in ("", "-1", "²", "9" * 30):
        with pytest.raises(NotThere):
            agreement_called(by, nonsense)


def test_the_document_of_a_fresh_text_is_made_by_itself_and_once(network: Network) -> None:
    """The job makes it; whoever asks later gets the same file."""
    text = frozen(network)
    make_documents()
    made = TextDocument.objects.across_organisations("test").get(text=text)
    make_documents()
    assert prepare_document(by=ROOT, text=text.pk).pk == made.pk
    assert (text.sha256 in paper_office().read(document_bytes(ROOT, text.pk)).sha256) is True
    assert len(files_of(text)) == 1


def test_what_was_entered_as_history_is_recorded_not_signed(network: Network) -> None:
    """A signature of the past counts and stands in no document."""
    text = frozen(network)
    sign(network, text, "chief")
    sign_electronically(network, text, "leader", "association")
    assert {line.organisation_name: line.method for line in signatures(ROOT, text.agreement_id)} == {
        "测试融媒中心": "recorded",
        "测试促进会": "electronic",
    }
    assert len(judge_file(document_bytes(ROOT, text.pk)).signatures) == 1
    assert [(one["method"], bool(one["certificate"])) for one in evidence_of(ROOT, text.agreement_id)] == [
        ("recorded", False),
        ("electronic", True),
    ]
