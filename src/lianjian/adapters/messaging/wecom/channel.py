from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.adapters.messaging.calling import code_of, post_json
from lianjian.adapters.messaging.wecom.wire import judge, message
from lianjian.apps.reminders.rules.dispatches import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.reminders.ports import Letter


class Wecom:
    """A robot in a WeCom group."""

    channel = Channel.WECOM

    def send(self, letter: Letter, to: Mapping[str, str]) -> None:
        answer = post_json(to["webhook"], message(letter))
        judge(*code_of(answer, "errcode", "errmsg"), secret=to["webhook"].rpartition("=")[2])
