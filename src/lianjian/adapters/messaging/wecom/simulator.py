"""WeCom's webhooks: an unknown key, an empty or too long content and the twenty-first message of a minute are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.adapters.messaging.simulating import read, within
from lianjian.adapters.messaging.wecom.wire import A_MINUTE, MOST_MARKDOWN, MOST_TEXT, TOO_FAST

if TYPE_CHECKING:
    from aiohttp import web

    from lianjian.adapters.messaging.simulating import Answer, Chat

MOST = {"text": MOST_TEXT, "markdown": MOST_MARKDOWN}


class WecomPlatform:
    def route(self) -> str:
        return "/cgi-bin/webhook/send"

    def token(self, request: web.Request) -> str:
        return request.query.get("key", "")

    def judge(self, chat: Chat | None, request: web.Request, raw: bytes, now: float) -> Answer:  # noqa: PLR0911 - one line a rule
        if request.method != "POST":
            return {"errcode": 43002, "errmsg": "require POST method"}
        if chat is None:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        body = read(raw)
        kind = str((body or {}).get("msgtype", ""))
        if body is None or kind not in MOST:
            return {"errcode": 40008, "errmsg": "invalid message type"}
        content = str(body.get(kind, {}).get("content", "")) if isinstance(body.get(kind), dict) else ""
        if not content:
            return {"errcode": 44004, "errmsg": "empty content"}
        if len(content.encode()) > MOST[kind]:
            return {"errcode": 40058, "errmsg": "markdown.content exceed max length"}
        if within(chat.times, now, 60) >= A_MINUTE:
            return {"errcode": TOO_FAST, "errmsg": "api freq out of limit"}
        chat.times.append(now)
        return {"errcode": 0, "errmsg": "ok"}
