"""The key that opens credentials of outlets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.foundation.keyring import key_file, sealing_key

if TYPE_CHECKING:
    from pathlib import Path

NAME = "outlets.key"


def key_path() -> Path:
    """Where the key lies; made when the first credentials are stored."""
    return key_file(NAME)


def outlet_key(*, make: bool = False) -> bytes:
    """The key. ``make`` creates the file where there is none. Raises SealBrokenError where it is missing or
    no key."""
    return sealing_key(NAME, make=make)
