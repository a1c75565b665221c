"""Time stamps of an outside authority, behind real HTTP: a signature has one where it can be had, and is made in any case."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from lianjian.adapters.signing import authority
from lianjian.adapters.signing.authority import OwnAuthority
from lianjian.adapters.signing.office import Office
from lianjian.adapters.signing.reading import read
from lianjian.adapters.signing.remote import RemoteProvider, ders_of
from lianjian.adapters.signing.simulator import SigningService, running
from lianjian.adapters.signing.stamp_simulator import StampingService, stamping
from lianjian.adapters.signing.stamping import REST, Stamping, StampingAuthority, authority_at, keep_authority
from lianjian.apps.agreements.rules.reading import Stamp
from lianjian.kernel.refusals import Refused
from tests.adapters.signing.test_providers import NOW, SIGNER, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lianjian.apps.agreements.ports import SignedFile

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def service() -> StampingService:
    return StampingService()


@pytest.fixture
def reached(service: StampingService) -> Iterator[StampingAuthority]:
    service.faults, service.asked, service.refused, service.offset = [], 0, [], timedelta(0)
    with stamping(service) as found:
        yield found


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnAuthority:
    monkeypatch.setattr(authority, "was_signed_electronically", lambda: False)
    return OwnAuthority(tmp_path / "signing.pem")


def signed(office: Office, pdf: bytes = b"", field: str = "Party1") -> SignedFile:
    """One more party signs."""
    pdf = pdf or office.make(TEXT, frozen_at=NOW, address="https://example.org/verify/x/")
    return office.sign(pdf, field=field, signer=SIGNER, sha256=TEXT.sha256, moment=datetime.now(UTC))


def test_two_signatures_are_stamped_and_hold(
    own: OwnAuthority, reached: StampingAuthority, service: StampingService
) -> None:
    """Both name the authority's time, not ours; the second leaves the first as it was."""
    service.offset = timedelta(minutes=-7)
    office = Office(own, Stamping(reached))
    first = signed(office)
    second = signed(office, first.pdf, "Party2")
    assert second.pdf.startswith(first.pdf)
    assert first.stamped_by == "测试时间戳机构"
    assert first.stamped_at is not None
    assert timedelta(minutes=6) < datetime.now(UTC) - first.stamped_at < timedelta(minutes=9)
    lines = office.read(second.pdf).signatures
    assert [(one.holds, one.stamp) for one in lines] == [(True, Stamp.VOUCHED)] * 2
    assert lines[0].stamped_at == first.stamped_at
    assert not service.refused


def test_revocation_lists_of_the_own_authority_are_in_the_file(
    own: OwnAuthority, reached: StampingAuthority
) -> None:
    """B-LT: the signature validates with what the file holds, by a reader that insists on revocation information for
    the signer's certificate and fetches nothing."""
    pdf = signed(Office(own, Stamping(reached))).pdf
    reader = PdfFileReader(io.BytesIO(pdf))
    store = reader.root["/DSS"]
    assert len(store["/CRLs"]) == 1
    assert len(store["/Certs"]) >= 2
    embedded = reader.embedded_regular_signatures[0]
    strict = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(der) for der in own.roots()],
        crls=[one.get_object().data for one in store["/CRLs"]],
        allow_fetching=False,
        revocation_mode="hard-fail",
    )
    judge = CertificateValidator(embedded.signer_cert, validation_context=strict)
    asyncio.run(judge.async_validate_usage({"non_repudiation"}))


def test_a_provider_without_lists_is_stamped_all_the_same(reached: StampingAuthority) -> None:
    """B-T: the stamp holds, no list is embedded."""
    with running(SigningService()) as remote:
        pdf = signed(office := Office(RemoteProvider(remote), Stamping(reached))).pdf
    assert office.read(pdf).signatures[0].stamp is Stamp.VOUCHED
    assert "/DSS" not in PdfFileReader(io.BytesIO(pdf)).root


