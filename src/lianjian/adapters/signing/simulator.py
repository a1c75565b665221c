"""A signing service for tests, behind real HTTP: it enforces its side of the contract (a token, whole requests, SHA-256 digests,
one signature a credential, certificates within a mandate's days) and has bad days on demand."""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lianjian.adapters.signing.keeping import usage
from lianjian.adapters.signing.remote import Service
from lianjian.kernel.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


SHA256 = "2.16.840.1.101.3.4.2.1"
DIGEST_BYTES = 32
KEY_BITS = 2048


class SigningService:
    """The service: an RSA root, keys that sign once, and ``faults``, answered one after another before it works again:
    an HTTP status, "silent" (no answer in time) or "nonsense"."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self.faults: list[int | str] = []
        self.calls: list[str] = []
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "测试电子认证服务")])
        self.root = self._certificate(self._name, self._key.public_key(), authority=True)
        self._keys: dict[str, rsa.RSAPrivateKey] = {}

    def answer(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and JSON for a call."""
        self.calls.append(path)
        if token != f"Bearer {self.token}":
            return 401, {"error": "invalid_token"}
        verbs: dict[str, Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]] = {
            "/csc/v1/credentials/issue": self._issue,
            "/csc/v1/signatures/signHash": self._sign,
        }
        try:
            return verbs[path](body)
        except (KeyError, TypeError, ValueError):
            return 400, {"error": "invalid_request"}

    def _issue(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        since, at = datetime.fromisoformat(body["notBefore"]), datetime.fromisoformat(body["at"])
        until = datetime.fromisoformat(body["notAfter"]) if body["notAfter"] else at + timedelta(days=365)
        if not since <= at <= until or abs(wall_clock() - at) > timedelta(minutes=10):
            return 400, {"error": "invalid_request", "error_description": "the mandate does not hold now"}
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, body["organization"]),
                x509.NameAttribute(NameOID.TITLE, body["title"]),
                x509.NameAttribute(NameOID.COMMON_NAME, body["commonName"]),
            ]
        )
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        made = self._certificate(subject, key.public_key(), authority=False, since=since, until=until)
        handle = secrets.token_hex(8)
        self._keys[handle] = key
        chain = [made.public_bytes(Encoding.DER), self.root.public_bytes(Encoding.DER)]
        return 200, {"credentialID": handle, "cert": [base64.b64encode(one).decode() for one in chain]}

    def _sign(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        (digest,) = (base64.b64decode(one, validate=True) for one in body["hash"])
        if body["hashAlgo"] != SHA256 or len(digest) != DIGEST_BYTES:
            return 400, {"error": "invalid_request"}
        key = self._keys.pop(body["credentialID"], None)
        if key is None:
            return 403, {"error": "access_denied", "error_description": "the credential has signed"}
        signature = key.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
        return 200, {"signatures": [base64.b64encode(signature).decode()]}

    def _certificate(
        self,
        subject: x509.Name,
        key: rsa.RSAPublicKey,
        *,
        authority: bool,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> x509.Certificate:
        now = wall_clock()
        bits = (
            {"key_cert_sign": True} if authority else {"digital_signature": True, "content_commitment": True}
        )
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(since or now - timedelta(days=4000))
            .not_valid_after(until or now + timedelta(days=4000))
            .add_extension(
                x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True
            )
            .add_extension(usage(**bits), critical=True)
            .sign(self._key, hashes.SHA256())
        )


@contextmanager
def running(service: SigningService, *, timeout: float = 2.0) -> Iterator[Service]:
    """The service on a port of this machine; what an installation needs to use it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault = service.faults.pop(0) if service.faults else None
            if fault == "silent":
                time.sleep(timeout * 1.5)
                return
            status, told = service.answer(self.path, self.headers.get("Authorization", ""), json.loads(sent))
            data = json.dumps(told).encode()
            if fault == "nonsense":
                data = b"<html>gateway</html>"
            elif isinstance(fault, int):
                status, data = fault, b"{}"
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the library
            """Nothing: tests read ``calls``."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        roots = service.root.public_bytes(Encoding.PEM).decode()
        yield Service(f"http://127.0.0.1:{server.server_address[1]}", service.token, roots, timeout)
    finally:
        server.shutdown()
        server.server_close()
