"""The demonstration's texts, as they lie in ``data/``, with dates counted from the day of loading."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import Any

from lianjian.kernel.clock import CHINA, civil_date

FOLDER = resources.files("lianjian.demonstration") / "data"


def network() -> dict[str, Any]:
    """Organisations, people, agreements and the rest; the schema stands at the top of the file."""
    return tomllib.loads((FOLDER / "network.toml").read_text(encoding="utf-8"))


def negotiation() -> dict[str, Any]:
    """A template, a draft made from it that is still talked about, and an amendment in force."""
    return tomllib.loads((FOLDER / "negotiation.toml").read_text(encoding="utf-8"))


def needs() -> list[dict[str, Any]]:
    """What the villages need; the schema stands at the top of the file."""
    found: list[dict[str, Any]] = tomllib.loads((FOLDER / "needs.toml").read_text(encoding="utf-8"))["need"]
    return found


def year() -> dict[str, Any]:
    """What came after publication: spread, figures of platforms, deliveries; the schema stands at the top of the file."""
    return tomllib.loads((FOLDER / "year.toml").read_text(encoding="utf-8"))


def stories() -> list[dict[str, Any]]:
    """All stories, the oldest first; ``key`` is the file's name without its number."""
    files = sorted(
        (f for f in (FOLDER / "stories").iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
    )
    found = [{"key": f.name[3:-5], **tomllib.loads(f.read_text(encoding="utf-8"))} for f in files]
    return sorted(found, key=lambda story: -story["happened_days_ago"])


class Calendar:
    """Days counted from the moment of loading."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = civil_date(now)

    def day(self, ago: int) -> date:
        """The civil date ``ago`` days back (negative: ahead)."""
        return self.today - timedelta(days=ago)

    def moment(self, ago: int, *, hour: int = 9, minute: int = 0) -> datetime:
        """A moment on that day in China, never later than the moment of loading."""
        wanted = datetime.combine(self.day(ago), time(hour, minute), CHINA).astimezone(UTC)
        return min(wanted, self.now - timedelta(minutes=1))
