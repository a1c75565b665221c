"""A TUF repository in memory, of plain dictionaries: what it says is made without the code under test.

It answers over HTTP on the loopback, remembers what was asked, and says whatever a test tells it to.
"""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from securesystemslib.formats import encode_canonical
from securesystemslib.signer import CryptoSigner

from lianjian_feed.conformance import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOP = ("root", "targets", "snapshot", "timestamp")
UP = ("targets", "snapshot", "timestamp")  # the order in which an edition is made
NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def until(**by: float) -> str:
    """A date in the form of TUF, reckoned from the start of the test."""
    return f"{NOW + timedelta(**by):%Y-%m-%dT%H:%M:%SZ}"


def sha(data: bytes, name: str = "sha256") -> str:
    return hashlib.new(name, data).hexdigest()


class Repository:
    """``said``: the next word of each role; ``signers``: who signs it; ``shown``: what readers can get, by
    version.
    """

    def __init__(self) -> None:
        common = {"spec_version": "1.0.31", "version": 0, "expires": until(days=30)}
        self.said: dict[str, dict[str, Any]] = {
            "root": common | {"_type": "root", "consistent_snapshot": True, "keys": {}, "roles": {}},
            "timestamp": common | {"_type": "timestamp", "meta": {"snapshot.json": {"version": 1}}},
            "snapshot": common | {"_type": "snapshot", "meta": {}},
            "targets": common | {"_type": "targets", "targets": {}},
        }
        self.signers: dict[str, list[CryptoSigner]] = {}
        self.shown: dict[str, dict[int, bytes]] = {}
        self.newest: dict[str, bytes] = {}
        self.artifacts: dict[str, bytes] = {}
        self.asked: list[tuple[str, int | None]] = []
        self.asked_artifacts: list[str] = []
        self.with_hashes = False
        for role in TOP:
            self.said["root"]["roles"][role] = {"keyids": [], "threshold": 1}
            self.add_key(role)
        self.publish(*UP, "root")

    # -- keys

    def add_key(self, role: str, signer: CryptoSigner | None = None, *, by: str = "root") -> CryptoSigner:
        """One more key for ``role`` in what ``by`` says, and one more signer."""
        signer = signer or CryptoSigner.generate_ed25519()
        keyid = signer.public_key.keyid
        keys, asks = self._delegation(role, by)
        keys[keyid] = signer.public_key.to_dict()
        if keyid not in asks["keyids"]:
            asks["keyids"].append(keyid)
        self.signers.setdefault(role, []).append(signer)
        return signer

    def name_keys(self, role: str, named: list[CryptoSigner], threshold: int) -> None:
        """What the root says of a top-level role, whoever signs."""
        asks = self.said["root"]["roles"][role]
        asks |= {"keyids": [signer.public_key.keyid for signer in named], "threshold": threshold}
        for signer in named:
            self.said["root"]["keys"][signer.public_key.keyid] = signer.public_key.to_dict()

    def rotate(self, role: str) -> None:
        self.signers[role] = []
        self.said["root"]["roles"][role]["keyids"] = []
        self.add_key(role)

    def _delegation(self, role: str, by: str) -> tuple[dict[str, Any], dict[str, Any]]:
        if by == "root":
            return self.said["root"]["keys"], self.said["root"]["roles"][role]
        told = self.said[by]["delegations"]
        return told["keys"], next(asks for asks in told["roles"] if asks["name"] == role)

    def delegate(
        self, by: str, role: str, *paths: str, terminating: bool = False, key: CryptoSigner | None = None
    ) -> None:
        """``by`` lets ``role`` speak of ``paths``, with a key of its own."""
        told = self.said[by].setdefault("delegations", {"keys": {}, "roles": []})
        asks = {"name": role, "keyids": [], "threshold": 1, "terminating": terminating}
        told["roles"].append(asks | {"paths": list(paths or ("*",))})
        empty = {"_type": "targets", "spec_version": "1.0.31", "version": 0, "targets": {}}
        self.said.setdefault(role, empty | {"expires": until(days=30)})
        self.add_key(role, key, by=by)

    # -- content

    def add(self, role: str, path: str, data: bytes, *hashes: str) -> None:
        """A target of ``role`` and the artifact itself."""
        told = {name: sha(data, name) for name in hashes or ("sha256",)}
        self.said[role]["targets"][path] = {"length": len(data), "hashes": told}
        self.artifacts[path] = data

    def sign(self, role: str) -> bytes:
        """What ``role`` says now, signed by whoever signs for it."""
        body = encode_canonical(self.said[role]).encode()
        found = {}
        for signer in self.signers[role]:
            made = signer.sign(body)
            found[made.keyid] = made.to_dict()
        return json.dumps({"signatures": list(found.values()), "signed": self.said[role]}).encode()

    def publish(self, *roles: str) -> None:
        """A next version of each role, in this order; the roles above learn of it."""
        for role in roles:
            self.said[role] = self.said[role] | {"version": self.said[role]["version"] + 1}
            self.show(role, self.sign(role))

    def show(self, role: str, data: bytes, version: int | None = None) -> None:
        """Serve ``data`` as this version of ``role``, and list it where roles are listed."""
        version = version or self.said[role]["version"]
        self.shown.setdefault(role, {})[version] = data
        self.newest[role] = data
        meta: dict[str, Any] = {"version": self.said[role]["version"]}
        if self.with_hashes:
            meta |= {"length": len(data), "hashes": {"sha256": sha(data)}}
        if role == "snapshot":
            self.said["timestamp"]["meta"] = {"snapshot.json": meta}
        elif role not in {"root", "timestamp"}:
            self.said["snapshot"]["meta"] = self.said["snapshot"]["meta"] | {f"{role}.json": meta}

    def again_from(self, role: str, version: int) -> None:
        """Forget what was published of ``role``; the next version is ``version``."""
        self.shown.pop(role)
        self.said[role] = self.said[role] | {"version": version - 1}

    # -- answering

    def answer(self, path: str) -> bytes | None:
        """What lies at this path; nothing where nothing does."""
        kind, _, rest = path.partition("/")
        is_consistent = self.said["root"]["consistent_snapshot"]
        if kind == "targets":
            folder, slash, last = unquote(rest).rpartition("/")
            self.asked_artifacts.append(rest)
            return self.artifacts.get(folder + slash + (last.partition(".")[2] if is_consistent else last))
        told = rest.removesuffix(".json")
        number, dot, role = told.partition(".")
        if dot and number.isdigit():
            self.asked.append((role, int(number)))
            return self.shown.get(unquote(role), {}).get(int(number))
        self.asked.append((told, None))
        is_plain = told == "timestamp" or not is_consistent
        return self.newest.get(unquote(told)) if is_plain and unquote(told) in self.shown else None


