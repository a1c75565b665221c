"""The key that opens credentials: one file under LIANJIAN_HOME/keys, readable by the service alone."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.apps.matrix.rules.sealing import KEY_BYTES, SealBrokenError

if TYPE_CHECKING:
    from pathlib import Path


def key_path() -> Path:
    """Where the key lies; made when the first credentials are stored."""
    path: Path = settings.HOME / "keys" / "outlets.key"
    return path


def outlet_key(*, make: bool = False) -> bytes:
    """The key. ``make`` creates the file where there is none. Raises SealBrokenError where it is missing or
    no key."""
    path = key_path()
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
        msg = "keys/outlets.key is missing or damaged"
        raise SealBrokenError(msg) from missing
    if len(key) != KEY_BYTES:
        msg = "keys/outlets.key has the wrong length"
        raise SealBrokenError(msg)
    return key
