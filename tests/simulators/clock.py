"""A clock that a test turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the moment it was set to, or the real one until it is turned; goes on by itself from there."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, **units: float) -> None:
        """Turn it on by ``timedelta(**units)``."""
        self.ahead += timedelta(**units)

    def to(self, moment: datetime) -> None:
        """Turn it to ``moment`` (a little later)."""
        self.ahead += moment - self() + timedelta(seconds=0.001)
