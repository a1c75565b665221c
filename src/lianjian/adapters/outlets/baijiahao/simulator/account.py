"""One Baijiahao account as the platform keeps it. No socket; the clock is given, so that a test may turn it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.adapters.outlets.baijiahao.simulator import contract
from lianjian.adapters.outlets.baijiahao.simulator.contract import Errno
from lianjian.adapters.outlets.simulating.counting import CHINA, Counted, QuotaUsedUp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCRIPT = re.compile(r"<(script|style|iframe)\b.*?(?:</\1>|$)", re.IGNORECASE | re.DOTALL)
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
SOURCE = re.compile(r"\bsrc\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)


@dataclass(slots=True)
class Article:
    """One article and what becomes of it: ``ends_with`` is its status once the review is over."""

    id: str
    title: str
    content: str
    origin_url: str
    covers: tuple[str, ...]
    at: datetime
    ready: datetime
    ends_with: str
    msg: str = ""


@dataclass(slots=True)
class Account:
    """``reviewing`` seconds pass between a submission and its end; ``ends_with`` is the status it ends with (publish, rejected,
    draft), ``msg`` what is said of it. ``audited`` is False where the account is not passed or muted, ``permitted`` where it has
    no right to the interface; ``lists_origin`` tells origin_url in lists (nobody could read whether the platform does)."""

    app_id: str
    app_token: str
    address: str
    clock: Callable[[], datetime]
    reviewing: float = 1.0
    ends_with: str = "publish"
    msg: str = ""
    audited: bool = True
    permitted: bool = True
    lists_origin: bool = True
    quotas: dict[str, int] = field(default_factory=lambda: {"article/publish": contract.ARTICLES_A_DAY})
    counted: Counted = field(init=False)
    articles: list[Article] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counted = Counted(self.clock, self.quotas)

    def admit(self, form: Mapping[str, Any]) -> None:
        """Let a call with these credentials pass, or raise."""
        if not form.get("app_id") or not form.get("app_token"):
            raise Errno(2)
        if form["app_id"] != self.app_id:
            raise Errno(60000009)
        if form["app_token"] != self.app_token:
            raise Errno(60001001)
        if not self.permitted:
            raise Errno(10002)
        if not self.audited:
            raise Errno(60000005)

    def publish(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """article/publish: takes the article and reviews it afterwards."""
        title, content, origin, covers = _article(form)
        if any(one.origin_url == origin and self.status_of(one) != "withdraw" for one in self.articles):
            raise Errno(60001003, "相同URL的文章，禁止提交")
        try:
            self.counted.take("article/publish")
        except QuotaUsedUp:
            raise Errno(60001009) from None
        now = self.clock()
        one = Article(
            id=str(1_740_000_000_000_000_000 + len(self.articles)),
            title=title,
            content=SCRIPT.sub("", content),
            origin_url=origin,
            covers=covers,
            at=now,
            ready=now + timedelta(seconds=self.reviewing),
            ends_with=self.ends_with if covers else "draft",
            msg=self.msg,
        )
        self.articles.append(one)
        return {"article_id": one.id, "nid": f"news_{one.id}"}

    def withdraw(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """article/withdraw: of a published article only."""
        one = self._found(str(form.get("article_id", "")))
        if self.status_of(one) != "publish":
            raise Errno(60001003)
        one.ends_with = "withdraw"
        return {"article_id": one.id}

    def status(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """query/status of up to twenty articles, separated by commas."""
        keys = [key for key in str(form.get("article_id", "")).split(",") if key]
        if not 1 <= len(keys) <= contract.ASKED_AT_ONCE:
            raise Errno(2)
        known = {one.id: one for one in self.articles}
        return {key: self.told(known[key]) for key in keys if key in known}

    def list_all(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """query/articleListall, the newest first."""
        try:
            number, size = int(form.get("page_no", 1)), int(form.get("page_size", contract.PAGE))
        except ValueError:
            raise Errno(2) from None
        if number < 1 or not 1 <= size <= contract.PAGE:
            raise Errno(2)
        wanted = form.get("collection")
        rows = [
            self._row(one) for one in reversed(self.articles) if not wanted or self._collection(one) == wanted
        ]
        start = (number - 1) * size
        return {"items": rows[start : start + size], "page": {"total_count": len(rows), "page_no": number}}

    def status_of(self, one: Article) -> str:
        """Audit while it is reviewed, then what it ended with."""
        return "audit" if self.clock() < one.ready else one.ends_with

    def told(self, one: Article) -> dict[str, Any]:
        """What query/status says of an article."""
        status = self.status_of(one)
        told = {"article_id": one.id, "status": status}
        if status == "publish":
            told["url"] = f"{self.address}/s?id={one.id}"
        if status == "rejected":
            told["msg"] = one.msg
        return told

    def public(self) -> list[Article]:
        """What readers see now."""
        return [one for one in self.articles if self.status_of(one) == "publish"]

    def _collection(self, one: Article) -> str:
        status = self.status_of(one)
        return "pre_publish" if status == "audit" else status

    def _row(self, one: Article) -> dict[str, Any]:
        row = {
            **self.told(one),
            "title": one.title,
            "created_at": one.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        }
        return row | ({"origin_url": one.origin_url} if self.lists_origin else {})

    def _found(self, key: str) -> Article:
        for one in self.articles:
            if one.id == key:
                return one
        raise Errno(80000107)


def _article(form: Mapping[str, Any]) -> tuple[str, str, str, tuple[str, ...]]:
    """Title, content, address and covers as the platform takes them."""
    title, content, origin = (str(form.get(name) or "") for name in ("title", "content", "origin_url"))
    if not contract.TITLE_LEAST <= len(title) <= contract.TITLE:
        raise Errno(2, "标题长度错误")
    if not content or len(content) > contract.CONTENT:
        raise Errno(2, "正文长度错误")
    if not origin.startswith(("https://", "http://")):
        raise Errno(2, "原文地址错误")
    if str(form.get("is_original", "0")) not in {"0", "1"}:
        raise Errno(2)
    for tag in IMAGE.findall(content):
        source = SOURCE.search(tag)
        if source is None or not source[1].startswith(("https://", "http://")):
            raise Errno(2, "图片地址错误")
    return title, content, origin, _covers(form.get("cover_images") or "[]")


def _covers(written: object) -> tuple[str, ...]:
    """The covers, which come as JSON inside a string."""
    if not isinstance(written, str):
        raise Errno(2, "cover_images 应为 JSON 字符串")
    try:
        covers = tuple(str(row["src"]) for row in json.loads(written))
    except (ValueError, TypeError, KeyError):
        raise Errno(2, "cover_images 应为 JSON 字符串") from None
    if len(covers) > contract.COVERS:
        raise Errno(2, "封面图过多")
    if len(set(covers)) != len(covers):
        raise Errno(301003)
    return covers
