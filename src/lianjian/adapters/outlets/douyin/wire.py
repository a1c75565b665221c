"""What goes over the wire to Douyin: the link that opens its app with a film laid ready, and what it tells us afterwards.

From the platform's pages (developer.open-douyin.com: 发布内容至抖音 H5 场景, H5 发布 Schema 生成示例; read 2026-11-27):
``nonce_str``, ``ticket`` and ``timestamp`` joined as a query in this order, MD5; the ``share_id`` goes along as ``state``. Calls
to our address carry SHA-1 of the secret and the body in ``X-Douyin-Signature`` (several public clients agree; ``content`` comes
as an object or as text).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from lianjian.apps.matrix.rules.lengths import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.apps.matrix.rules.versions import Version

SCHEMA = "snssdk1128://openplatform/share"
SIGNATURE = "X-Douyin-Signature"
MOST_TITLE = 30
MOST_TAGS = 3
"""The code on the screen gets coarser with fewer words: what is missing is typed in or copied from the kit."""
ADDRESS = "https://www.douyin.com/video/{video_id}"


def signature(ticket: str, nonce: str, timestamp: str) -> str:
    """The platform's signature of a link."""
    text = f"nonce_str={nonce}&ticket={ticket}&timestamp={timestamp}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def laid_ready(client_key: str, *, ticket: str, share_id: str, film: str, nonce: str, now: datetime) -> str:
    """The signed part of the link, as a query. The words are added when it is shown."""
    timestamp = str(int(now.timestamp()))
    return urlencode(
        {
            "share_type": "h5",
            "client_key": client_key,
            "nonce_str": nonce,
            "timestamp": timestamp,
            "signature": signature(ticket, nonce, timestamp),
            "state": share_id,
            "video_path": film,
            "share_to_publish": "1",
        }
    )


def link(ready: str, version: Version) -> str:
    """The whole link: ``ready`` with the story's title and topics."""
    words = {"title": shorten(version.title, MOST_TITLE, "utf16")}
    if version.tags:
        words["hashtag_list"] = json.dumps(list(version.tags[:MOST_TAGS]), ensure_ascii=False)
    return f"{SCHEMA}?{ready}&{urlencode(words)}"


@dataclass(frozen=True, slots=True)
class Call:
    """What a call to our address says; ``challenge`` is None where it is none."""

    event: str
    client_key: str
    content: Mapping[str, Any]

    @property
    def challenge(self) -> object:
        """What is to be sent back when the address is entered at the platform."""
        return self.content.get("challenge") if self.event == "verify_webhook" else None


def call_in(body: bytes) -> Call | None:
    """A call out of its body; None where it is none."""
    try:
        told = json.loads(body)
        content = told.get("content")
        if isinstance(content, str):
            content = json.loads(content)
    except (ValueError, AttributeError):
        return None
    if not isinstance(content, dict):
        return None
    return Call(str(told.get("event", "")), str(told.get("client_key", "")), content)


def signature_fits(secret: str, body: bytes, signed: str) -> bool:
    """Whether a call was signed with our secret. Never without one."""
    expected = hashlib.sha1(secret.encode() + body, usedforsecurity=False).hexdigest()
    return bool(secret) and hmac.compare_digest(expected, signed.strip().lower())
