"""Where things lie in a feed: a tree of static files that any web server, mirror or stick can carry."""

from __future__ import annotations

import re

TIMESTAMP = "metadata/timestamp.json"
INDEX = "packs/index.json"

#: A file of at most this many bytes travels in packs; a larger one is a blob of its own, fetched after the
#: text.
SMALL = 64 * 1024

ORGANISATION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
ROLE_PREFIX = "org-"

FOLDERS = ("metadata", "packs", "blobs")
#: What may lie beside a feed and is no part of what is signed: sealed replies by station, sealed parcels on a stick, and the
#: checkpoints and views that stations compare. A publisher never sweeps these.
BESIDE = ("replies", "outbox", "checkpoints")
_NAMES = {
    "metadata": rf"timestamp\.json|[0-9]+\.(?:root|targets|snapshot|{ROLE_PREFIX}{ORGANISATION.pattern})\.json",
    "packs": r"index\.json|[0-9]+-[0-9]+(?:\.[0-9]+)?\.pack",
    "blobs": r"[0-9a-f]{64}",
    "replies": r"st-[0-9a-f]{16}\.age",
    "outbox": r"[0-9a-f]{64}\.age",
    "checkpoints": r"[a-z0-9][a-z0-9.-]{0,99}\.txt",
}
_OWN = {  # a leading dot and an ending: what a run cut short left beside the file it was writing (durable.py)
    folder: re.compile(rf"(?:{names})|\.(?:{names})\.[0-9]+\.part") for folder, names in _NAMES.items()
}


def is_own(folder: str, name: str) -> bool:
    """Whether a feed would call a file in ``folder`` so: nothing else there is ever touched."""
    return folder in _OWN and _OWN[folder].fullmatch(name) is not None


def role_of(organisation: str) -> str:
    """The TUF role of an organisation."""
    return ROLE_PREFIX + organisation


def target_of(organisation: str) -> str:
    """The one target an organisation's role may list."""
    return f"{organisation}/catalogue"


def metadata(role: str, version: int) -> str:
    """A version of a role's metadata; only the timestamp has no version in its name."""
    return TIMESTAMP if role == "timestamp" else f"metadata/{version}.{role}.json"


def pack(start: int, end: int, segment: int = 0) -> str:
    """The pack (or its n-th further segment) that leads from one edition to another; 0 is nothing at all."""
    return f"packs/{start}-{end}.pack" if segment == 0 else f"packs/{start}-{end}.{segment}.pack"


def blob(digest: str) -> str:
    """A file over 64 KiB, by its sha256."""
    return f"blobs/{digest}"


def replies(station: str) -> str:
    """Where the sealed replies to a station lie, beside the feed."""
    return f"replies/{station}.age"


def outbox(digest: str) -> str:
    """Where a sealed parcel lies on a stick, by its sha256."""
    return f"outbox/{digest}.age"
