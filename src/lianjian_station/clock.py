"""Which moment terms are judged by, on a box whose clock may be wrong.

Behind: never earlier than the newest time that somebody outside signed. Far ahead: a clock two years beyond the newest
signed word is not believed, because what has ended is destroyed (threat 21: a wrong clock loses no data).
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from lianjian_station.chinese_time import CHINA

if TYPE_CHECKING:
    from lianjian_station.home import Home

FARTHEST = timedelta(days=730)


def judged(home: Home, now: datetime, *, also: str = "") -> datetime:
    """The moment to judge by; ``also``: another signed time (RFC 3339), as of the newest replies."""
    told = [datetime.fromisoformat(text) for text in (_issued(home), also) if text]
    if not told:
        return now
    newest = max(told)
    return newest if now < newest or now - newest > FARTHEST else now


def day(moment: datetime) -> date:
    """The day in the village."""
    return moment.astimezone(CHINA).date()


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _issued(home: Home) -> str:
    try:
        db = sqlite3.connect(f"{home.database.absolute().as_uri()}?mode=ro", uri=True, timeout=20)
    except sqlite3.OperationalError:
        return ""
    try:
        row = db.execute("SELECT value FROM fact WHERE name = 'issued'").fetchone()
    except sqlite3.OperationalError:
        return ""
    finally:
        db.close()
    return str(row[0]) if row else ""
