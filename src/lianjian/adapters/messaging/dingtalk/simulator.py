"""DingTalk's webhooks: token, signature within an hour, keyword, size; after twenty messages in a minute ten minutes of
nothing."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from lianjian.adapters.messaging.dingtalk.wire import (
    A_MINUTE,
    BANNED_FOR,
    CHECK_FAILED,
    MOST,
    TOLERANCE_MS,
    signature,
)
from lianjian.adapters.messaging.simulating import read, within

if TYPE_CHECKING:
    from aiohttp import web

    from lianjian.adapters.messaging.simulating import Answer, Chat


class DingtalkPlatform:
    def route(self) -> str:
        return "/robot/send"

    def token(self, request: web.Request) -> str:
        return request.query.get("access_token", "")

    def judge(self, chat: Chat | None, request: web.Request, raw: bytes, now: float) -> Answer:  # noqa: PLR0911 - one line a rule
        if request.method != "POST":
            return {"errcode": 40035, "errmsg": "缺少参数 json"}
        if chat is None:
            return {"errcode": 300005, "errmsg": "token is not exist"}
        body = read(raw)
        kind = str((body or {}).get("msgtype", ""))
        if body is None or not isinstance(body.get(kind), dict):
            return {"errcode": 40035, "errmsg": "缺少参数 json"}
        if len(raw) > MOST:
            return {"errcode": 460101, "errmsg": "message too long"}
        if now < chat.banned_until:
            return {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
        if chat.secret and (wrong := self._unsigned(chat.secret, request, now)):
            return {"errcode": CHECK_FAILED, "errmsg": wrong}
        words = " ".join(str(value) for value in body[kind].values())
        if chat.keyword and chat.keyword not in words:
            return {"errcode": CHECK_FAILED, "errmsg": "keywords not in content"}
        if within(chat.times, now, 60) >= A_MINUTE:
            chat.banned_until = now + BANNED_FOR
            return {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
        chat.times.append(now)
        return {"errcode": 0, "errmsg": "ok"}

    def _unsigned(self, secret: str, request: web.Request, now: float) -> str:
        given = request.query.get("timestamp", "")
        if not given.isdigit() or abs(int(given) - now * 1000) > TOLERANCE_MS:
            return "invalid timestamp"
        fits = hmac.compare_digest(
            request.query.get("sign", "").encode(), signature(secret, int(given)).encode()
        )
        return "" if fits else "sign not match"
