"""The box's own keys: it signs with one and opens with the other. They never leave it but on the recovery sheet.

``HOME/keys/box.json``, readable by its owner only, written once and durably. What villagers write is *not* opened by these:
see the store key, which exists only under the keepers' passphrases.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lianjian_feed.cards import station_id, write_card
from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import SIGNATURE
from lianjian_feed.sealing import SCHEME, Identity
from lianjian_feed.statements import public_hex

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from lianjian_station.home import Home

FORMAT = "lianjian-box-keys/1"
SALT = 32  # bytes


@dataclass(frozen=True)
class Keys:
    """``signing`` signs letters, parcels and the log; ``identity`` opens replies; ``salt`` blinds names in the log."""

    signing: Ed25519PrivateKey
    identity: Identity
    salt: bytes

    def __repr__(self) -> str:
        return f"Keys({self.id})"

    @property
    def public(self) -> str:
        """The raw signing key in hex."""
        return public_hex(self.signing)

    @property
    def id(self) -> str:
        return station_id(self.public)

    def card(self, home: Home, now: datetime) -> bytes:
        """The public card that the hub enrols."""
        settings = home.settings
        if not settings.village:
            raise Refused("The station has no village yet: run init again with --village.")
        return write_card(
            self.signing,
            recipient=self.identity.recipient,
            village=settings.village,
            division=settings.division,
            made_at=now,
        )

    @classmethod
    def open_or_create(cls, home: Home) -> Keys:
        """The keys of ``home``, made on first use. Two processes that begin at once end with the same keys."""
        path = home.path / "keys" / "box.json"
        if not path.exists():
            make_directory(path.parent, 0o700)
            fresh = cls(Ed25519PrivateKey.generate(), Identity.make(), secrets.token_bytes(SALT))
            _write_once(path, fresh.to_bytes())
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Keys:
        try:
            if path.stat().st_mode & 0o077:
                raise Refused("Others can read {path}: run chmod -R go= on it.", path=path)
            return cls.parse(path.read_bytes())
        except OSError as error:
            raise Refused("Key file {path} cannot be read.", path=path) from error

    def to_bytes(self) -> bytes:
        """The secret form: for the key file and the recovery sheet only."""
        private = self.signing.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        told = {
            "format": FORMAT,
            "opening": self.identity.secret,
            "salt": self.salt.hex(),
            "sealing": SCHEME,
            "signing": SIGNATURE,
            "secret": private.hex(),
        }
        return json.dumps(told, sort_keys=True).encode()

    @classmethod
    def parse(cls, data: bytes) -> Keys:
        try:
            told = json.loads(data)
            schemes = (told["format"], told["sealing"], told["signing"])
            if schemes != (FORMAT, SCHEME, SIGNATURE):
                raise ValueError(schemes)
            private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["secret"]))
            keys = cls(private, Identity(str(told["opening"])), bytes.fromhex(told["salt"]))
            keys.identity.recipient  # noqa: B018 - raises where it is no key
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("The box's keys cannot be read.") from error
        return keys


def _write_once(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` unless another process was first."""
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    write_file(beside, data, mode=0o600)
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    sync_directory(path.parent)
