"""How often one visitor may knock: counted in memory, for a minute, under the day's hash. Nothing is
stored."""

from __future__ import annotations

from threading import Lock
from time import monotonic

MINUTE = 60.0
MOST_KEPT = 20_000
"""Visitors remembered at a time; beyond it the whole memory is dropped and everybody starts anew."""


class Pace:
    """At most ``most`` knocks a minute for each visitor, in this process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._knocks: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def allows(self, visitor: str, now: float | None = None) -> bool:
        """Count a knock; False where it is one too many. ``now`` is in seconds of a clock that never runs
        back."""
        moment = monotonic() if now is None else now
        with self._lock:
            started, count = self._knocks.get(visitor, (moment, 0))
            if moment - started >= MINUTE:
                started, count = moment, 0
            if len(self._knocks) >= MOST_KEPT:
                self._knocks.clear()
            self._knocks[visitor] = (started, count + 1)
            return count < self.most

    def forget(self) -> None:
        """Start anew for everybody."""
        with self._lock:
            self._knocks.clear()
