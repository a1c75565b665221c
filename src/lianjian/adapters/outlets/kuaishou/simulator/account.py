"""One Kuaishou account as the platform keeps it: tokens, uploads in fragments, works, quotas. No socket; the clock is given."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.simulating.counting import Counted, QuotaUsedUp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOKEN_SECONDS = 172_800
REFRESH_DAYS = 180
CAPTION = 500
COVER_BYTES = 10 * 1024 * 1024
WHOLE = 10 * 1024 * 1024
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG"
SCOPE = "user_video_publish"


class Refusal(Exception):  # noqa: N818 - an answer of the platform
    """The platform answers with a result other than 1."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


@dataclass(slots=True)
class Upload:
    """A file on its way: what arrived of it, in order."""

    content: bytearray = field(default_factory=bytearray)
    fragments: int = 0
    complete: bool = False
    used: bool = False


@dataclass(slots=True)
class Work:
    """A published video; not known to ``photo/info`` before ``known``, pending until ``ready``."""

    photo_id: str
    caption: str
    sha256: str
    made: datetime
    known: datetime
    ready: datetime
    play_url: str


@dataclass(slots=True)
class Account:
    """``hidden`` seconds pass before a work is known, ``pending`` until it can be watched. A refresh token is good once:
    each renewal gives a new one."""

    app_id: str
    app_secret: str
    refresh_token: str
    address: str
    clock: Callable[[], datetime]
    hidden: float = 0.0
    pending: float = 1.0
    scopes: set[str] = field(default_factory=lambda: {"user_info", SCOPE})
    refuses_repeats: bool = False
    most: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, datetime] = field(default_factory=dict)
    renewals: int = 0
    uploads: dict[str, Upload] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    published: int = 0
    quotas: Counted = field(init=False)

    def __post_init__(self) -> None:
        self.quotas = Counted(self.clock, self.most)

    def renew(self, query: Mapping[str, str]) -> dict[str, Any]:
        """/oauth2/refresh_token."""
        if query.get("grant_type") != "refresh_token":
            raise Refusal(100200103)
        if query.get("app_id") != self.app_id or query.get("app_secret") != self.app_secret:
            raise Refusal(100200101)
        if query.get("refresh_token") != self.refresh_token:
            raise Refusal(100200107)
        self.refresh_token, token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.tokens[token] = self.clock() + timedelta(seconds=TOKEN_SECONDS)
        self.renewals += 1
        return {
            "access_token": token,
            "expires_in": TOKEN_SECONDS,
            "refresh_token": self.refresh_token,
            "refresh_token_expires_in": REFRESH_DAYS * 86_400,
            "scopes": sorted(self.scopes),
        }

    def admit(self, query: Mapping[str, str]) -> None:
        """Let a call pass, or raise."""
        if query.get("app_id") != self.app_id:
            raise Refusal(100200101)
        ends = self.tokens.get(query.get("access_token", ""))
        if ends is None or ends <= self.clock():
            raise Refusal(100200108)

    def start(self) -> dict[str, Any]:
        """photo/start_upload."""
        self._scope()
        token = secrets.token_urlsafe(24)
        self.uploads[token] = Upload()
        return {"upload_token": token, "endpoint": self.address.removeprefix("http://")}

    def take_whole(self, token: str, content: bytes) -> dict[str, Any]:
        """/api/upload: a small file in one piece."""
        upload = self._open(token)
        if not content or len(content) > WHOLE:
            raise Refusal(100120103)
        upload.content, upload.complete = bytearray(content), True
        return {}

    def resume(self, token: str) -> dict[str, Any]:
        """/api/upload/resume: how far an upload got."""
        upload = self._open(token)
        return {"existed": upload.fragments > 0, "fragment_index": upload.fragments - 1}

    def take_fragment(self, token: str, number: int, content: bytes) -> dict[str, Any]:
        """/api/upload/fragment: the next one, none left out."""
        upload = self._open(token)
        if number != upload.fragments or not content:
            raise Refusal(100120104)
        upload.content += content
        upload.fragments += 1
        return {}

    def complete(self, token: str, count: int) -> dict[str, Any]:
        """/api/upload/complete."""
        upload = self._open(token)
        if count != upload.fragments:
            raise Refusal(100120104)
        upload.complete = True
        return {}

    def publish(self, token: str, caption: str, cover: bytes) -> dict[str, Any]:
        """photo/publish: one work an upload."""
        self._scope()
        upload = self._open(token)
        if not upload.complete or not upload.content[4:8] == b"ftyp":
            raise Refusal(100120103)
        if len(caption.encode("utf-16-le")) // 2 > CAPTION:
            raise Refusal(100120101)
        if not cover.startswith((JPEG, PNG)) or len(cover) > COVER_BYTES:
            raise Refusal(100120102)
        if self.refuses_repeats and any(work.caption == caption for work in self.works.values()):
            raise Refusal(100120020)
        try:
            self.quotas.take("photo/publish")
        except QuotaUsedUp:
            raise Refusal(100120011) from None
        upload.used = True
        now, photo_id = self.clock(), f"3x{secrets.token_hex(6)}"
        self.works[photo_id] = Work(
            photo_id,
            caption,
            hashlib.sha256(upload.content).hexdigest(),
            now,
            now + timedelta(seconds=self.hidden),
            now + timedelta(seconds=max(self.hidden, self.pending)),
            f"{self.address}/short-video/{photo_id}",
        )
        self.published += 1
        return {"video_info": {**self._told(self.works[photo_id]), "pending": True}}

    def info(self, photo_id: str) -> dict[str, Any]:
        """photo/info."""
        work = self.works.get(photo_id)
        if work is None or self.clock() < work.known:
            raise Refusal(100120001)
        return {"video_info": self._told(work)}

    def list(self, cursor: str, count: int) -> dict[str, Any]:
        """photo/list, the newest first, from after ``cursor``."""
        rows = [self._told(work) for work in reversed(self.works.values()) if self.clock() >= work.known]
        places = [place for place, row in enumerate(rows, start=1) if row["photo_id"] == cursor]
        start = places[0] if places else 0
        return {"video_list": rows[start : start + count]}

    def delete(self, photo_id: str) -> dict[str, Any]:
        """photo/delete."""
        if self.works.pop(photo_id, None) is None:
            raise Refusal(100120001)
        return {}

    def forget_tokens(self) -> None:
        """The access tokens are void before their time."""
        self.tokens.clear()

    def _scope(self) -> None:
        if SCOPE not in self.scopes:
            raise Refusal(100200106)

    def _open(self, token: str) -> Upload:
        upload = self.uploads.get(token)
        if upload is None or upload.used:
            raise Refusal(100120100)
        return upload

    def _told(self, work: Work) -> dict[str, Any]:
        return {
            "photo_id": work.photo_id,
            "caption": work.caption,
            "play_url": work.play_url,
            "create_time": int(work.made.timestamp() * 1000),
            "pending": self.clock() < work.ready,
        }
