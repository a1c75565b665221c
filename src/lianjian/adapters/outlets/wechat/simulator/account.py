"""One Official Account as the platform keeps it: tokens, pictures, drafts, publications, quotas. No socket; the clock is
given, so that a test may turn it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.simulating.counting import Counted, QuotaUsedUp, day_of
from lianjian.adapters.outlets.wechat.simulator import contract
from lianjian.adapters.outlets.wechat.simulator.contract import Errcode
from lianjian.adapters.outlets.wechat.simulator.filtering import what_stays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

JPEG, PNG, GIF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8"
TRACKED = re.compile(r"[?&](?:o|d)=[^&\"']*")


@dataclass(slots=True)
class Publication:
    """A draft on its way to the public, and what became of it."""

    publish_id: str
    msg_data_id: str
    article_id: str
    articles: list[dict[str, Any]]
    submitted: datetime
    ready: datetime
    status: int
    deleted: bool = False
    called_back: bool = False


@dataclass(slots=True)
class Account:
    """``publishing`` seconds pass between a submission and its end; ``ends_with`` is the publish_status it ends with;
    ``allowed`` are the addresses on the white list (empty: all); ``permitted`` is False where the right to publish was
    withdrawn; ``refuses_repeats`` makes the platform refuse content that it published within a day."""

    appid: str
    secret: str
    address: str
    clock: Callable[[], datetime]
    publishing: float = 1.0
    ends_with: int = 0
    allowed: frozenset[str] = frozenset()
    permitted: bool = True
    refuses_repeats: bool = False
    readers: int = 40
    """Readers whom each article finds each day."""
    delays: bool = False
    """The platform says that its numbers are late."""
    quotas: dict[str, int] = field(default_factory=lambda: dict(contract.QUOTAS))
    counted: Counted = field(init=False)
    tokens: dict[str, datetime] = field(default_factory=dict)
    newest: str = ""
    forced: list[datetime] = field(default_factory=list)
    clears: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    """Address to bytes, of pictures for texts."""
    media: dict[str, bytes] = field(default_factory=dict)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counted = Counted(self.clock, self.quotas)

    # tokens and permission

    def stable_token(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/stable_token."""
        if body.get("grant_type") != "client_credential":
            raise Errcode(40002)
        if not body.get("appid"):
            raise Errcode(41002)
        if body["appid"] != self.appid:
            raise Errcode(40013)
        if not body.get("secret"):
            raise Errcode(41004)
        if body["secret"] != self.secret:
            raise Errcode(40125)
        now = self.clock()
        if body.get("force_refresh"):
            self._force(now)
        ends = self.tokens.get(self.newest)
        if ends is None or ends - now <= timedelta(seconds=contract.OVERLAP_SECONDS):
            self.newest = secrets.token_urlsafe(64)
            ends = now + timedelta(seconds=contract.TOKEN_SECONDS)
            self.tokens[self.newest] = ends
        return {"access_token": self.newest, "expires_in": int((ends - now).total_seconds())}

    def admit(self, token: str | None) -> None:
        """Let a call with this token pass, or raise."""
        if not token:
            raise Errcode(41001)
        ends = self.tokens.get(token)
        if ends is None:
            raise Errcode(40001)
        if ends <= self.clock():
            raise Errcode(42001)

    def admit_address(self, address: str) -> None:
        """Only addresses on the white list may call."""
        if self.allowed and address not in self.allowed:
            raise Errcode(40164, f"invalid ip {address} ipv6 ::ffff:{address}, not in whitelist")

    def forget_tokens(self) -> None:
        """Somebody forced a new token elsewhere: the ones given out are void."""
        self.tokens.clear()
        self.newest = ""

    def _force(self, now: datetime) -> None:
        today = [one for one in self.forced if day_of(one) == day_of(now)]
        if len(today) >= contract.FORCED_A_DAY:
            raise Errcode(45009)
        if today and now - today[-1] < timedelta(seconds=contract.FORCED_PAUSE):
            raise Errcode(45011)
        self.forced.append(now)
        for token in self.tokens:
            self.tokens[token] = min(self.tokens[token], now)
        self.newest = ""

    # quotas

    def count(self, call: str) -> None:
        """Take one call out of today's quota."""
        if call.startswith("freepublish/") and not self.permitted:
            raise Errcode(48001)
        try:
            self.counted.take(call)
        except QuotaUsedUp:
            raise Errcode(45009) from None

    def used_today(self, call: str) -> int:
        """Calls that were counted since midnight in China."""
        return self.counted.used_now(call)

    def clear_quota(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/clear_quota."""
        if body.get("appid") != self.appid:
            raise Errcode(40013)
        month = day_of(self.clock())[:7]
        if self.clears.get(month, 0) >= contract.CLEARS_A_MONTH:
            raise Errcode(48006)
        self.clears[month] = self.clears.get(month, 0) + 1
        self.counted.clear()
        return {}

    # pictures

    def uploadimg(self, content: bytes | None) -> dict[str, Any]:
        """/cgi-bin/media/uploadimg: a picture for a text."""
        picture = _picture(content, contract.CONTENT_PICTURE_BYTES, (JPEG, PNG))
        url = f"{self.address}/mmbiz/{hashlib.sha256(picture).hexdigest()[:40]}"
        self.pictures[url] = picture
        return {"url": url}

    def add_material(self, kind: str | None, content: bytes | None) -> dict[str, Any]:
        """/cgi-bin/material/add_material: a permanent picture, as a cover has to be."""
        if kind not in {"image", "thumb"}:
            raise Errcode(40004)
        picture = _picture(content, contract.COVER_BYTES, (JPEG, PNG, GIF))
        media_id = secrets.token_urlsafe(32)
        self.media[media_id] = picture
        return {"media_id": media_id, "url": f"{self.address}/media/{media_id}"}

    # drafts

    def draft_add(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/draft/add."""
        articles = body.get("articles")
        if not isinstance(articles, list) or not articles:
            raise Errcode(44003)
        if len(articles) > contract.ARTICLES:
            raise Errcode(45008)
        kept = [self._article(article) for article in articles]
        media_id = secrets.token_urlsafe(32)
        self.drafts[media_id] = {"articles": kept, "updated": self.clock()}
        return {"media_id": media_id}

    def draft_get(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/draft/get."""
        return {"news_item": self._draft(body)["articles"]}

    def draft_delete(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/draft/delete."""
        self._draft(body)
        del self.drafts[body["media_id"]]
        return {}

    def draft_count(self) -> dict[str, Any]:
        """/cgi-bin/draft/count."""
        return {"total_count": len(self.drafts)}

    def draft_batchget(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/draft/batchget, the newest first."""
        rows = [
            {
                "media_id": key,
                "content": {"news_item": kept["articles"]},
                "update_time": _seconds(kept["updated"]),
            }
            for key, kept in reversed(self.drafts.items())
        ]
        return _page(rows, body)

    def _draft(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if not body.get("media_id"):
            raise Errcode(41006)
        found = self.drafts.get(body["media_id"])
        if found is None:
            raise Errcode(40007)
        return found

    def _article(self, article: Any) -> dict[str, Any]:
        if not isinstance(article, dict) or article.get("article_type", "news") not in {"news", "newspic"}:
            raise Errcode(40035)
        text = {
            name: str(article.get(name) or "")
            for name in ("title", "author", "digest", "content", "content_source_url")
        }
        for name, most, code in (
            ("title", contract.TITLE, 45003),
            ("author", contract.AUTHOR, 45110),
            ("digest", contract.DIGEST, 45004),
        ):
            if len(text[name]) > most:
                raise Errcode(code)
        if not text["title"]:
            raise Errcode(40035)
        if not text["content"]:
            raise Errcode(44004)
        if len(text["content"]) >= contract.CONTENT or len(text["content"].encode()) > contract.CONTENT_BYTES:
            raise Errcode(45002)
        if len(text["content_source_url"].encode()) > contract.SOURCE_URL_BYTES:
            raise Errcode(45005)
        if article.get("thumb_media_id") not in self.media:
            raise Errcode(40007)
        text["content"] = what_stays(text["content"], self.pictures)
        text["digest"] = text["digest"] or re.sub(r"<[^>]*>", "", text["content"])[:54]
        return {**text, "thumb_media_id": article["thumb_media_id"], "is_deleted": False}

    # publication

    def submit(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/freepublish/submit: takes the draft and works on it afterwards."""
        draft = self._draft(body)
        if self.refuses_repeats and any(_same(draft["articles"], one.articles) for one in self._lately()):
            raise Errcode(45065)
        del self.drafts[body["media_id"]]
        number = len(self.publications) + 1
        now = self.clock()
        one = Publication(
            publish_id=str(2247483647 + number),
            msg_data_id=str(2247500000 + number),
            article_id=secrets.token_urlsafe(32),
            articles=draft["articles"],
            submitted=now,
            ready=now + timedelta(seconds=self.publishing),
            status=self.ends_with,
        )
        for article in one.articles:
            article["url"] = f"{self.address}/s/{one.article_id}"
        self.publications[one.publish_id] = one
        return {"publish_id": one.publish_id, "msg_data_id": one.msg_data_id}

    def publication_get(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/freepublish/get."""
        one = self.publications.get(str(body.get("publish_id", "")))
        if one is None:
            raise Errcode(53502)
        return self.told(one)

    def told(self, one: Publication) -> dict[str, Any]:
        """What the platform says of a publication now."""
        status = self.status_of(one)
        answer: dict[str, Any] = {"publish_id": one.publish_id, "publish_status": status, "fail_idx": []}
        if status in {0, 5, 6}:
            answer["article_id"] = one.article_id
        if status == 0:
            items = [{"idx": idx, "article_url": a["url"]} for idx, a in enumerate(one.articles, start=1)]
            answer["article_detail"] = {"count": len(items), "item": items}
        return answer

    def status_of(self, one: Publication) -> int:
        """publish_status: 0 public, 1 in progress, 2 to 4 not passed, 5 deleted by the account, 6 by the platform."""
        if self.clock() < one.ready:
            return 1
        return 5 if one.deleted else one.status

    def publication_batchget(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/freepublish/batchget, the newest first."""
        rows = [
            {
                "article_id": one.article_id,
                "content": {"news_item": [{**a, "is_deleted": one.deleted} for a in one.articles]},
                "update_time": _seconds(one.ready),
            }
            for one in reversed(self.publications.values())
            if self.status_of(one) in {0, 5}
        ]
        return _page(rows, body)

    def getarticle(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/freepublish/getarticle."""
        return {"news_item": self._published(body).articles}

    def publication_delete(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """/cgi-bin/freepublish/delete."""
        one = self._published(body)
        if one.deleted:
            raise Errcode(53600)
        one.deleted = True
        return {}

    def public(self) -> list[Publication]:
        """What readers see now."""
        return [one for one in self.publications.values() if self.status_of(one) == 0]

    def _published(self, body: Mapping[str, Any]) -> Publication:
        for one in self.publications.values():
            if one.article_id == body.get("article_id") and self.status_of(one) in {0, 5}:
                return one
        raise Errcode(53600)

    def _lately(self) -> list[Publication]:
        since = self.clock() - timedelta(days=1)
        return [one for one in self.publications.values() if one.submitted > since]


def _picture(content: bytes | None, most: int, beginnings: tuple[bytes, ...]) -> bytes:
    if not content:
        raise Errcode(41005)
    if not content.startswith(beginnings):
        raise Errcode(40005)
    if len(content) > most:
        raise Errcode(40009)
    return content


def _page(rows: list[dict[str, Any]], body: Mapping[str, Any]) -> dict[str, Any]:
    offset, count = body.get("offset", 0), body.get("count", 0)
    if (
        not isinstance(offset, int)
        or not isinstance(count, int)
        or not 1 <= count <= contract.PAGE
        or offset < 0
    ):
        raise Errcode(40035)
    shown = rows[offset : offset + count]
    if body.get("no_content") == 1:
        shown = json.loads(json.dumps(shown))
        for row in shown:
            for news in row["content"]["news_item"]:
                news["content"] = ""
    return {"total_count": len(rows), "item_count": len(shown), "item": shown}


def _same(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> bool:
    """Whether two texts are the same but for the marks in their links."""

    def plain(articles: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(a["title"], TRACKED.sub("", a["content"])) for a in articles]

    return plain(ours) == plain(theirs)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
