"""Holders: people who keep a key on a stick of their own, and sign with it on any machine, offline.

A stick carries ``holder.key`` (the private key, sealed with a passphrase as an age file, so that stock ``age -d`` opens
it, too) and ``holder.card``, the public half, which goes to the hub. A card is signed by the key that it introduces; that
it is the person's is vouched for by who brings it, and by the number that two people compare.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from securesystemslib.signer import CryptoSigner, SSlibKey

from lianjian_feed import statements
from lianjian_feed.cards import is_moment, is_name
from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.keys import RoleKey
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import SIGNATURE

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from securesystemslib.signer import Key

FORMAT = "lianjian-holder/1"
KEY_FORMAT = "lianjian-holder-key/1"
KEY, CARD = "holder.key", "holder.card"
CAP = 4096  # bytes of either file
SHORTEST = 10  # characters of a passphrase


@dataclass(frozen=True)
class Holder:
    """Who keeps a key. ``data``: the card as it was signed."""

    name: str
    key: str  # raw Ed25519 public key in hex
    made_at: str  # RFC 3339
    data: bytes

    @property
    def public(self) -> Key:
        """The key as TUF metadata names it."""
        return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key)))

    @property
    def number(self) -> str:
        """What two people compare by telephone."""
        return number_of(self.key)

    @classmethod
    def parse(cls, data: bytes) -> Holder:
        """Read a card; Refused where it is none or is not signed by its own key."""
        said = statements.read(FORMAT, data, cap=CAP)
        statements.strictly(said.told, FORMAT, made_at=is_moment, name=is_name)
        return cls(said.told["name"], said.key, said.told["made_at"], data)


def number_of(key: str) -> str:
    """Half of the sha256 of a raw public key, in groups of four digits."""
    whole = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]
    return " ".join(whole[at : at + 4] for at in range(0, 32, 4))


def make_holder(stick: Path, name: str, passphrase: str, now: datetime) -> Holder:
    """Make a key on ``stick``; refused where one is there already."""
    if (stick / KEY).exists():
        raise Refused("There is a key in {path} already; it is not overwritten.", path=stick)
    if not is_name(name):
        raise Refused("A holder needs a name that can be shown.")
    if len(passphrase) < SHORTEST:
        raise Refused("A passphrase has at least {least} characters.", least=SHORTEST)
    private = Ed25519PrivateKey.generate()
    card = statements.sign(FORMAT, {"made_at": now.isoformat(timespec="seconds"), "name": name}, private)
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex()
    told = {"format": KEY_FORMAT, "name": name, "private": raw, "scheme": SIGNATURE}
    make_directory(stick)
    write_file(stick / KEY, pyrage.passphrase.encrypt(statements.canonical(told), passphrase), mode=0o600)
    write_file(stick / CARD, card)
    return Holder.parse(card)


def read_card(path: Path) -> Holder:
    """The card at ``path``, or on the stick ``path``."""
    return Holder.parse(_read(path / CARD if path.is_dir() else path))


def unlock(stick: Path, passphrase: str) -> RoleKey:
    """The key on ``stick``; Refused where the passphrase is another, or the file is not a holder's key."""
    sealed = _read(stick / KEY)
    try:
        told = json.loads(pyrage.passphrase.decrypt(sealed, passphrase))
    except (pyrage.DecryptError, ValueError) as error:
        raise Refused("The passphrase does not open the key in {path}.", path=stick) from error
    try:
        if told["format"] != KEY_FORMAT or told["scheme"] != SIGNATURE:
            raise ValueError(told["format"])
        signer = CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["private"])))
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("Key file {path} cannot be read.", path=stick / KEY) from error
    return RoleKey("holder", signer)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(CAP + 1)
    except OSError as error:
        raise Refused("{path} cannot be read.", path=path) from error
    if len(data) > CAP:
        raise Refused("{path} cannot be read.", path=path)
    return data
