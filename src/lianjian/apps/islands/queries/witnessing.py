"""The hub as a witness of the logs of stations: under which name and key it cosigns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from lianjian_feed.notes import COSIGNATURE, ED25519, VerifierKey
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from lianjian.apps.islands.ports import MailKeys


def witness_name() -> str:
    """The name under its cosignatures: stations learn it with the key from the book."""
    return f"lianjian-hub/{urlsplit(settings.BASE_URL).hostname or 'hub'}"


def witness_key(keys: MailKeys) -> VerifierKey:
    """What stations check them with."""
    return VerifierKey.of(keys.witness(), witness_name(), COSIGNATURE)


def log_key(station: str, key: str, origin: str) -> VerifierKey:
    """What the checkpoints of the log called ``origin`` are checked with: the signing key of its station.

    A box made anew whose log lost lines begins another log, under ``…/2`` and so on (decision 0044). Raises the feed's
    Refused where ``origin`` is no log of this station.
    """
    name = f"lianjian-station/{station}"
    if not re.fullmatch(re.escape(name) + "(?:/(?:[2-9]|[1-9][0-9]{1,2}))?", origin):
        raise Refused("The checkpoint is of {origin}, not of {name}.", origin=origin[:80], name=name)
    return VerifierKey(origin, ED25519, bytes.fromhex(key))
