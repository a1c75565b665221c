"""Signing on paper: a scan counts after two people of two parties attested it, and mixes with electronic signatures."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import storages
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lianjian.apps.agreements.actions.attest_scan import attest_scan
from lianjian.apps.agreements.actions.bring_scan import bring_scan
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.refuse_scan import refuse_scan
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.queries import (
    agreement_card,
    evidence_of,
    find_text,
    open_scan_file,
    scan_card,
    scans_of,
    signatories,
    signatures,
)
from lianjian.apps.agreements.rules.attesting import ScanState, Witness, judge_attestation
from lianjian.apps.agreements.rules.scans import Page, check_scan
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.papers import frozen, sign
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import AgreementText, Scan

PDF = Page("签字页.pdf", b"%PDF-1.4\nscan")
HANDS = {"association": "leader", "media": "chief", "village_a": "secretary_a"}


def photograph(kind: str = "JPEG", side: int = 60) -> bytes:
    """A small picture; as JPEG with a place and a device in it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Geheimkamera"
    picture = Image.new("RGB", (side, side * 2), "white")
    picture.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def bring(network: Network, text: AgreementText, *houses: str, **other: Any) -> Scan:
    """The liaison officer of the association brings a paper that these parties signed today."""
    return bring_scan(
        **{
            "by": network.actor("liaison"),
            "agreement": text.agreement_id,
            "organisation": network.association.pk,
            "sha256": text.sha256,
            "hands": {getattr(network, house).pk: network.people[HANDS[house]].pk for house in houses},
            "signed_on": today(),
            "pages": [PDF],
            **other,
        }
    )


def attest(network: Network, scan: Scan, person: str, house: str) -> None:
    attest_scan(
        by=network.actor(person), scan=scan.pk, organisation=getattr(network, house).pk, sha256=scan.sha256
    )


def state_of(text: AgreementText) -> State:
    return agreement_card(ROOT, text.agreement_id).state


def test_two_parties_on_paper_and_one_in_the_system_make_an_agreement(network: Network) -> None:
    """One signs electronically, two on paper; with the second attestation, and not before, it is in force."""
    text = frozen(network)
    sign_agreement(
        by=network.actor("leader"),
        agreement=text.agreement_id,
        organisation=network.association.pk,
        sha256=text.sha256,
    )
    scan = bring(network, text, "media", "village_a")
    states = [state_of(text)]
    attest(network, scan, "liaison", "association")
    states.append(state_of(text))
    attest(network, scan, "secretary_a", "village_a")
    assert [*states, state_of(text)] == [State.PARTIAL, State.PARTIAL, State.EFFECTIVE]
    assert {
        (line.organisation_name, line.person_name, line.method)
        for line in signatures(ROOT, text.agreement_id)
    } == {
        ("测试促进会", "甲组长", "electronic"),
        ("测试融媒中心", "媒主任", "paper"),
        ("张洋村", "张书记", "paper"),
    }
    assert (
        EventRecord.objects.filter(name="agreements.agreement_signed", payload__effective=True).count() == 1
    )
    public = find_text(text.sha256)
    assert public is not None
    assert [(party.method, party.signed_on) for party in public.parties][1] == ("paper", today())
    by_paper = [one for one in evidence_of(ROOT, text.agreement_id) if one["method"] == "paper"]
    assert [len(one["attested_by"]) for one in by_paper] == [2, 2]


def test_one_party_alone_is_not_believed(network: Network) -> None:
    """Neither one person twice nor two people of one party are enough, nor somebody without a mandate or a party."""
    text = frozen(network)
    scan = bring(network, text, "media")
    attest(network, scan, "liaison", "association")
    for person, house, kind in (
        ("liaison", "association", Refused),
        ("leader", "association", Refused),
        ("editor", "media", NotAllowed),
        ("chief", "village_a", NotAllowed),
        ("secretary_b", "village_b", NotThere),
    ):
        with pytest.raises(kind):
            attest(network, scan, person, house)
    with pytest.raises(NotAllowed):
        attest_scan(by=ROOT, scan=scan.pk, organisation=network.media.pk, sha256=scan.sha256)
    with pytest.raises(Refused):
        attest_scan(by=network.actor("chief"), scan=scan.pk, organisation=network.media.pk, sha256="0" * 64)
    assert state_of(text) is State.SIGNING
    assert [word.person_name for word in scan_card(ROOT, scan.pk).words] == ["甲联络"]


def test_a_scan_of_a_text_that_was_changed_counts_for_nobody(network: Network) -> None:
    """After an edit it can be neither attested nor refused, nor brought again; the page says so."""
    text = frozen(network)
    scan = bring(network, text, "media")
    attest(network, scan, "liaison", "association")
    write_clause(by=network.actor("liaison"), agreement=text.agreement_id, position=2, text="每月一部短片。")
    newer = freeze_agreement(by=network.actor("liaison"), agreement=text.agreement_id)
    with pytest.raises(Refused, match="not open"):
        attest(network, scan, "secretary_a", "village_a")
    with pytest.raises(Refused, match="第二条"):
        bring(network, text, "media")
    card = scan_card(network.actor("chief"), scan.pk)
    assert (card.open, card.speak_for) == (False, ())
    assert state_of(newer) is State.SIGNING


