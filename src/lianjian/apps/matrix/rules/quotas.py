"""Quotas in windows of the platform's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Window = Literal["minute", "day"]


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``most`` calls of ``call`` in each window. Days begin at midnight in China: every platform of
    the catalogue counts there."""

    call: str
    most: int
    window: Window
    source: str = ""
    checked_on: str = ""


class QuotaSpent(Exception):  # noqa: N818 - nothing went wrong: we know when to go on
    """No call is left in this window; ``until`` is when the next one begins."""

    def __init__(self, call: str, until: datetime) -> None:
        self.call = call
        self.until = until
        super().__init__(f"{call}: nothing left until {until.isoformat()}")


def window_of(moment: datetime, window: Window) -> tuple[datetime, datetime]:
    """First moment of the window in which ``moment`` lies, and of the next one."""
    local = moment.astimezone(CHINA)
    if window == "minute":
        start = local.replace(second=0, microsecond=0)
        return start, start + timedelta(minutes=1)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def next_reset(moment: datetime) -> datetime:
    """When daily quotas begin anew after ``moment``."""
    return window_of(moment, "day")[1]


def read_quotas(records: Iterable[Mapping[str, Any]]) -> tuple[Quota, ...]:
    """Quotas from their JSON form. Raises ValueError on a window that does not exist."""
    quotas = []
    for record in records:
        if record["window"] not in {"minute", "day"} or int(record["most"]) < 1:
            msg = f"the quota makes no sense: {dict(record)!r}"
            raise ValueError(msg)
        quotas.append(
            Quota(
                call=str(record["call"]),
                most=int(record["most"]),
                window=record["window"],
                source=str(record.get("source", "")),
                checked_on=str(record.get("checked_on", "")),
            )
        )
    return tuple(quotas)