@contextmanager
def answering(repository: Repository) -> Iterator[str]:
    """The repository on the loopback; answers its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = repository.answer(self.path.lstrip("/"))
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Client:
    """The client as the suite runs it: a command line, and two directories to look at."""

    home: Path
    url: str
    now: datetime = NOW
    places: tuple[Path, Path] = field(init=False)

    def __post_init__(self) -> None:
        self.places = (self.home / "metadata", self.home / "targets")
        for place in self.places:
            place.mkdir()

    @property
    def address(self) -> list[str]:
        return ["--metadata-dir", str(self.places[0]), "--metadata-url", f"{self.url}/metadata/"]

    def run(self, *told: str) -> int:
        return main([*self.address, *told], now=lambda: self.now)

    def begin(self, root: bytes) -> int:
        (self.home / "first.json").write_bytes(root)
        return main(["--metadata-dir", str(self.places[0]), "init", str(self.home / "first.json")])

    def refresh(self, **later: float) -> int:
        return main([*self.address, "refresh"], now=lambda: self.now + timedelta(**later))

    def download(self, *names: str) -> int:
        where = ["--target-base-url", f"{self.url}/targets/", "--target-dir", str(self.places[1])]
        asked = [word for name in names for word in ("--target-name", name)]
        return self.run(*where, *asked, "download")

    def held(self) -> dict[str, int]:
        """Roles kept, and their versions."""
        found = {path.stem: path.read_bytes() for path in self.places[0].glob("*.json")}
        return {role: json.loads(data)["signed"]["version"] for role, data in found.items()}

    def bytes_of(self, role: str) -> bytes:
        return (self.places[0] / f"{role}.json").read_bytes()

    def artifacts(self) -> set[bytes]:
        return {path.read_bytes() for path in self.places[1].rglob("*") if path.is_file()}
