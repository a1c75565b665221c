"""What is counted: requests by category, of a quarter that has ended, and nothing else (decision 0042).

A request adds 1 to exactly one number. Whether two requests are of one person the box does not know and does not find out.
Readers are not counted at all: the station keeps no record of who reads what.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lianjian_feed.fields import CATEGORIES
from lianjian_feed.refusals import Refused
from lianjian_station.chinese_time import CHINA
from lianjian_station.requests import states

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian_station.home import Home

_NAME = re.compile("([2-9][0-9]{3})-Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year by the Chinese calendar day."""

    year: int
    number: int  # 1 to 4

    @classmethod
    def parse(cls, name: str) -> Quarter:
        """Read ``2026-Q3``."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise Refused("{name} is no quarter: write it as 2026-Q3.", name=name[:20])
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def before(cls, now: datetime) -> Quarter:
        """The last quarter that has ended at ``now``."""
        day = now.astimezone(CHINA).date()
        running = (day.month - 1) // 3 + 1
        return cls(day.year, running - 1) if running > 1 else cls(day.year - 1, 4)

    @property
    def name(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        year, month = (self.year, 3 * self.number + 1) if self.number < 4 else (self.year + 1, 1)  # noqa: PLR2004 - of four
        return date(year, month, 1) - timedelta(days=1)

    def has_ended(self, now: datetime) -> bool:
        return self <= Quarter.before(now)


def asked(home: Home, quarter: Quarter) -> dict[str, int]:
    """How many requests of each category were asked in ``quarter``: exact, for noise to be added, never to be kept.

    What was taken back is not counted.
    """
    path = home.path / "requests.db"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(path, timeout=20)) as db:
        rows = db.execute(
            "SELECT category, count(*) FROM request WHERE asked_on BETWEEN ? AND ? AND state NOT IN (?, ?) GROUP BY category",
            (quarter.first.isoformat(), quarter.last.isoformat(), states.WITHDRAWING, states.WITHDRAWN),
        ).fetchall()
    return {category: number for category, number in rows if category in CATEGORIES}
