"""Dates as a village reads them. China has one time zone; a box's own zone setting is not relied on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def _local(when: datetime | str) -> datetime:
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    return moment.astimezone(CHINA) if moment.tzinfo else moment


def moment(when: datetime | str, language: str = "zh") -> str:
    """11月22日 19:05; with the year where it is not this one."""
    local = _local(when)
    return f"{day(when, language)} {local:%H:%M}"


def day(when: datetime | str, language: str = "zh") -> str:
    """11月22日, or 2025年11月22日; a bare date is taken as it stands."""
    local = _local(when)
    is_this_year = local.year == datetime.now(UTC).astimezone(CHINA).year
    if language == "en":
        return f"{local.day} {local:%b}" if is_this_year else f"{local.day} {local:%b %Y}"
    return f"{local.month}月{local.day}日" if is_this_year else f"{local.year}年{local.month}月{local.day}日"


def today(now: datetime, language: str = "zh") -> str:
    """11月23日 星期一."""
    local = now.astimezone(CHINA)
    if language == "en":
        return f"{local:%A}, {local.day} {local:%B}"
    return f"{local.month}月{local.day}日　{_WEEKDAYS[local.weekday()]}"


def clock(now: datetime) -> str:
    return f"{now.astimezone(CHINA):%H:%M}"
