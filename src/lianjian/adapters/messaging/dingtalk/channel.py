from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.adapters.messaging.calling import code_of, post_json
from lianjian.adapters.messaging.dingtalk.wire import judge, message, signed
from lianjian.apps.reminders.rules.dispatches import Channel
from lianjian.kernel.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.reminders.ports import Letter
    from lianjian.kernel.clock import Clock


class Dingtalk:
    """A robot in a DingTalk group."""

    channel = Channel.DINGTALK

    def __init__(self, clock: Clock = wall_clock) -> None:
        self._clock = clock

    def send(self, letter: Letter, to: Mapping[str, str]) -> None:
        now = int(self._clock().timestamp() * 1000)
        answer = post_json(
            signed(to["webhook"], to.get("secret", ""), now), message(letter, to.get("keyword", ""))
        )
        judge(*code_of(answer, "errcode", "errmsg"), secret=to["webhook"].rpartition("=")[2])
