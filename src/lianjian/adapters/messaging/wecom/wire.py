"""A group robot of WeCom (企业微信群机器人): what goes over the line.

Source: https://developer.work.weixin.qq.com/document/path/91770, by copies of that page that its users keep (read 2026-11:
both lengths and the 20 messages a minute stand there), and the global codes of path/90313 by such a copy; which codes a
robot answers with, of those, is what users report.

- POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…, JSON in UTF-8; who has the key can write
- text.content at most 2,048 bytes, markdown.content at most 4,096 bytes of UTF-8
- 20 messages a minute and robot; then errcode 45009
- no signature, no idempotency: a message whose answer was lost may stand there twice
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.adapters.messaging.fitting import fitted, plain
from lianjian.apps.reminders.ports import NotTaken
from lianjian.apps.reminders.rules.dispatches import Cause
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from lianjian.apps.reminders.ports import Letter

MOST_TEXT = 2048
MOST_MARKDOWN = 4096
A_MINUTE = 20
TOO_FAST = 45009
REFUSALS = {
    93000: Cause.ADDRESS,  # invalid webhook url
    40058: Cause.LENGTH,  # exceed max length
    44004: Cause.CONTENT,  # empty content
    40008: Cause.CONTENT,  # invalid message type
    45002: Cause.LENGTH,
    93004: Cause.OFF,  # robot was disabled
    93008: Cause.OFF,  # not in the group
}


def message(letter: Letter) -> dict[str, Any]:
    """Markdown with one line a thing; as many as fit."""
    return {"msgtype": "markdown", "markdown": {"content": fitted(letter, _markdown, MOST_MARKDOWN)}}


def _markdown(letter: Letter, lines: int) -> str:
    rows = [f"> [{plain(one.what)}]({one.url}) {one.when}" for one in letter.lines[:lines]]
    left = [f"… +{len(letter.lines) - lines}"] if lines < len(letter.lines) else []
    foot = [plain(letter.foot)] if letter.foot else []
    return "\n".join([f"**{plain(letter.title)}**", *rows, *left, *foot, f"[{letter.url}]({letter.url})"])


def judge(code: int, words: str, *, secret: str) -> None:
    """Nothing where the message was taken. Raises NotTaken, or Unreachable where it is to be sent again."""
    if code == 0:
        return
    said = f"{code} {words}".replace(secret, "***")
    if code == TOO_FAST:
        raise Unreachable(said, after=60)
    if code == -1:
        raise Unreachable(said)
    raise NotTaken(REFUSALS.get(code, Cause.OTHER), said)
