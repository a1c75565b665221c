"""What islands needs from outside: somebody who signs and writes the feed, keys that lie apart, and a place for post."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lianjian_feed.sealing import Identity


class SignedFeed(Protocol):
    """What lies in the feed after signing."""

    @property
    def version(self) -> int: ...

    @property
    def root(self) -> Path: ...

    @property
    def entries(self) -> int: ...

    @property
    def bytes(self) -> int: ...


class FeedWriter(Protocol):
    """Signs and writes all files of the organisations named; the others stay as they were."""

    def write(self, contents: Mapping[str, Mapping[str, bytes]], names: Mapping[str, str]) -> SignedFeed:
        """Raises Refused where keys or disk do not allow it; readers then keep the old edition."""
        ...

    def picture(self, path: str) -> bytes:
        """The bytes of a stored picture. Raises Refused where it is gone."""
        ...


class KeyUnread(Refused):
    """A key is there and cannot be read just now: what is sealed to it waits, and is not lost."""


class MailKeys(Protocol):
    """The private keys of the mailroom, made on first use and never made anew where one is missing that was there
    (decision 0043). Each raises Refused where a key is gone, KeyUnread where it cannot be read."""

    def mailroom(self) -> Identity:
        """Opens parcels."""
        ...

    def replies(self) -> Ed25519PrivateKey:
        """Signs replies."""
        ...

    def witness(self) -> Ed25519PrivateKey:
        """Cosigns the checkpoints of stations."""
        ...

    def make_inbox(self, key: str) -> str:
        """The recipient of the inbox called ``key``, with a new private half where there is none."""
        ...

    def inbox(self, key: str) -> Identity:
        """Opens the letters of an inbox."""
        ...


class PostOffice(Protocol):
    """Sealed files that come and go. Whatever is put lasts when the call returns."""

    def put_parcel(self, data: bytes) -> bool:
        """Keep a parcel until it is taken in; False where the room is full and it was not kept."""
        ...

    def parcels(self, limit: int) -> Iterator[tuple[str, bytes]]:
        """Parcels that wait, by digest, oldest first."""
        ...

    def forget_parcel(self, digest: str) -> None:
        """It was taken in, or is none."""
        ...

    def postpone_parcel(self, digest: str) -> None:
        """Taking it in failed by a fault of ours: ten minutes later it is tried again."""
        ...

    def put_replies(self, station: str, data: bytes) -> None:
        """Lay the sealed replies beside the feed."""
        ...

    def drop_replies(self, station: str) -> None:
        """Take them away: nothing is said to this station any more."""
        ...


@cache
def mail_keys() -> MailKeys:
    """The keys that ``settings.LIANJIAN_MAIL_KEYS`` names."""
    path: str = import_string(settings.LIANJIAN_MAIL_KEYS)
    found: MailKeys = import_string(path)()
    return found


@cache
def post_office() -> PostOffice:
    """The post office that ``settings.LIANJIAN_POST_OFFICE`` names."""
    path: str = import_string(settings.LIANJIAN_POST_OFFICE)
    found: PostOffice = import_string(path)()
    return found
