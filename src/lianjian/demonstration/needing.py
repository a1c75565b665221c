"""What the villages of the demonstration need, what was met and what was given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.exchange.actions.give_up_need import give_up_need
from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.apps.exchange.actions.record_need import record_need
from lianjian.demonstration.photographs import photograph
from lianjian.kernel.evidence import File

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society


def load_needs(told: list[dict[str, Any]], days: Calendar, society: Society) -> int:
    """Record them by whoever looks after them, then what became of them. Returns how many."""
    for number, one in enumerate(told, start=1):
        ago = one["days_ago"]
        row = record_need(
            by=society.acting(one["person"], days.day(ago)),
            organisation=society.organisations[one["organisation"]],
            work_area=one["work_area"],
            text=one["text"],
            quantity=one.get("quantity"),
            unit=one.get("unit", ""),
            wanted_by=days.day(-one["wanted_in_days"]) if "wanted_in_days" in one else None,
            public=one.get("public", False),
            client_key=f"demonstration-{number}",
            now=days.moment(ago, hour=10),
        )
        _close(row.pk, one, days, society)
    return len(told)


def _close(need: int, one: dict[str, Any], days: Calendar, society: Society) -> None:
    if "met" in one:
        met = one["met"]
        files = [File("照片.jpg", photograph(met["scene"], met["scene_seed"]))] if "scene" in met else []
        meet_need(
            by=society.acting(one["person"], days.day(met["days_ago"])),
            need=need,
            how=met["how"],
            met_by=society.organisations[met["by"]] if "by" in met else None,
            met_by_words=met.get("by_words", ""),
            files=files,
            now=days.moment(met["days_ago"], hour=15),
        )
    if "given_up" in one:
        given_up = one["given_up"]
        give_up_need(
            by=society.acting(one["person"], days.day(given_up["days_ago"])),
            need=need,
            reason=given_up["reason"],
            now=days.moment(given_up["days_ago"], hour=16),
        )
