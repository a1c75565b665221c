"""The private keys of the mailroom: files under LIANJIAN_HOME/keys/islands, for the service alone (decision 0043)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings

from lianjian.apps.islands.ports import KeyUnread
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.refusals import Refused as FeedRefused
from lianjian_feed.sealing import Identity

MAILROOM, REPLIES, WITNESS = "mailroom.age", "replies.key", "witness.key"
MADE = "made"
"""Written last: from then on a missing key was lost, and is not made anew."""
LONGEST = 4096  # bytes of a key file
MINE = 0o077


class FileKeys:
    """Implements ``islands.ports.MailKeys``. The three keys of the hub are made together, on first use: one that is
    missing later was lost, and stations hold what was sealed to it."""

    def mailroom(self) -> Identity:
        return self._identity(self._own(MAILROOM))

    def replies(self) -> Ed25519PrivateKey:
        return self._signing(self._own(REPLIES))

    def witness(self) -> Ed25519PrivateKey:
        return self._signing(self._own(WITNESS))

    def make_inbox(self, key: str) -> str:
        path = _inbox(key)
        if not path.exists():
            make_directory(path.parent, 0o700)
            _write_once(path, _new_identity())
        return self._identity(path).recipient

    def inbox(self, key: str) -> Identity:
        return self._identity(_inbox(key))

    def _own(self, name: str) -> Path:
        folder = _folder()
        if not (folder / MADE).exists():
            make_directory(folder, 0o700)
            _write_once(folder / MAILROOM, _new_identity())
            _write_once(folder / REPLIES, _new_signing())
            _write_once(folder / WITNESS, _new_signing())
            _write_once(folder / MADE, b"1")
        return folder / name

    def _identity(self, path: Path) -> Identity:
        identity = Identity(_read(path))
        try:
            identity.recipient  # noqa: B018 - raises where it is no key
        except FeedRefused as broken:
            raise _gone(path) from broken
        return identity

    def _signing(self, path: Path) -> Ed25519PrivateKey:
        try:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_read(path)))
        except ValueError as broken:
            raise _gone(path) from broken


def _folder() -> Path:
    return Path(settings.HOME) / "keys" / "islands"


def _inbox(key: str) -> Path:
    return _folder() / "inboxes" / f"{key}.age"


def _new_identity() -> bytes:
    return Identity.make().secret.encode()


def _new_signing() -> bytes:
    raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return raw.hex().encode()


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & MINE:
            raise KeyUnread(
                gettext_noop("Others can read the key %(path)s."),
                cure=gettext_noop("Run chmod -R go= on its folder."),
                path=str(path),
            )
        with path.open("rb") as file:
            return file.read(LONGEST).decode("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError) as missing:
        raise _gone(path) from missing
    except OSError as failure:
        raise KeyUnread(
            gettext_noop("%(path)s cannot be read: %(reason)s."), path=str(path), reason=failure.strerror
        ) from failure


def _gone(path: Path) -> Refused:
    return Refused(
        gettext_noop("The key %(path)s is missing or damaged."),
        cure=gettext_noop(
            "Bring it back from a backup; what was sealed to it cannot be opened with another."
        ),
        path=str(path),
    )


def _write_once(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path`` unless another process was first."""
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    write_file(beside, data, mode=0o600)
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    sync_directory(path.parent)
