"""A custom group robot of Feishu (飞书自定义机器人): what goes over the line.

Source: https://open.larkoffice.com/document/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN.md (read 2026-11).

- POST https://open.feishu.cn/open-apis/bot/v2/hook/…, JSON in UTF-8
- a request at most 20 KB
- 100 messages a minute, 5 a second, a tenant and robot; then code 11232 (also at full and half hours, when everybody
  sends: reminders leave a few minutes later)
- one or more of: keywords (19024), allowed addresses (19022), a signature (19021): timestamp in seconds within an hour of
  theirs, and Base64 of HMAC-SHA256 with ``timestamp``, line feed, ``secret`` as the key over nothing; both in the body
- 9499 a request that cannot be read; 19001 an unknown address
- no idempotency
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from lianjian.adapters.messaging.fitting import clipped, fitted, plain
from lianjian.apps.reminders.ports import NotTaken
from lianjian.apps.reminders.rules.dispatches import Cause
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from lianjian.apps.reminders.ports import Letter

MOST = 20 * 1024
A_MINUTE, A_SECOND = 100, 5
TOLERANCE = 3_600
TOO_FAST = {11232, 99991400}
REFUSALS = {
    19001: Cause.ADDRESS,
    19002: Cause.CONTENT,
    19021: Cause.SIGNATURE,
    19022: Cause.ORIGIN,
    19024: Cause.KEYWORD,
    19036: Cause.LENGTH,
    9499: Cause.CONTENT,
    10003: Cause.OFF,
}


def signature(secret: str, seconds: int) -> str:
    """Base64 of HMAC-SHA256, keyed with timestamp, line feed, secret, over nothing."""
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def message(letter: Letter, secret: str, keyword: str, seconds: int) -> dict[str, Any]:
    """A rich text (post) with one line a thing; the keyword stands in the title where there is one."""
    title = letter.title if keyword in letter.title else f"{keyword} {letter.title}"
    kept = fitted(letter, _measure, MOST - 4_000).count("\n")
    rows: list[list[dict[str, str]]] = [
        [
            {"tag": "a", "text": clipped(plain(one.what), 900), "href": one.url},
            {"tag": "text", "text": f"  {one.when}"},
        ]
        for one in letter.lines[:kept]
    ]
    if kept < len(letter.lines):
        rows.append([{"tag": "text", "text": f"… +{len(letter.lines) - kept}"}])
    if letter.foot:
        rows.append([{"tag": "text", "text": plain(letter.foot)}])
    rows.append([{"tag": "a", "text": letter.url, "href": letter.url}])
    body: dict[str, Any] = {
        "msg_type": "post",
        "content": {"post": {"zh_cn": {"title": clipped(plain(title), 900), "content": rows}}},
    }
    if secret:
        body |= {"timestamp": str(seconds), "sign": signature(secret, seconds)}
    return body


def _measure(letter: Letter, lines: int) -> str:
    """As long as the JSON of so many lines at least, one line feed a line."""
    return "".join(
        f'[{{"tag":"a","text":"{clipped(plain(one.what), 900)}","href":"{one.url}"}},'
        f'{{"tag":"text","text":"  {one.when}"}}],\n'
        for one in letter.lines[:lines]
    )


def judge(code: int, words: str, *, secret: str) -> None:
    """Nothing where the message was taken. Raises NotTaken, or Unreachable where it is to be sent again."""
    if code == 0:
        return
    said = f"{code} {words}".replace(secret, "***")
    if code in TOO_FAST:
        raise Unreachable(said, after=60)
    if code == -1:
        raise Unreachable(said)
    raise NotTaken(REFUSALS.get(code, Cause.OTHER), said)
