"""Both providers keep one contract: this installation's own authority, and a service behind HTTP."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from lianjian.adapters.signing import authority
from lianjian.adapters.signing.authority import OwnAuthority
from lianjian.adapters.signing.office import Office
from lianjian.adapters.signing.reading import read
from lianjian.adapters.signing.remote import RemoteProvider, service_at
from lianjian.adapters.signing.simulator import SigningService, running
from lianjian.apps.agreements.ports import Signer
from lianjian.apps.agreements.rules.frozen import FrozenClause, FrozenParty, FrozenText
from lianjian.kernel.refusals import Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lianjian.apps.agreements.ports import SigningProvider

pytestmark = pytest.mark.enable_socket

NOW = datetime.now(UTC)
SIGNER = Signer("林书记", "墘垵村", "第一书记", NOW - timedelta(days=90), NOW + timedelta(days=300))
TEXT = FrozenText(
    key="contract",
    version=1,
    title="墘垵村、岞漈村共联共建协议",
    number="",
    starts_on="",
    ends_on="",
    parties=(FrozenParty("a", "墘垵村", ""), FrozenParty("b", "岞漈村", "")),
    clauses=(FrozenClause("组织联建", "每月共同开展一次主题党日。"),),
)


@pytest.fixture(scope="module")
def service() -> SigningService:
    return SigningService()


@pytest.fixture(params=["own", "remote"])
def provider(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: SigningService
) -> Iterator[SigningProvider]:
    monkeypatch.setattr(authority, "was_signed_electronically", lambda: False)
    if request.param == "own":
        yield OwnAuthority(tmp_path / "keys" / "signing.pem")
        return
    with running(service) as reached:
        yield RemoteProvider(reached)


def test_a_certificate_names_the_signer_and_holds_on_the_mandates_days(provider: SigningProvider) -> None:
    """Person, organisation and role stand in it; it holds now and not beyond the mandate."""
    moment = datetime.now(
        UTC
    )  # a service asks for the time of today, however long the tests have been running
    made = x509.load_der_x509_certificate(provider.certify(SIGNER, moment).certificate)
    said = {attribute.rfc4514_attribute_name: attribute.value for attribute in made.subject}
    assert {said["CN"], said["O"]} == {"林书记", "墘垵村"}
    assert "第一书记" in made.subject.rfc4514_string()
    assert made.not_valid_before_utc <= moment <= made.not_valid_after_utc
    assert made.not_valid_after_utc <= SIGNER.until + timedelta(seconds=1)
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_credential_signs_a_digest_once(provider: SigningProvider) -> None:
    """The signature verifies with the certificate's key; the same credential signs nothing more."""
    credential = provider.certify(SIGNER, datetime.now(UTC))
    digest = hashlib.sha256(b"text").digest()
    signature = provider.sign(credential, digest)
    key = x509.load_der_x509_certificate(credential.certificate).public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, digest, ec.ECDSA(Prehashed(hashes.SHA256())))
    else:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    with pytest.raises(Refused):
        provider.sign(credential, digest)


def test_a_document_signed_by_it_is_read_again(provider: SigningProvider) -> None:
    """Two parties sign one PDF; both signatures hold, and are unknown where other roots are trusted."""
    office = Office(provider)
    pdf = office.make(TEXT, frozen_at=NOW, address="https://example.org/verify/x/")
    for field, name in (("Party2", "岞漈村"), ("Party1", "墘垵村")):
        signer = replace(SIGNER, organisation=name)
        signed = office.sign(pdf, field=field, signer=signer, sha256=TEXT.sha256, moment=datetime.now(UTC))
        assert signed.pdf.startswith(pdf)
        pdf = signed.pdf
    reading = office.read(pdf)
    assert reading.sha256 == TEXT.sha256
    assert [(one.organisation, one.holds) for one in reading.signatures] == [
        ("岞漈村", True),
        ("墘垵村", True),
    ]
    assert not any(one.known for one in read(pdf, []).signatures)
    with pytest.raises(Refused):
        office.sign(pdf, field="Party1", signer=SIGNER, sha256=TEXT.sha256, moment=datetime.now(UTC))


def test_the_same_text_gives_the_same_pages(provider: SigningProvider) -> None:
    """The file for a text holds its words, the rare characters among them, and its canonical form as an attachment."""
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader

    pdf = Office(provider).make(TEXT, frozen_at=NOW, address="https://example.org/verify/x/")
    reader = PdfFileReader(io.BytesIO(pdf))
    files = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert files[1].get_object()["/EF"]["/F"].get_object().data == TEXT.canonical


@pytest.mark.parametrize(("fault", "kind"), [(503, Unreachable), (403, Refused), ("nonsense", Unreachable)])
def test_a_service_that_fails_is_told_apart_from_one_that_refuses(
    service: SigningService, fault: int | str, kind: type[Exception]
) -> None:
    """A busy or broken service can be asked again; a refusal cannot."""
    with running(service) as reached:
        service.faults = [fault]
        with pytest.raises(kind):
            RemoteProvider(reached).certify(SIGNER, datetime.now(UTC))


def test_a_silent_service_is_given_up(service: SigningService) -> None:
    """No answer within the time is no signature."""
    with running(service, timeout=0.2) as reached:
        service.faults = ["silent"]
        with pytest.raises(Unreachable):
            RemoteProvider(reached).certify(SIGNER, datetime.now(UTC))


def test_a_wrong_token_is_refused(service: SigningService) -> None:
    """The service signs for nobody else."""
    with running(service) as reached, pytest.raises(Refused):
        RemoteProvider(replace(reached, token="another")).certify(SIGNER, datetime.now(UTC))


def test_the_own_key_is_made_once_and_for_the_service_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One root however often it is needed, readable by nobody else; lost after a signature it is not made anew."""
    path = tmp_path / "keys" / "signing.pem"
    monkeypatch.setattr(authority, "was_signed_electronically", lambda: False)
    assert OwnAuthority(path).roots() == []
    OwnAuthority(path).certify(SIGNER, NOW)
    root = OwnAuthority(path).roots()
    OwnAuthority(path).certify(SIGNER, NOW)
    assert OwnAuthority(path).roots() == root
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()
    monkeypatch.setattr(authority, "was_signed_electronically", lambda: True)
    with pytest.raises(Refused):
        OwnAuthority(path).certify(SIGNER, NOW)
    assert not path.exists()


@pytest.mark.parametrize("words", ["", "{}", '{"base": "ftp://x", "token": "t", "roots": "r"}', "[1]"])
def test_a_service_that_makes_no_sense_is_said_at_once(tmp_path: Path, words: str) -> None:
    """A file that names no service stops with its name."""
    path = tmp_path / "signing-service.json"
    assert service_at(path) is None
    path.write_text(words)
    with pytest.raises(Refused, match="signing-service"):
        service_at(path)
