"""What islands needs from outside: somebody who signs and writes the feed, and reads pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


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
