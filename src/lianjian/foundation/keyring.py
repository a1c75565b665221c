"""Keys that open what is sealed at rest: one file each under LIANJIAN_HOME/keys, readable by the service alone."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.kernel.sealed import KEY_BYTES, SealBrokenError

if TYPE_CHECKING:
    from pathlib import Path


def key_file(name: str) -> Path:
    """Where the key called ``name`` lies; made when it first seals something."""
    path: Path = settings.HOME / "keys" / name
    return path


def sealing_key(name: str, *, make: bool = False) -> bytes:
    """The key. ``make`` creates the file where there is none. Raises SealBrokenError where it is missing or no key."""
    path = key_file(name)
    if make and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_bytes(KEY_BYTES).hex())
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as missing:
        msg = f"keys/{name} is missing or damaged"
        raise SealBrokenError(msg) from missing
    if len(key) != KEY_BYTES:
        msg = f"keys/{name} has the wrong length"
        raise SealBrokenError(msg)
    return key
