"""One Bilibili account as the platform keeps it: tokens, signatures, uploads in parts, covers, works under review, quotas. No
socket; the clock is given. Nothing of the adapter is used: the signature is checked by code of its own."""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError

from lianjian.adapters.outlets.simulating.counting import Counted, QuotaUsedUp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOKEN_DAYS = 30
MOST_WHOLE = 100 * 1024 * 1024
MOST_PART = 8 * 1024 * 1024
MOST_COVER = 5 * 1024 * 1024
LEAST_COVER = (960, 600)
TITLE, TAGS, DESC = 80, 200, 250
REPRINT = 2
MOST_LISTED = 50
OLD = timedelta(minutes=10)
PART_OF_SIGNATURE = (
    "x-bili-accesskeyid",
    "x-bili-content-md5",
    "x-bili-signature-method",
    "x-bili-signature-nonce",
    "x-bili-signature-version",
    "x-bili-timestamp",
)
SECTIONS: list[dict[str, Any]] = [
    {
        "id": 160,
        "parent": 0,
        "name": "生活",
        "children": [
            {"id": 21, "parent": 160, "name": "日常"},
            {"id": 251, "parent": 160, "name": "三农"},
        ],
    },
    {"id": 202, "parent": 0, "name": "资讯", "children": [{"id": 205, "parent": 202, "name": "社会"}]},
]
OPEN_SECTIONS = frozenset(leaf["id"] for top in SECTIONS for leaf in top["children"])
BASE_SCOPE = "ARC_BASE"
USER_SCOPE = "USER_INFO"
REVIEWING = -1


