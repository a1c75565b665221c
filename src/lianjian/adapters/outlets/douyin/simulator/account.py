"""One application and one account as Douyin keeps them: tokens, tickets, share ids, films, a phone that publishes. No socket; the
clock is given. Nothing of the adapter is used: signatures are checked by code of its own."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from lianjian.adapters.outlets.simulating.counting import Counted, QuotaUsedUp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TWO_HOURS = 7200
USER_TOKEN = timedelta(days=15)
REFRESH_TOKEN = timedelta(days=30)
NEWEST = 2
"""So many of an application's tokens are good at a time."""
SHARE = timedelta(hours=1)
SHARING = "h5.share"
ASKING = "video.data.bind"
CREATING = "video.create.bind"
MOST_WHOLE = 128 * 1024 * 1024
LEAST_PART = 5 * 1024 * 1024
MOST_TEXT = 1000
OPEN, REVIEWED = 5, 4


class Refusal(Exception):  # noqa: N818 - an answer of the platform
    """The platform answers with an error code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


class NotPublishedError(Exception):
    """The app on the phone does not take a link; the message says why."""


@dataclass(slots=True)
class Film:
    """What was published, from a phone or directly. ``video_path`` is the film's address, or its fingerprint where it was
    uploaded."""

    item_id: str
    video_id: str
    share_id: str
    title: str
    tags: tuple[str, ...]
    video_path: str
    made: datetime


@dataclass(slots=True)
class Account:
    """``tells_status``: whether the platform says if a film is open (ordinary applications are not told since 2024-12);
    ``status`` is what it says after ``reviewing`` seconds."""

    client_key: str
    client_secret: str
    clock: Callable[[], datetime]
    open_id: str = "open-1"
    refresh_token: str = "simulated-refresh"  # noqa: S105 - it guards nothing
    reviewing: float = 0.0
    tells_status: bool = False
    status: int = OPEN
    scopes: set[str] = field(default_factory=lambda: {SHARING, ASKING})
    most: dict[str, int] = field(default_factory=dict)
    tokens: list[tuple[str, datetime]] = field(default_factory=list)
    user_tokens: dict[str, datetime] = field(default_factory=dict)
    tickets: dict[str, datetime] = field(default_factory=dict)
    shares: dict[str, datetime] = field(default_factory=dict)
    films: list[Film] = field(default_factory=list)
    lag: float = 0.0
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    videos: dict[str, str] = field(default_factory=dict)
    """Uploaded and not yet used: the fingerprint of each."""
    quotas: Counted = field(init=False)
    authorised_until: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.authorised_until = self.clock() + REFRESH_TOKEN
        self.quotas = Counted(self.clock, self.most)

    def client_token(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/oauth/client_token/."""
        if body.get("grant_type") != "client_credential":
            raise Refusal(10002)
        if body.get("client_key") != self.client_key:
            raise Refusal(10003)
        if body.get("client_secret") != self.client_secret:
            raise Refusal(10013)
        token = f"clt.{secrets.token_hex(8)}"
        self.tokens.append((token, self.clock() + timedelta(seconds=TWO_HOURS)))
        self.tokens = self.tokens[-NEWEST:]
        return {"access_token": token, "expires_in": TWO_HOURS}

    def renew(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """/oauth/refresh_token/: the refresh token stays."""
        if form.get("client_key") != self.client_key:
            raise Refusal(10003)
        good = form.get("refresh_token") == self.refresh_token and self.clock() < self.authorised_until
        if form.get("grant_type") != "refresh_token" or not good:
            raise Refusal(10010)
        token = f"act.{secrets.token_hex(8)}"
        self.user_tokens[token] = self.clock() + USER_TOKEN
        return {
            "access_token": token,
            "expires_in": int(USER_TOKEN.total_seconds()),
            "refresh_token": self.refresh_token,
            "refresh_expires_in": int((self.authorised_until - self.clock()).total_seconds()),
            "open_id": self.open_id,
            "scope": ",".join(sorted(self.scopes)),
        }

    def ticket(self, token: str) -> dict[str, Any]:
        """/open/getticket/."""
        self._application(token)
        ticket = f"@{secrets.token_urlsafe(24)}=="
        self.tickets[ticket] = self.clock() + timedelta(seconds=TWO_HOURS)
        return {"ticket": ticket, "expires_in": TWO_HOURS}

    def share_id(self, token: str, need_callback: str) -> dict[str, Any]:
        """/share-id/."""
        self._application(token)
        if need_callback != "true":
            raise Refusal(28001007)
        try:
            self.quotas.take("share-id")
        except QuotaUsedUp:
            raise Refusal(28003017) from None
        share_id = str(secrets.randbelow(10**16))
        self.shares[share_id] = self.clock() + SHARE
        return {"share_id": share_id}

    def video_data(self, item_ids: list[str]) -> dict[str, Any]:
        """video/video_data: films of the account."""
        return {"list": [self._told(film) for film in self.films if film.item_id in item_ids]}

    def user(self, token: str, open_id: str, scope: str) -> None:
        """Let a call in the account's name pass, or raise."""
        if self.user_tokens.get(token, self.clock()) <= self.clock():
            raise Refusal(28001008)
        if scope not in self.scopes:
            raise Refusal(28001014)
        if open_id != self.open_id:
            raise Refusal(28001007)

    def take_whole(self, content: bytes) -> dict[str, Any]:
        """video/upload_video: up to 128 MB in one piece."""
        if content[4:8] != b"ftyp" or len(content) > MOST_WHOLE:
            raise Refusal(28001007)
        video_id = f"v0{secrets.token_hex(8)}"
        self.videos[video_id] = hashlib.sha256(content).hexdigest()
        return {"video": {"video_id": video_id}}

    def begin(self) -> dict[str, Any]:
        """video/init_video_part_upload."""
        upload_id = secrets.token_hex(8)
        self.uploads[upload_id] = {}
        return {"upload_id": upload_id}

    def take_part(self, upload_id: str, number: int, content: bytes) -> dict[str, Any]:
        """video/upload_video_part: at least 5 MB each, from 1."""
        if upload_id not in self.uploads or number < 1 or len(content) < LEAST_PART:
            raise Refusal(28001007)
        self.uploads[upload_id][number] = content
        return {"description": ""}

    def complete(self, upload_id: str) -> dict[str, Any]:
        """video/complete_video_part_upload: the parts in order, none left out."""
        parts = self.uploads.pop(upload_id, {})
        if not parts or sorted(parts) != list(range(1, len(parts) + 1)):
            raise Refusal(28001007)
        content = b"".join(parts[number] for number in sorted(parts))
        video_id = f"v0{secrets.token_hex(8)}"
        self.videos[video_id] = hashlib.sha256(content).hexdigest()
        return {"video": {"video_id": video_id}}

    def create(self, video_id: str, text: str) -> dict[str, Any]:
        """video/create_video: words of at most 1000, one film an upload."""
        if video_id not in self.videos or len(text.encode("utf-16-le")) // 2 > MOST_TEXT:
            raise Refusal(28001007)
        try:
            self.quotas.take("video/create_video")
        except QuotaUsedUp:
            raise Refusal(28003017) from None
        sha256 = self.videos.pop(video_id)
        number = str(7 * 10**18 + secrets.randbelow(10**17))
        self.films.append(Film(f"@{secrets.token_urlsafe(12)}", number, "", text, (), sha256, self.clock()))
        return {"item_id": self.films[-1].item_id}

    def video_list(self, cursor: int, count: int) -> dict[str, Any]:
        """video/video_list, the newest first, after ``lag`` seconds."""
        shown = [
            self._told(film)
            for film in reversed(self.films)
            if self.clock() >= film.made + timedelta(seconds=self.lag)
        ]
        more = cursor + count < len(shown)
        return {"list": shown[cursor : cursor + count], "cursor": cursor + count, "has_more": more}

    def publish(self, schema: str) -> Film:
        """A person opens the link on a phone and presses publish there. Raises NotPublishedError."""
        parts = urlsplit(schema)
        if (parts.scheme, parts.netloc, parts.path) != ("snssdk1128", "openplatform", "/share"):
            raise NotPublishedError("no link of this app")
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if asked.get("client_key") != self.client_key or asked.get("share_type") != "h5":
            raise NotPublishedError("unknown application")
        nonce, timestamp = asked.get("nonce_str", ""), asked.get("timestamp", "")
        good = {
            hashlib.md5(
                f"nonce_str={nonce}&ticket={ticket}&timestamp={timestamp}".encode(), usedforsecurity=False
            ).hexdigest()
            for ticket, ends in self.tickets.items()
            if self.clock() < ends
        }
        if not nonce or asked.get("signature") not in good:
            raise NotPublishedError("the signature does not fit")
        share_id = asked.get("state", "")
        if self.shares.get(share_id, self.clock()) <= self.clock():
            raise NotPublishedError("the share id is not good any more")
        video = asked.get("video_path", "")
        if urlsplit(video).scheme != "https" or not video.isascii():
            raise NotPublishedError("the film has no public https address")
        made = Film(
            f"@{secrets.token_urlsafe(12)}",
            str(7 * 10**18 + secrets.randbelow(10**17)),
            share_id,
            asked.get("title", ""),
            tuple(json.loads(asked.get("hashtag_list", "[]"))),
            video,
            self.clock(),
        )
        self.films.append(made)
        return made

    def call_about(self, film: Film) -> tuple[bytes, str]:
        """The body of the call that tells of a film, and its signature."""
        return self.call(
            "create_video",
            {"share_id": film.share_id, "item_id": film.item_id, "video_id": film.video_id},
        )

    def call(self, event: str, content: Mapping[str, Any]) -> tuple[bytes, str]:
        """Any call to the application's address, and its signature."""
        told = {
            "event": event,
            "from_user_id": self.open_id,
            "client_key": self.client_key,
            "content": content,
        }
        body = json.dumps(told).encode()
        return body, hashlib.sha1(self.client_secret.encode() + body, usedforsecurity=False).hexdigest()

    def forget_tokens(self) -> None:
        """All tokens are void before their time."""
        self.tokens.clear()
        self.user_tokens.clear()

    def _application(self, token: str) -> None:
        if not any(kept == token and self.clock() < ends for kept, ends in self.tokens):
            raise Refusal(28001003)
        if SHARING not in self.scopes:
            raise Refusal(28001018)

    def _told(self, film: Film) -> dict[str, Any]:
        told: dict[str, Any] = {
            "item_id": film.item_id,
            "title": film.title,
            "share_url": f"https://www.iesdouyin.com/share/video/{film.video_id}/",
            "create_time": int(film.made.timestamp()),
        }
        if self.tells_status:
            ready = self.clock() >= film.made + timedelta(seconds=self.reviewing)
            told["video_status"] = self.status if ready else REVIEWED
        return told
