from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.adapters.messaging.calling import code_of, post_json
from lianjian.adapters.messaging.feishu.wire import judge, message
from lianjian.apps.reminders.rules.dispatches import Channel
from lianjian.kernel.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.reminders.ports import Letter
    from lianjian.kernel.clock import Clock


class Feishu:
    """A robot in a Feishu group."""

    channel = Channel.FEISHU

    def __init__(self, clock: Clock = wall_clock) -> None:
        self._clock = clock

    def send(self, letter: Letter, to: Mapping[str, str]) -> None:
        now = int(self._clock().timestamp())
        answer = post_json(to["webhook"], message(letter, to.get("secret", ""), to.get("keyword", ""), now))
        judge(*code_of(answer, "code", "msg"), secret=to["webhook"].rpartition("/")[2])