class Refusal(Exception):  # noqa: N818 - an answer of the platform
    """The platform answers with a code other than 0."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


@dataclass(slots=True)
class Upload:
    """A file on its way."""

    whole: bool
    parts: dict[int, bytes] = field(default_factory=dict)
    content: bytes = b""
    used: bool = False


@dataclass(slots=True)
class Work:
    """What was handed in; not shown before ``known``, under review until ``ready``."""

    resource_id: str
    fields: dict[str, Any]
    sha256: str
    made: datetime
    known: datetime
    ready: datetime
    share_url: str


@dataclass(slots=True)
class Account:
    """``hidden`` seconds pass before a work is shown, ``reviewing`` until its review ends with the state ``ends_with``. A
    refresh token is good once. ``closed`` are sections that take nothing."""

    client_id: str
    client_secret: str
    refresh_token: str
    address: str
    clock: Callable[[], datetime]
    hidden: float = 0.0
    reviewing: float = 1.0
    ends_with: int = 0
    reason: str = ""
    scopes: set[str] = field(default_factory=lambda: {USER_SCOPE, BASE_SCOPE})
    closed: set[int] = field(default_factory=set)
    most: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, datetime] = field(default_factory=dict)
    nonces: dict[str, datetime] = field(default_factory=dict)
    renewals: int = 0
    uploads: dict[str, Upload] = field(default_factory=dict)
    covers: set[str] = field(default_factory=set)
    works: dict[str, Work] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    handed_in: int = 0
    quotas: Counted = field(init=False)

    def __post_init__(self) -> None:
        self.quotas = Counted(self.clock, self.most)

    def renew(self, query: Mapping[str, str]) -> dict[str, Any]:
        """/x/account-oauth2/v1/refresh_token."""
        if query.get("client_id") != self.client_id:
            raise Refusal(122000)
        if query.get("client_secret") != self.client_secret:
            raise Refusal(122001)
        if query.get("grant_type") != "refresh_token" or query.get("refresh_token") != self.refresh_token:
            raise Refusal(122007)
        self.refresh_token, token = secrets.token_hex(16), secrets.token_hex(16)
        ends = self.clock() + timedelta(days=TOKEN_DAYS)
        self.tokens[token] = ends
        self.renewals += 1
        return {
            "access_token": token,
            "expires_in": int(ends.timestamp()),
            "refresh_token": self.refresh_token,
            "scopes": sorted(self.scopes),
        }

    def admit(self, headers: Mapping[str, str], body: bytes, *, scope: str = BASE_SCOPE) -> None:
        """Let a signed call pass, or raise: signature first, then the token, then the right."""
        if headers.get("x-bili-accesskeyid") != self.client_id:
            raise Refusal(4001)
        self._fresh(headers)
        if headers.get("Accept") != "application/json":
            raise Refusal(4013)
        if headers.get("x-bili-content-md5") != hashlib.md5(body, usedforsecurity=False).hexdigest():
            raise Refusal(4012)
        text = "\n".join(f"{name}:{headers.get(name, '')}" for name in PART_OF_SIGNATURE)
        fits = hmac.new(self.client_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(fits, headers.get("Authorization", "")):
            raise Refusal(4002)
        token = headers.get("access-token", "")
        if not token:
            raise Refusal(127000)
        ends = self.tokens.get(token)
        if ends is None or ends <= self.clock():
            raise Refusal(127001)
        if scope not in self.scopes:
            raise Refusal(127011)

    def _fresh(self, headers: Mapping[str, str]) -> None:
        if headers.get("x-bili-signature-method") != "HMAC-SHA256":
            raise Refusal(4005)
        if headers.get("x-bili-signature-version") != "2.0":
            raise Refusal(4006)
        now, moment = self.clock(), headers.get("x-bili-timestamp", "")
        if not moment.isdigit() or abs(now.timestamp() - int(moment)) > OLD.total_seconds():
            raise Refusal(4003)
        nonce = headers.get("x-bili-signature-nonce", "")
        self.nonces = {kept: at for kept, at in self.nonces.items() if now - at <= 2 * OLD}
        if not nonce or nonce in self.nonces:
            raise Refusal(4004)
        self.nonces[nonce] = now

    def granted(self) -> dict[str, Any]:
        """user/account/scopes."""
        return {
            "openid": hashlib.md5(self.client_id.encode(), usedforsecurity=False).hexdigest(),
            "scopes": sorted(self.scopes),
        }

    def begin(self, name: str, utype: str) -> dict[str, Any]:
        """archive/video/init: ``utype`` 0 for parts, 1 for one piece."""
        if "." not in name or utype not in {"0", "1"}:
            raise Refusal(127100)
        token = secrets.token_hex(16)
        self.uploads[token] = Upload(whole=utype == "1")
        return {"upload_token": token}

    def take_whole(self, token: str, content: bytes) -> None:
        """/video/v2/upload: up to 100 MB in one piece."""
        upload = self._open(token)
        if not upload.whole or not 0 < len(content) <= MOST_WHOLE:
            raise Refusal(127100)
        upload.content = content

    def take_part(self, token: str, number: int, content: bytes) -> None:
        """/video/v2/part/upload: parts from 1; one that came is taken again."""
        upload = self._open(token)
        if upload.whole or number < 1 or not 0 < len(content) <= MOST_PART:
            raise Refusal(127100)
        upload.parts[number] = content

    def complete(self, token: str) -> None:
        """archive/video/complete: the parts in order, none left out."""
        upload = self._open(token)
        if upload.whole or sorted(upload.parts) != list(range(1, len(upload.parts) + 1)) or not upload.parts:
            raise Refusal(127100)
        upload.content = b"".join(upload.parts[number] for number in sorted(upload.parts))

    def take_cover(self, content: bytes) -> dict[str, Any]:
        """archive/cover/upload: JPEG or PNG, at least 960x600, at most 5 MB."""
        try:
            with Image.open(io.BytesIO(content)) as picture:
                fits = picture.format in {"JPEG", "PNG"} and all(
                    side >= least for side, least in zip(picture.size, LEAST_COVER, strict=True)
                )
        except (UnidentifiedImageError, OSError):
            fits = False
        if not fits or len(content) > MOST_COVER:
            raise Refusal(127102)
        url = f"{self.address}/bfs/archive/{hashlib.sha256(content).hexdigest()[:40]}.jpg"
        self.covers.add(url)
        return {"url": url}

    def add(self, token: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """archive/add-by-utoken: one work an upload."""
        upload = self._open(token)
        if not upload.content:
            raise Refusal(127100)
        if upload.content[4:8] != b"ftyp":
            raise Refusal(127102)
        self._check(fields)
        try:
            self.quotas.take("archive/add-by-utoken")
        except QuotaUsedUp:
            raise Refusal(127009) from None
        upload.used = True
        now, resource_id = self.clock(), f"BV1{secrets.token_hex(5)}"
        known = now + timedelta(seconds=self.hidden)
        self.works[resource_id] = Work(
            resource_id,
            dict(fields),
            hashlib.sha256(upload.content).hexdigest(),
            now,
            known,
            max(known, now + timedelta(seconds=self.reviewing)),
            f"{self.address}/video/{resource_id}",
        )
        self.handed_in += 1
        return {"resource_id": resource_id}

    def _check(self, fields: Mapping[str, Any]) -> None:
        title, tag, desc = (str(fields.get(name, "")) for name in ("title", "tag", "desc"))
        counted = ((title, TITLE), (tag, TAGS - 1), (desc, DESC))
        if not title or not tag or any(len(text.encode("utf-16-le")) // 2 > most for text, most in counted):
            raise Refusal(127100)
        if fields.get("cover") not in self.covers:
            raise Refusal(127100)
        if fields.get("copyright") not in {1, 2} or (fields["copyright"] == REPRINT) != bool(
            fields.get("source")
        ):
            raise Refusal(127100)
        if fields.get("tid") not in OPEN_SECTIONS - self.closed:
            raise Refusal(127207)

    def view(self, resource_id: str) -> dict[str, Any]:
        """archive/view."""
        return self._told(self._work(resource_id))

    def list(self, page: int, size: int, status: str) -> dict[str, Any]:
        """archive/viewlist, the newest first."""
        if (
            page < 1
            or not 1 <= size <= MOST_LISTED
            or status not in {"all", "is_pubing", "pubed", "not_pubed"}
        ):
            raise Refusal(127100)
        rows = [self._told(work) for work in reversed(self.works.values()) if self.clock() >= work.known]
        start = (page - 1) * size
        return {"page": {"pn": page, "ps": size, "total": len(rows)}, "list": rows[start : start + size]}

    def delete(self, resource_id: str) -> None:
        """archive/delete."""
        self._work(resource_id)
        del self.works[resource_id]
        self.deleted.add(resource_id)

    def forget_tokens(self) -> None:
        """The access tokens are void before their time."""
        self.tokens.clear()

    def _work(self, resource_id: str) -> Work:
        if resource_id in self.deleted:
            raise Refusal(127107)
        work = self.works.get(resource_id)
        if work is None or self.clock() < work.known:
            raise Refusal(127124)
        return work

    def _open(self, token: str) -> Upload:
        upload = self.uploads.get(token)
        if upload is None or upload.used:
            raise Refusal(127022)
        return upload

    def _told(self, work: Work) -> dict[str, Any]:
        ended = self.clock() >= work.ready
        return {
            "resource_id": work.resource_id,
            "title": work.fields["title"],
            "desc": work.fields["desc"],
            "tid": work.fields["tid"],
            "ctime": int(work.made.timestamp()),
            "video_info": {"share_url": work.share_url},
            "addit_info": {
                "state": self.ends_with if ended else REVIEWING,
                "state_desc": "",
                "reject_reason": self.reason if ended else "",
            },
        }