def test_a_refused_scan_says_why_and_makes_room_for_another(network: Network) -> None:
    """The reason is kept; nothing counts; a second scan can be brought and attested."""
    text = frozen(network)
    scan = bring(network, text, "media")
    with pytest.raises(Refused):
        refuse_scan(by=network.actor("chief"), scan=scan.pk, organisation=network.media.pk, reason=" ")
    refuse_scan(
        by=network.actor("chief"), scan=scan.pk, organisation=network.media.pk, reason="第二页是旧稿。"
    )
    with pytest.raises(Refused):
        attest(network, scan, "secretary_a", "village_a")
    second = bring(network, text, "media")
    attest(network, second, "chief", "media")
    attest(network, second, "secretary_a", "village_a")
    assert [(card.state, card.reason) for card in scans_of(network.actor("keeper_a"), text.agreement_id)] == [
        (ScanState.ACCEPTED, ""),
        (ScanState.REFUSED, "第二页是旧稿。"),
    ]
    assert state_of(text) is State.PARTIAL


def test_who_signed_otherwise_meanwhile_is_not_counted_twice(network: Network) -> None:
    """A party on the scan that signed in the system before the attestation keeps that signature."""
    text = frozen(network)
    scan = bring(network, text, "media", "village_a")
    sign(network, text, "chief")
    attest(network, scan, "liaison", "association")
    attest(network, scan, "secretary_a", "village_a")
    assert {line.organisation_name: line.method for line in signatures(ROOT, text.agreement_id)} == {
        "测试融媒中心": "recorded",
        "张洋村": "paper",
    }


def test_what_cannot_have_been_signed_is_refused_beside_its_field(network: Network) -> None:
    """A day before the text or after today, a person without a mandate, no party, a party that has signed, no file."""
    text = frozen(network)
    media, chief = network.media.pk, network.people["chief"].pk
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"signed_on": today() + timedelta(days=1)}, "signed_on"),
        ({"signed_on": today() - timedelta(days=1)}, "signed_on"),
        ({"hands": {media: network.people["editor"].pk}}, f"hand_{media}"),
        ({"hands": {media: 10**17}}, f"hand_{media}"),
        ({"hands": {}}, "hands"),
        ({"hands": {network.village_b.pk: chief}}, "organisation"),
        ({"sha256": "0" * 64}, "sha256"),
        ({"pages": []}, "pages"),
        ({"pages": [Page("x.exe", b"MZ")]}, "pages"),
        ({"pages": [PDF] * 21}, "pages"),
    ]
    for change, field in wrong:
        with pytest.raises(Refused) as refused:
            bring(network, text, "media", **change)
        assert refused.value.field == field, change
    with pytest.raises(NotAllowed):
        bring(network, text, "media", organisation=media)
    with pytest.raises(NotThere):
        bring(network, text, "media", by=network.actor("secretary_b"), organisation=network.village_b.pk)
    assert scans_of(ROOT, text.agreement_id) == []


def test_a_scan_sent_twice_is_one(network: Network) -> None:
    """The same form twice gives one scan and one set of files."""
    text = frozen(network)
    first, second = (bring(network, text, "media", client_key="k" * 16) for _ in range(2))
    assert first.pk == second.pk
    assert len(storages["private"].listdir(f"agreements/{text.sha256[:2]}/{text.sha256}/scans")[1]) == 1


def test_photographs_lose_what_the_camera_wrote(network: Network) -> None:
    """JPEG, PNG, WebP and HEIC become JPEG without metadata; strangers cannot open them."""
    pages = [Page(f"{kind}.x", photograph(kind)) for kind in ("JPEG", "PNG", "WEBP", "HEIF")]
    scan = bring(network, frozen(network), "media", pages=pages)
    card = scan_card(network.actor("editor"), scan.pk)
    assert [page.media_type for page in card.pages] == ["image/jpeg"] * 4
    for page in card.pages:
        with open_scan_file(network.actor("editor"), page.id)[1] as opened:
            data = opened.read()
        assert b"Geheimkamera" not in data
        assert Image.open(io.BytesIO(data)).format == "JPEG"
    for door in (
        lambda: open_scan_file(network.actor("secretary_b"), card.pages[0].id),
        lambda: scan_card(network.actor("secretary_b"), scan.pk),
        lambda: refuse_scan(
            by=network.actor("secretary_b"), scan=scan.pk, organisation=network.village_b.pk, reason="闯入"
        ),
    ):
        with pytest.raises(NotThere):
            door()
    assert scans_of(network.actor("secretary_b"), card.agreement) == []


def test_signatories_are_those_with_the_mandate_that_day(network: Network) -> None:
    """The leader of a centre signs for it, its editor does not."""
    assert signatories([network.media.pk], today()) == {
        network.media.pk: [(network.people["chief"].pk, "媒主任")]
    }
    assert signatories([network.media.pk], today() - timedelta(days=400)) == {}


def test_a_file_that_is_too_large_or_a_bomb_is_refused() -> None:
    """Neither a huge file nor few bytes that unpack to a huge picture are taken."""
    out = io.BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")
    for data in (b"%PDF-" + bytes(20 * 1024 * 1024), out.getvalue(), photograph()[:200]):
        with pytest.raises(Refused):
            check_scan([Page("x", data)])


WITNESSES = st.builds(Witness, st.integers(1, 4), st.integers(1, 3))


@given(st.lists(WITNESSES, max_size=12))
def test_no_row_of_witnesses_is_enough_without_two_people_of_two_parties(row: list[Witness]) -> None:
    """Whoever comes in whatever order: enough is exactly two people of two parties."""
    given: frozenset[Witness] = frozenset()
    for witness in row:
        try:
            given, enough = judge_attestation(given, witness, state=ScanState.WAITING, is_open=True)
        except Refused:
            continue
        assert enough == (
            len({one.person for one in given}) >= 2 and len({one.organisation for one in given}) >= 2
        )
        if enough:
            return
    assert len({one.person for one in given}) < 2 or len({one.organisation for one in given}) < 2
