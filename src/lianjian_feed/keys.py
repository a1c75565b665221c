"""Where the hub keeps its signing keys: one directory, one file a key, readable by its owner only.

A key file names its scheme (decision 0013). Root and organisation keys may be held elsewhere (``holders``):
what is not there cannot sign, and says so by name. Which keys count is never said here but in the newest root and
list of organisations: a file more or less in this directory changes nothing that readers believe.

Endings: ``.key`` signs; ``.next`` waits for a root that names it; ``.retired`` has no private half any more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from securesystemslib.signer import CryptoSigner

from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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

    def __init__(self, path: Path, threshold: int, named: Mapping[str, frozenset[str]] | None = None) -> None:
        self.path = path
        self.root_threshold = threshold
        self._named = named or {}

    @classmethod
    def create(cls, path: Path, *, roots: int = 1, threshold: int = 1) -> KeyStore:
        """Make ``roots`` root keys, of which ``threshold`` must sign, and one for each online role.

        None of none: where a ceremony of holders makes the first root.
        """
        if not 1 <= threshold <= roots and (roots, threshold) != (0, 0):
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

    def add(self, role: str, *, ending: str = "key") -> RoleKey:
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
        name = f"{role}.{signer.public_key.keyid[:16]}.{ending}"
        write_file(self.path / name, json.dumps(told).encode(), mode=0o600)
        return RoleKey(role, signer)

    def keys(self, role: str, among: Iterable[str] | None = None, *, ending: str = "key") -> list[RoleKey]:
        """The keys at hand for ``role``, in a fixed order; only those of the ids ``among`` where given."""
        found = [_read(path) for path in sorted(self.path.glob(f"{role}.*.{ending}"))]
        wanted = self._named.get(role) if among is None else set(among)
        return [key for key in found if key.role == role and (wanted is None or key.public.keyid in wanted)]

    def naming(self, named: Mapping[str, Iterable[str]]) -> KeyStore:
        """The same store in which only the key ids ``named`` for a role sign for it."""
        told = {role: frozenset(keyids) for role, keyids in named.items()}
        return KeyStore(self.path, self.root_threshold, {**self._named, **told})

    def adopt(self, role: str, named: Iterable[str]) -> None:
        """Let waiting keys of the ids ``named`` sign from now on."""
        for key in self.keys(role, named, ending="next"):
            self._path(key, "next").replace(self._path(key, "key"))
            sync_directory(self.path)

    def settle(self, role: str, named: Iterable[str]) -> None:
        """Make the keys at hand those of the ids ``named``: waiting ones begin to sign, others are retired.

        What waits for another root goes: proposals made before this one can never be applied any more. May be cut
        off anywhere and done again.
        """
        wanted = set(named)
        self.adopt(role, wanted)
        for path in self.path.glob(f"{role}.*.next"):
            path.unlink()
        for path in sorted(self.path.glob(f"{role}.*.key")):
            key = _read(path)
            if key.role == role and key.public.keyid not in wanted:
                self.retire(key)

    def retire(self, key: RoleKey) -> None:
        """Take a key's private half away so that nobody signs with it any more; who it was stays on record."""
        told = {
            "format": FORMAT,
            "role": key.role,
            "scheme": SIGNATURE,
            "keyid": key.public.keyid,
            "public": key.public.keyval["public"],
        }
        write_file(self._path(key, "retired"), json.dumps(told).encode(), mode=0o600)
        self._path(key, "key").unlink()
        sync_directory(self.path)

    def _path(self, key: RoleKey, ending: str) -> Path:
        return self.path / f"{key.role}.{key.public.keyid[:16]}.{ending}"


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
