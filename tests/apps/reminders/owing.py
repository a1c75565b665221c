"""What tests of reminders begin with: a group with things that are due, and a channel that writes down its letters."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.reminders import ports
from lianjian.apps.reminders.rules.dispatches import Channel
from lianjian.kernel.clock import CHINA
from tests.network import today

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lianjian.apps.coordination.models import Duty
    from lianjian.apps.reminders.ports import Letter
    from tests.network import Network

WEBHOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123-4567-89ab"


def at(day_from_today: int, hour: int = 10) -> datetime:
    """So many days from today, at an hour of China."""
    return datetime.combine(today() + timedelta(days=day_from_today), time(hour), CHINA)


def duty(network: Network, due_in: int, what: str = "整理停车位", person: str = "") -> Duty:
    """A duty of village A, due in so many days."""
    return assign_duty(
        by=network.actor("secretary_a"),
        organisation=network.village_a.pk,
        what=what,
        due_on=today() + timedelta(days=due_in),
        person=network.people[person].pk if person else None,
    )


@dataclass
class Box:
    """A channel in memory. ``answer`` is raised where it is set."""

    channel: Channel
    answer: Exception | None = None
    letters: list[tuple[Letter, dict[str, str]]] = field(default_factory=list)

    def send(self, letter: Letter, to: Mapping[str, str]) -> None:
        if self.answer is not None:
            raise self.answer
        self.letters.append((letter, dict(to)))


@contextmanager
def boxes() -> Iterator[dict[str, Box]]:
    """All channels in memory."""
    found = {channel: Box(channel) for channel in Channel}
    with (
        patch.object(ports, "channels", return_value=found),
        patch("lianjian.apps.reminders.tasks.sending.channels", return_value=found),
    ):
        yield found
