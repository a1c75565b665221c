"""A signing service over HTTP, as a licensed provider of electronic certification runs one: it certifies a signer and
signs a digest. After the Cloud Signature Consortium's API 1.0.4.0 (``credentials/…``, ``signatures/signHash``), of which
providers implement dialects: whoever connects one adapts this file and runs its contract tests against it.
"""

from __future__ import annotations

import base64
import binascii
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.ports import Credential
from lianjian.kernel.refusals import Refused, Unreachable, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from lianjian.apps.agreements.ports import Signer

LONGEST_ANSWER = 256 * 1024
BUSY = {408, 425, 429, 500, 502, 503, 504}
"""Answers after which the same call may be made again later (RFC 9110, 6585)."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where the service is, and what opens it. ``roots`` is PEM; ``timeout`` in seconds."""

    base: str
    token: str
    roots: str
    timeout: float = 15.0


def service_at(path: Path) -> Service | None:
    """The service that a JSON file names, None where there is no such file. Raises Refused where it makes no sense."""
    try:
        told = json.loads(path.read_bytes())
        service = Service(
            str(told["base"]).rstrip("/"),
            str(told["token"]),
            str(told["roots"]),
            float(told.get("timeout", 15)),
        )
        ders_of(service.roots)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise _senseless(path) from broken
    if not service.base.startswith(("https://", "http://127.0.0.1:")):
        raise _senseless(path)
    return service


def _senseless(path: Path) -> Refused:
    return Refused(
        gettext_noop("%(path)s does not name a signing service."),
        cure=gettext_noop("It holds base (https), token and roots (PEM) as JSON."),
        path=str(path),
    )


class RemoteProvider:
    """A ``SigningProvider`` behind HTTP. Every call is made once: whether a signature counts twice is for the provider."""

    licensed = True

    def __init__(self, service: Service) -> None:
        self.name = "remote"
        self.service = service

    def certify(self, signer: Signer, moment: datetime) -> Credential:
        """Ask for a credential for this signer."""
        told = self._call(
            "credentials/issue",
            {
                "commonName": signer.person,
                "organization": signer.organisation,
                "title": signer.role,
                "notBefore": signer.since.isoformat(),
                "notAfter": signer.until.isoformat() if signer.until else None,
                "at": moment.isoformat(),
            },
        )
        try:
            certificate, *chain = (base64.b64decode(one, validate=True) for one in told["cert"])
            return Credential(str(told["credentialID"]), certificate, tuple(chain))
        except (KeyError, TypeError, ValueError, binascii.Error) as nonsense:
            raise Unreachable("the signing service answered nonsense") from nonsense

    def sign(self, credential: Credential, digest: bytes) -> bytes:
        """Have a SHA-256 digest signed."""
        told = self._call(
            "signatures/signHash",
            {
                "credentialID": credential.handle,
                "hash": [base64.b64encode(digest).decode()],
                "hashAlgo": "2.16.840.1.101.3.4.2.1",  # SHA-256
            },
        )
        try:
            (signature,) = (base64.b64decode(one, validate=True) for one in told["signatures"])
        except (KeyError, TypeError, ValueError, binascii.Error) as nonsense:
            raise Unreachable("the signing service answered nonsense") from nonsense
        return signature

    def roots(self) -> Sequence[bytes]:
        """The roots that the installation was told to trust."""
        return ders_of(self.service.roots)

    def revocations(self, moment: datetime) -> Sequence[bytes]:
        """None: such services publish theirs elsewhere, and nothing is fetched here."""
        del moment
        return []

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 - service_at lets https through only, and this machine
            f"{self.service.base}/csc/v1/{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.service.token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self.service.timeout) as answer:  # noqa: S310 - see above
                told = json.loads(answer.read(LONGEST_ANSWER))
        except urllib.error.HTTPError as refusal:
            with refusal:
                if refusal.code in BUSY:
                    raise Unreachable(f"the signing service answered {refusal.code}") from refusal
                raise Refused(
                    gettext_noop("The signing service refuses (%(code)s). Nothing has been signed."),
                    cure=gettext_noop("Tell the administrator; a party can sign on paper meanwhile."),
                    code=refusal.code,
                ) from refusal
        except (OSError, ValueError) as silent:
            raise Unreachable("the signing service gives no answer", answered=False) from silent
        if not isinstance(told, dict):
            raise Unreachable("the signing service answered nonsense")
        return told


def ders_of(pem: str) -> list[bytes]:
    """The certificates of a PEM file as DER (RFC 7468)."""
    found = []
    for part in pem.split("-----BEGIN CERTIFICATE-----")[1:]:
        found.append(
            base64.b64decode("".join(part.split("-----END CERTIFICATE-----")[0].split()), validate=True)
        )
    if not found:
        raise ValueError("no certificate")
    return found
