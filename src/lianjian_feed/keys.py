"""Where the hub keeps its signing keys: one directory, one file a key, readable by its owner only.

A key file names its scheme (decision 0013). Root and organisation keys may be carried away on a stick after
the ceremony: what is not there cannot sign, and says so by name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from securesystemslib.signer import CryptoSigner

from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from securesystemslib.signer import Key

FORMAT = "lianjian-key/1"
ONLINE = ("targets", "snapshot", "timestamp")


@dataclass(frozen=True)
class RoleKey:
    """A private key and the role it signs for."""

    role: str
    signer: CryptoSigner

    @property
    def public(self) -> Key:
        return self.signer.public_key


class KeyStore:
    """The keys of one network.

    ``create`` holds the ceremony for a new one, ``open`` reads an existing one.
    """

    def __init__(self, path: Path, threshold: int, left_out: frozenset[str] = frozenset()) -> None:
        self.path = path
        self.root_threshold = threshold
        self._left_out = left_out

    @classmethod
    def create(cls, path: Path, *, roots: int = 1, threshold: int = 1) -> KeyStore:
        """Make ``roots`` root keys, of which ``threshold`` must sign, and one for each online role."""
        if not 1 <= threshold <= roots:
            raise Refused("A threshold of {threshold} needs at least as many root keys.", threshold=threshold)
        if (path / "store.json").exists():
            raise Refused("There are keys in {path} already; they are not overwritten.", path=path)
        make_directory(path, 0o700)
        path.chmod(0o700)
        store = cls(path, threshold)
        for _ in range(roots):
            store.add("root")
        for role in ONLINE:
            store.add(role)
        told = {"format": FORMAT, "root_threshold": threshold}
        write_file(
            path / "store.json", json.dumps(told).encode(), mode=0o600
        )  # last: without it nothing is a store
        return store

    @classmethod
    def open(cls, path: Path) -> KeyStore:
        """Read the store at ``path``; refuse one that others on the machine could read."""
        try:
            told = json.loads((path / "store.json").read_bytes())
            threshold = int(told["root_threshold"])
        except FileNotFoundError as error:
            raise Refused("There are no keys in {path}.", path=path) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused("Key file {path} cannot be read.", path=path / "store.json") from error
        if path.stat().st_mode & 0o077:
            raise Refused("Others can read {path}: run chmod -R go= on it.", path=path)
        return cls(path, threshold)

    @classmethod
    def open_or_create(cls, path: Path) -> KeyStore:
        """The store at ``path``, made with a single root key when there is none (one machine, no ceremony
        yet).
        """
        return cls.open(path) if (path / "store.json").exists() else cls.create(path)

    def add(self, role: str) -> RoleKey:
        """A new key for ``role``, beside those it has."""
        private = Ed25519PrivateKey.generate()
        signer = CryptoSigner(private)
        told = {
            "format": FORMAT,
            "role": role,
            "scheme": SIGNATURE,
            "keyid": signer.public_key.keyid,
            "private": private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex(),
        }
        name = f"{role}.{signer.public_key.keyid[:16]}.key"
        write_file(self.path / name, json.dumps(told).encode(), mode=0o600)
        return RoleKey(role, signer)

    def keys(self, role: str) -> list[RoleKey]:
        """The keys at hand for ``role``, in a fixed order."""
        found = [_read(path) for path in sorted(self.path.glob(f"{role}.*.key"))]
        return [key for key in found if key.role == role and key.public.keyid not in self._left_out]

    def leaving_out(self, keys: Iterable[RoleKey]) -> KeyStore:
        """The same store as it will be once ``keys`` are retired."""
        gone = frozenset(key.public.keyid for key in keys)
        return KeyStore(self.path, self.root_threshold, self._left_out | gone)

    def retire(self, key: RoleKey) -> None:
        """Put a key aside so that it signs no more; its file stays for the record under another ending."""
        name = f"{key.role}.{key.public.keyid[:16]}"
        (self.path / f"{name}.key").replace(self.path / f"{name}.retired")


def _read(path: Path) -> RoleKey:
    if path.stat().st_mode & 0o077:
        raise Refused("Others can read {path}: run chmod -R go= on it.", path=path)
    try:
        told = json.loads(path.read_bytes())
        if told["format"] != FORMAT or told["scheme"] != SIGNATURE:
            raise Refused("Key file {path} names a scheme this release cannot sign with.", path=path)
        signer = CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["private"])))
        if signer.public_key.keyid != told["keyid"]:
            raise ValueError(told["keyid"])
        return RoleKey(str(told["role"]), signer)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused("Key file {path} cannot be read.", path=path) from error
