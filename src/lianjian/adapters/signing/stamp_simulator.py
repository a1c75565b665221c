"""A time-stamping authority for tests, behind real HTTP: it enforces the form of a request (RFC 3161, 2.4.1 and 3.4), answers
with stamps that hold, and has bad days on demand."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from lianjian.adapters.signing.keeping import usage
from lianjian.adapters.signing.stamping import StampingAuthority
from lianjian.kernel.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

SHA256_BYTES = hashlib.sha256().digest_size
KEY_BITS = 2048
LONGEST_REQUEST = 4096


class StampingService:
    """The authority. ``offset`` is how far its clock is from ours. ``faults`` are answered one after another before it
    works again: an HTTP status, "silent" (nothing for ``silence`` seconds, and then nothing), "nonsense", "refused" (a
    rejection as RFC 3161 has it), "replayed" (an answer to another question) or "stranger" (a stamp by a key of somebody
    else)."""

    def __init__(self, name: str = "测试时间戳机构", *, offset: timedelta = timedelta(0)) -> None:
        self.faults: list[int | str] = []
        self.asked = 0
        self.silence = 1.5
        self.refused: list[str] = []
        self.offset = offset
        self._name = name
        self._hand, self.root = self._made(name)

    @property
    def roots(self) -> str:
        """What an installation is told to trust, PEM."""
        return self.root.public_bytes(Encoding.PEM).decode()

    def answer(self, sent: bytes, kind: str) -> tuple[int, bytes]:
        """Status and body for a request."""
        self.asked += 1
        fault = self.faults.pop(0) if self.faults else None
        wrong = _wrong_with(sent, kind)
        if wrong:
            self.refused.append(wrong)
        if wrong or isinstance(fault, int):
            return fault if isinstance(fault, int) else 400, b""
        if fault == "nonsense":
            return 200, b"<html>gateway</html>"
        if fault == "refused":
            return 200, tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()
        request = tsp.TimeStampReq.load(sent)
        if fault == "replayed":
            request["message_imprint"]["hashed_message"] = hashlib.sha256(b"another question").digest()
        hand = self._made(self._name)[0] if fault == "stranger" else self._hand
        hand.fixed_dt = datetime.now().astimezone() + self.offset
        return 200, hand.request_tsa_response(request).dump()

    def _made(self, name: str) -> tuple[DummyTimeStamper, x509.Certificate]:
        """A hand that stamps, and the root of its certificate."""
        key, above = (rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS) for _ in range(2))
        called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} 根")])
        now = wall_clock()

        def certificate(subject: x509.Name, public: rsa.RSAPublicKey, *, authority: bool) -> x509.Certificate:
            made = (
                x509.CertificateBuilder()
                .subject_name(subject)
                .issuer_name(called)
                .public_key(public)
                .serial_number(x509.random_serial_number())
                .not_valid_before(now - timedelta(days=400))
                .not_valid_after(now + timedelta(days=4000))
                .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            )
            if authority:
                made = made.add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
            else:
                stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
                made = made.add_extension(usage(digital_signature=True), critical=True)
                made = made.add_extension(stamping, critical=True)
            return made.sign(above, hashes.SHA256())

        root = certificate(called, above.public_key(), authority=True)
        own = certificate(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key.public_key(), authority=False
        )
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        hand = DummyTimeStamper(
            asn1_x509.Certificate.load(own.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(private)
        )
        return hand, root


def _wrong_with(sent: bytes, kind: str) -> str:
    """What is wrong with a request, "" where nothing is."""
    if kind != "application/timestamp-query":
        return "media type"
    try:
        request = tsp.TimeStampReq.load(sent, strict=True).native
    except (ValueError, TypeError):
        return "no request"
    imprint = request["message_imprint"]
    if request["version"] != "v1" or imprint["hash_algorithm"]["algorithm"] != "sha256":
        return "algorithm"
    if len(imprint["hashed_message"]) != SHA256_BYTES:
        return "imprint"
    return "" if request["nonce"] is not None and request["cert_req"] else "nonce or certificates"


@contextmanager
def stamping(service: StampingService, *, timeout: float = 20.0) -> Iterator[StampingAuthority]:
    """The authority on a port of this machine; what an installation needs to use it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST_REQUEST))
            if service.faults and service.faults[0] == "silent":
                service.faults.pop(0)
                service.asked += 1
                time.sleep(service.silence)
                return
            status, told = service.answer(sent, self.headers.get("Content-Type", ""))
            self.send_response(status)
            self.send_header(
                "Content-Type", "application/timestamp-reply" if told[:1] == b"0" else "text/html"
            )
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # whoever asked has gone
                self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the library
            """Nothing: tests read ``asked``."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield StampingAuthority(
            f"http://127.0.0.1:{server.server_address[1]}/tsa", service.roots, timeout=timeout
        )
    finally:
        server.shutdown()
        server.server_close()
