"""The end: with the last day of the consent, or a month after a request was closed, everything of it is destroyed here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lianjian_station import clock, outbox
from lianjian_station.journal import Journal
from lianjian_station.requests import states
from lianjian_station.requests.destroying import destroy
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from lianjian_station.home import Home
    from lianjian_station.requests.register import Request

KEPT = timedelta(days=30)  # after closing


def end(home: Home, now: datetime) -> int:
    """Destroy what has ended; answers how many. The lines of the log stay."""
    if not (home.path / "requests.db").exists():
        return 0
    with Register.opened(home) as register:
        moment = clock.judged(home, now, also=register.fact("replied"))
        over = [(row, why) for row in register.requests() if (why := _why(row, moment))]
        if not over:
            return 0
        with Journal.open(home) as journal:
            for row, why in over:
                journal.append("forget", request=row.id, until=row.until, why=why, at=now)
                with register.transaction():
                    destroy(register, register.request(row.id), states.ENDED, moment)
        register.wipe()
    outbox.tidy(home)
    return len(over)


def _why(row: Request, moment: datetime) -> str:
    if row.state in states.GONE:
        return ""
    if row.until < clock.day(moment).isoformat():
        return "term"
    if row.closed and moment - datetime.fromisoformat(row.closed) >= KEPT:
        return "closed"
    return ""
