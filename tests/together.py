"""Several deeds at the same moment, in threads with connections of their own: for tests with real transactions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from django.db import connection

from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each deed gave, a refusal included; anything else that is raised fails the test."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def refusals(found: list[object]) -> int:
    return sum(isinstance(one, Refused) for one in found)
