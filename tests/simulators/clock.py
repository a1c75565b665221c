"""A clock that a test turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Self

from lianjian.kernel.clock import CHINA


class Clock:
    """Tells the moment it was set to, or the real one until it is turned; goes on by itself from there."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    @classmethod
    def at_noon(cls) -> Self:
        """Already turned to the next noon in China: no midnight is near, whenever the tests run."""
        clock = cls()
        noon = clock().astimezone(CHINA).replace(hour=12, minute=0, second=0, microsecond=0)
        clock.to(noon if noon > clock() else noon + timedelta(days=1))
        return clock

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, **units: float) -> None:
        """Turn it on by ``timedelta(**units)``."""
        self.ahead += timedelta(**units)

    def to(self, moment: datetime) -> None:
        """Turn it to ``moment`` (a little later)."""
        self.ahead += moment - self() + timedelta(seconds=0.001)
