"""A custom group robot of DingTalk (钉钉自定义机器人): what goes over the line.

Source: https://open.dingtalk.com/document/robots/custom-robot-access and its section 安全设置, by copies of that page that its
users keep (read 2026-11: the rate, the ten minutes, the signature; 130101 "send too fast, exceed 20 times per minute" from
answers they show).

- POST https://oapi.dingtalk.com/robot/send?access_token=…, JSON in UTF-8
- one of three kinds of safety is set: keywords (up to 10, one must stand in the message), a signature (加签), a list of
  addresses
- the signature: timestamp in milliseconds, within an hour of theirs; HMAC-SHA256 with the secret (SEC…) as key over
  ``timestamp``, line feed, ``secret``, Base64, percent-encoded; timestamp and sign stand in the address
- 20 messages a minute and robot; then nothing is taken for ten minutes (errcode 130101 or 410100)
- a message at most 20,000 bytes
- errcode 310000 where the check of safety fails: the words say which (keywords not in content, sign not match, not in
  whitelist, invalid timestamp); 300001 or 400101 an unknown token; 400102, 400106 robot off or gone
- no idempotency
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from lianjian.adapters.messaging.fitting import fitted, plain
from lianjian.apps.reminders.ports import NotTaken
from lianjian.apps.reminders.rules.dispatches import Cause
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from lianjian.apps.reminders.ports import Letter

MOST = 20_000
A_MINUTE = 20
BANNED_FOR = 600
"""Seconds without messages after too many."""
TOLERANCE_MS = 3_600_000
TOO_FAST = {130101, 410100}
CHECK_FAILED = 310000
REFUSALS = {
    300001: Cause.ADDRESS,
    300005: Cause.ADDRESS,
    400101: Cause.ADDRESS,
    400013: Cause.OFF,
    400102: Cause.OFF,
    400106: Cause.OFF,
    430101: Cause.CONTENT,
    430102: Cause.CONTENT,
    430104: Cause.CONTENT,
    40035: Cause.CONTENT,
    460101: Cause.LENGTH,
}


def signed(webhook: str, secret: str, milliseconds: int) -> str:
    """The address of a message sent at that moment; without a secret the webhook itself."""
    if not secret:
        return webhook
    return f"{webhook}&timestamp={milliseconds}&sign={quote_plus(signature(secret, milliseconds))}"


def signature(secret: str, milliseconds: int) -> str:
    """Base64 of HMAC-SHA256, keyed with the secret, over timestamp, line feed, secret."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def message(letter: Letter, keyword: str = "") -> dict[str, Any]:
    """Markdown with one line a thing; the keyword stands in the first line where there is one."""
    title = plain(letter.title) if keyword in letter.title else f"{keyword} {plain(letter.title)}"

    def markdown(one: Letter, lines: int) -> str:
        rows = [f"- [{plain(line.what)}]({line.url}) {line.when}" for line in one.lines[:lines]]
        left = [f"… +{len(one.lines) - lines}"] if lines < len(one.lines) else []
        foot = [plain(one.foot)] if one.foot else []
        return "\n\n".join([f"**{title}**", *rows, *left, *foot, f"[{one.url}]({one.url})"])

    text = fitted(letter, markdown, MOST - 2_000)  # the rest of the message and its JSON
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def judge(code: int, words: str, *, secret: str) -> None:
    """Nothing where the message was taken. Raises NotTaken, or Unreachable where it is to be sent again."""
    if code == 0:
        return
    said = f"{code} {words}".replace(secret, "***")
    if code in TOO_FAST:
        raise Unreachable(said, after=BANNED_FOR)
    if code == -1:
        raise Unreachable(said)
    if code == CHECK_FAILED:
        low = words.lower()
        cause = Cause.KEYWORD if "keyword" in low else Cause.ORIGIN if "whitelist" in low else Cause.SIGNATURE
        raise NotTaken(cause, said)
    raise NotTaken(REFUSALS.get(code, Cause.OTHER), said)