@pytest.mark.parametrize(
    "faults",
    [["silent"], ["nonsense"], [503], ["refused"], [None, "replayed"], [None, "silent"], [None, 500]],
)
def test_whatever_the_authority_does_wrong_the_party_signs(
    own: OwnAuthority, reached: StampingAuthority, service: StampingService, faults: list[int | str]
) -> None:
    """The signature holds, by our own clock, and the next party does not wait for an authority that failed."""
    hours = [0.0]
    stamps = Stamping(
        replace(reached, timeout=0.5) if "silent" in faults else reached, clock=lambda: hours[0]
    )
    office = Office(own, stamps)
    service.faults = ["works" if one is None else one for one in faults]
    made = signed(office)
    assert (made.stamped_at, made.stamped_by) == (None, "")
    line = office.read(made.pdf).signatures[0]
    assert (line.holds, line.stamp, line.stamped_at) == (True, Stamp.OWN_CLOCK, None)
    asked = service.asked
    second = signed(office, made.pdf, "Party2")
    assert (second.stamped_at, service.asked) == (None, asked)
    hours[0], stamps.authority, service.faults = REST + 1, reached, []
    assert signed(office).stamped_at is not None


def test_a_stamp_by_somebody_else_is_not_taken(
    own: OwnAuthority, reached: StampingAuthority, service: StampingService
) -> None:
    """Whoever answers in the authority's place gives no time."""
    office = Office(own, Stamping(reached))
    service.faults = ["stranger"] * 2
    assert signed(office).stamped_at is None


def test_a_remote_provider_signs_again_without_the_stamp(
    reached: StampingAuthority, service: StampingService
) -> None:
    """Its credential is used up by the attempt; a new one is asked for."""
    service.faults = ["works", "silent"]
    remote = SigningService()
    with running(remote) as address:
        office = Office(RemoteProvider(address), Stamping(replace(reached, timeout=0.5)))
        made = signed(office)
        assert office.read(made.pdf).signatures[0].holds
    assert made.stamped_at is None


def test_a_stamp_is_unknown_where_its_root_is_not_trusted(
    own: OwnAuthority, reached: StampingAuthority
) -> None:
    """And with the root again, it is known: turning stamping off keeps the roots."""
    pdf = signed(Office(own, Stamping(reached))).pdf
    line = read(pdf, own.roots()).signatures[0]
    assert (line.holds, line.stamp) == (True, Stamp.UNKNOWN)
    off = Stamping(StampingAuthority("", reached.roots))
    assert off.stamper() is None
    assert read(pdf, own.roots(), off.roots()).signatures[0].stamp is Stamp.VOUCHED


def test_a_stamp_that_was_tampered_with_is_broken(own: OwnAuthority, reached: StampingAuthority) -> None:
    """A changed time in the token is no time that anybody vouches for."""
    pdf = signed(Office(own, Stamping(reached))).pdf
    embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]
    (token,) = (
        one["values"][0]["content"]
        for one in embedded.signer_info["unsigned_attrs"]
        if one["type"].native == "signature_time_stamp_token"
    )
    info = token["encap_content_info"]["content"].parsed
    named = info["gen_time"].contents.hex().upper().encode()
    earlier = f"{int(info['gen_time'].contents[:4]) - 1}".encode().hex().upper().encode() + named[8:]
    assert named in pdf
    line = read(pdf.replace(named, earlier), own.roots(), ders_of(reached.roots)).signatures[0]
    assert line.stamp is Stamp.BROKEN


def test_the_file_that_names_an_authority(tmp_path: Path, reached: StampingAuthority) -> None:
    """Kept and read again, readable by the service alone; nonsense is refused by name."""
    path = tmp_path / "keys" / "time-stamping.json"
    assert authority_at(path) is None
    keep_authority(path, reached)
    assert authority_at(path) == reached
    assert path.stat().st_mode & 0o077 == 0
    for wrong in ("[]", "{}", '{"url": "ftp://x", "roots": ""}', '{"url": "https://x", "roots": "no"}'):
        path.write_text(wrong)
        with pytest.raises(Refused):
            authority_at(path)
