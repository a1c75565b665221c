"""The hub as a witness of the logs of stations: under which name and key it cosigns."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from lianjian_feed.notes import COSIGNATURE, VerifierKey

if TYPE_CHECKING:
    from lianjian.apps.islands.ports import MailKeys


def witness_name() -> str:
    """The name under its cosignatures: stations learn it with the key from the book."""
    return f"lianjian-hub/{urlsplit(settings.BASE_URL).hostname or 'hub'}"


def witness_key(keys: MailKeys) -> VerifierKey:
    """What stations check them with."""
    return VerifierKey.of(keys.witness(), witness_name(), COSIGNATURE)


def log_key(station: str, key: str) -> VerifierKey:
    """What the checkpoints of a station's log are checked with: its signing key under the name of its log."""
    return VerifierKey(f"lianjian-station/{station}", 1, bytes.fromhex(key))
