"""Daily quotas as a platform counts them: calls since midnight in China."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CHINA = timezone(timedelta(hours=8))


def day_of(moment: datetime) -> str:
    """The day in China, as ISO."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d")


def hour_of(moment: datetime) -> str:
    """The hour in China."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H")


class QuotaUsedUp(Exception):  # noqa: N818 - an answer of the platform
    """No call is left in this window."""


@dataclass(slots=True)
class Counted:
    """``most`` calls in a window; ``window`` names the one in which a moment lies. A call without a number is not bounded."""

    clock: Callable[[], datetime]
    most: dict[str, int]
    window: Callable[[datetime], str] = day_of
    used: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, call: str) -> None:
        """Count one call. Raises QuotaUsedUp."""
        key = (call, self.window(self.clock()))
        most = self.most.get(call)
        if most is not None and self.used.get(key, 0) >= most:
            raise QuotaUsedUp(call)
        self.used[key] = self.used.get(key, 0) + 1

    def used_now(self, call: str) -> int:
        """Calls that were counted in the window of this moment."""
        return self.used.get((call, self.window(self.clock())), 0)

    def clear(self) -> None:
        """The window of this moment begins anew."""
        now = self.window(self.clock())
        self.used = {key: used for key, used in self.used.items() if key[1] != now}
