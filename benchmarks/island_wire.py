"""A line that is counted: TCP payload in both directions, HTTP headers included; and cut, where that is asked for."""

from __future__ import annotations

import contextlib
import ssl
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from socket import SHUT_RDWR, create_connection, create_server, socket
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHUNK = 1 << 14


@dataclass
class Line:
    """What went over a line so far. ``cut``: bytes from the server after which a connection is cut; 0 never."""

    port: int = 0
    cut: int = 0
    up: int = 0
    down: int = 0
    connections: int = 0

    @property
    def total(self) -> int:
        return self.up + self.down

    def restart(self, cut: int = 0) -> None:
        self.cut, self.up, self.down, self.connections = cut, 0, 0, 0


@contextlib.contextmanager
def counted(port: int) -> Iterator[Line]:
    """A line to the server on the loopback's ``port``; give others ``line.port`` instead."""
    listener = create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    line, stop = Line(listener.getsockname()[1]), threading.Event()

    def accept() -> None:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                client, _ = listener.accept()
                line.connections += 1
                server = create_connection(("127.0.0.1", port))
                for way in (True, False):
                    threading.Thread(target=_carry, args=(client, server, line, way), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        stop.set()
        thread.join()
        listener.close()


def _carry(client: socket, server: socket, line: Line, is_up: bool) -> None:  # noqa: FBT001 - one of two ways
    source, target = (client, server) if is_up else (server, client)
    carried = 0
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            if not is_up and line.cut:
                data = data[: line.cut - carried]
            carried += len(data)
            if is_up:
                line.up += len(data)
            else:
                line.down += len(data)
            target.sendall(data)
            if not is_up and line.cut and carried >= line.cut:
                break
    for end in (target, source):
        with contextlib.suppress(OSError):
            end.shutdown(SHUT_RDWR)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A test authority and a leaf for 127.0.0.1, both P-256: the chain with its key, and what to trust."""
    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])

    def made(
        subject: x509.Name, public: ec.EllipticCurvePublicKey, more: x509.ExtensionType
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder(root_name, subject, public, x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(more, critical=False)
        )
        return builder.sign(root_key, hashes.SHA256())

    root = made(root_name, root_key.public_key(), x509.BasicConstraints(ca=True, path_length=None))
    leaf = made(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), key.public_key(), names)
    chain, trusted = folder / "chain.pem", folder / "trusted.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(secret + leaf.public_bytes(pem) + root.public_bytes(pem))
    trusted.write_bytes(root.public_bytes(pem))
    return chain, trusted


def server_context(chain: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(chain)
    return context
