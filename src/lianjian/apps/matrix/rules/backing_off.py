"""How long to wait before trying again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

FIRST_WAIT = 15.0  # seconds
LONGEST_WAIT = 1800.0
MOST_SENDS = 8
"""After so many sends without an answer a person is asked (about an hour and a half)."""
CHECKS = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
"""Seconds between two questions to an outlet that works on a story: sparing, for questions have quotas
too."""
MOST_CHECKS = 40
"""About a day and a half of asking; after that a person looks."""
MOST_RECONCILIATIONS = 6


def wait_before_send(attempts: int, random: Random, *, at_least: float = 0.0) -> timedelta:
    """Exponential with full jitter in the upper half, so that many deliveries do not come back at one
    moment."""
    ceiling = min(FIRST_WAIT * 2 ** max(0, attempts - 1), LONGEST_WAIT)
    return timedelta(seconds=max(at_least, ceiling / 2 + random.random() * ceiling / 2))


def wait_before_check(checks: int) -> timedelta:
    """The pause after the ``checks``-th question."""
    return timedelta(seconds=CHECKS[min(checks, len(CHECKS) - 1)])
