"""One Weibo account and the app that speaks for it, as the platform keeps them. No socket; the clock is given, so that a test may
turn it."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lianjian.adapters.outlets.simulating.counting import CHINA, Counted, QuotaUsedUp, hour_of
from lianjian.adapters.outlets.weibo.simulator import contract
from lianjian.adapters.outlets.weibo.simulator.contract import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
TOPIC = re.compile(r"#[^#]+#")
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Post:
    """One post as it is kept: ``text`` as it was sent."""

    id: int
    text: str
    at: datetime
    picture: bytes = b""
    deleted: bool = False


@dataclass(slots=True)
class Account:
    """``domains`` are bound to the app. ``permitted``: it may post; ``may_destroy``: it may delete; ``audited``: it may speak for
    others than its owner; ``gives_refresh``: it is of the kind that gets refresh tokens. ``lag`` seconds pass until a post stands
    in the timeline; ``refuses_similar`` refuses texts that differ only in their link."""

    address: str
    clock: Callable[[], datetime]
    access_token: str
    refresh_token: str = "simulated-refresh"  # noqa: S105 - guards nothing
    app_key: str = "simulated-key"
    app_secret: str = "simulated-secret"  # noqa: S105 - guards nothing
    uid: str = "2000000001"
    domains: frozenset[str] = frozenset()
    permitted: bool = True
    may_destroy: bool = True
    audited: bool = True
    gives_refresh: bool = True
    refuses_similar: bool = False
    lag: float = 0.0
    lives: float = contract.TOKEN_SECONDS
    quotas: dict[str, int] = field(default_factory=lambda: dict(contract.QUOTAS))
    counted: Counted = field(init=False)
    tokens: dict[str, datetime] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    short: dict[str, str] = field(default_factory=dict)
    """Shortened address to the long one."""

    def __post_init__(self) -> None:
        self.counted = Counted(self.clock, self.quotas, hour_of)
        self.tokens[self.access_token] = self.clock() + timedelta(seconds=self.lives)

    # tokens and permission

    def admit(self, token: str) -> None:
        """Let a call with this token pass, or raise."""
        if not token:
            raise ErrorCode(10016)
        ends = self.tokens.get(token)
        if ends is None:
            raise ErrorCode(21332)
        if ends <= self.clock():
            raise ErrorCode(21327)
        if not self.audited:
            raise ErrorCode(21321)

    def count(self, call: str) -> None:
        """Take one call out of this hour's quotas."""
        try:
            self.counted.take(contract.ALL_CALLS)
        except QuotaUsedUp:
            raise ErrorCode(10023) from None
        try:
            self.counted.take(call)
        except QuotaUsedUp:
            raise ErrorCode(10024) from None

    def renew(self, form: Mapping[str, str]) -> dict[str, Any]:
        """oauth2/access_token with a refresh token, which is good once."""
        if form.get("grant_type") != "refresh_token" or not self.gives_refresh:
            raise ErrorCode(21325)
        if form.get("client_id") != self.app_key or form.get("client_secret") != self.app_secret:
            raise ErrorCode(21324)
        if form.get("refresh_token") != self.refresh_token:
            raise ErrorCode(21325)
        fresh = f"2.00{secrets.token_urlsafe(24)}"
        self.refresh_token = secrets.token_urlsafe(24)
        self.tokens[fresh] = self.clock() + timedelta(seconds=self.lives)
        return {
            "access_token": fresh,
            "refresh_token": self.refresh_token,
            "expires_in": int(self.lives),
            "uid": self.uid,
        }

    def token_info(self, token: str) -> dict[str, Any]:
        """oauth2/get_token_info: ``expire_in`` are the seconds that are left."""
        left = self.tokens[token] - self.clock()
        return {
            "uid": self.uid,
            "appkey": self.app_key,
            "scope": None,
            "create_at": int((self.tokens[token] - timedelta(seconds=self.lives)).timestamp()),
            "expire_in": int(left.total_seconds()),
        }

    def expire(self) -> None:
        """The tokens given out end now."""
        self.tokens = dict.fromkeys(self.tokens, self.clock())

    # posts

    def share(self, text: str, picture: bytes | None) -> dict[str, Any]:
        """statuses/share."""
        if not self.permitted:
            raise ErrorCode(10014)
        if not text.strip():
            raise ErrorCode(20008)
        if contract.counted(text) > contract.TEXT:
            raise ErrorCode(20012)
        if TOPIC.search(LINK.sub("", text)):
            raise ErrorCode(10008)
        links = LINK.findall(text)
        hosts = {urlsplit(link).hostname or "" for link in links}
        if not any(_within(host, self.domains) for host in hosts):
            raise ErrorCode(10017)
        if picture is not None and not picture.startswith(PICTURES):
            raise ErrorCode(20005)
        if picture is not None and len(picture) >= contract.PICTURE_BYTES:
            raise ErrorCode(20006)
        standing = [post for post in self.posts if not post.deleted]
        if any(post.text == text for post in standing):
            raise ErrorCode(20019)
        plain = LINK.sub("", text)
        if self.refuses_similar and any(LINK.sub("", post.text) == plain for post in standing):
            raise ErrorCode(20017)
        post = Post(3_504_803_600_502_730 + 7 * len(self.posts), text, self.clock(), picture or b"")
        self.posts.append(post)
        return self.told(post)

    def timeline(self, count: int, page: int) -> dict[str, Any]:
        """statuses/user_timeline of the account itself, the newest first."""
        if not 1 <= count <= contract.TIMELINE_MOST or page < 1:
            raise ErrorCode(10008)
        shown = [post for post in reversed(self.posts) if self.public(post)]
        start = (page - 1) * count
        return {
            "statuses": [self.told(post) for post in shown[start : start + count]],
            "total_number": len(shown),
        }

    def destroy(self, key: str) -> dict[str, Any]:
        """statuses/destroy."""
        if not self.may_destroy:
            raise ErrorCode(10014)
        for post in self.posts:
            if str(post.id) == key and not post.deleted:
                post.deleted = True
                return self.told(post)
        raise ErrorCode(20101)

    def expand(self, links: Sequence[str]) -> dict[str, Any]:
        """short_url/expand."""
        if not 1 <= len(links) <= contract.EXPANDED_AT_ONCE:
            raise ErrorCode(10008)
        rows = [
            {
                "url_short": link,
                "url_long": self.short.get(link, ""),
                "type": 0,
                "result": link in self.short,
            }
            for link in links
        ]
        return {"urls": rows}

    def public(self, post: Post) -> bool:
        """Whether the post stands in the timeline."""
        return not post.deleted and post.at + timedelta(seconds=self.lag) <= self.clock()

    def told(self, post: Post) -> dict[str, Any]:
        """A post as the platform tells it: links shortened."""
        return {
            "created_at": post.at.astimezone(CHINA).strftime("%a %b %d %H:%M:%S %z %Y"),
            "id": post.id,
            "mid": str(post.id),
            "idstr": str(post.id),
            "text": LINK.sub(lambda found: self._shortened(found.group()), post.text),
            "user": {"id": int(self.uid), "idstr": self.uid},
        }

    def name_of(self, post: Post) -> str:
        """The last part of the address that readers open."""
        digits, groups = str(post.id), []
        while digits:
            groups.append(int(digits[-7:]))
            digits = digits[:-7]
        first, *rest = [_base62(group) for group in reversed(groups)]
        return first + "".join(piece.rjust(4, "0") for piece in rest)

    def _shortened(self, link: str) -> str:
        short = f"http://t.cn/A6{hashlib.sha256(link.encode()).hexdigest()[:6]}"
        self.short[short] = link
        return short


def _within(host: str, domains: frozenset[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _base62(number: int) -> str:
    out = "" if number else "0"
    while number:
        number, digit = divmod(number, 62)
        out = DIGITS[digit] + out
    return out
