"""Feishu's webhooks: token, signature within an hour, keyword, size, 5 messages a second and 100 a minute."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from lianjian.adapters.messaging.feishu.wire import A_MINUTE, A_SECOND, MOST, TOLERANCE, signature
from lianjian.adapters.messaging.simulating import read, within

if TYPE_CHECKING:
    from aiohttp import web

    from lianjian.adapters.messaging.simulating import Answer, Chat

UNSIGNED = "sign match fail or timestamp is not within one hour from current time"


class FeishuPlatform:
    def route(self) -> str:
        return "/open-apis/bot/v2/hook/{token}"

    def token(self, request: web.Request) -> str:
        return request.match_info["token"]

    def judge(self, chat: Chat | None, request: web.Request, raw: bytes, now: float) -> Answer:  # noqa: PLR0911 - one line a rule
        if chat is None:
            return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid", "data": {}}
        body = read(raw)
        if request.method != "POST" or body is None or len(raw) > MOST:
            return {"code": 9499, "msg": "Bad Request", "data": {}}
        if body.get("msg_type") not in {"text", "post"} or not isinstance(body.get("content"), dict):
            return {"code": 19002, "msg": "params error, msg_type need", "data": {}}
        if within(chat.times, now, 1) >= A_SECOND or within(chat.times, now, 60) >= A_MINUTE:
            return {"code": 11232, "msg": "frequency limited psm[lark.oapi.app_platform_runtime]", "data": {}}
        if chat.secret and not self._signed(chat.secret, body, now):
            return {"code": 19021, "msg": UNSIGNED, "data": {}}
        if chat.keyword and chat.keyword not in raw.decode("utf-8", "ignore"):
            return {"code": 19024, "msg": "Key Words Not Found", "data": {}}
        chat.times.append(now)
        return {"code": 0, "msg": "success", "data": {}}

    def _signed(self, secret: str, body: dict[str, object], now: float) -> bool:
        given = str(body.get("timestamp", ""))
        if not given.isdigit() or abs(int(given) - now) > TOLERANCE:
            return False
        return hmac.compare_digest(str(body.get("sign", "")).encode(), signature(secret, int(given)).encode())
