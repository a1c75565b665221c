"""Loads the demonstration into an empty installation: all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lianjian.demonstration import reading
from lianjian.demonstration.signings import load_agreements, load_initiative
from lianjian.demonstration.society import load_society
from lianjian.demonstration.telling import load_stories

if TYPE_CHECKING:
    from collections.abc import Callable

PASSWORD = "demo-lianjian"  # noqa: S105 - known to everybody on purpose: nothing real lies behind it


def load(*, report: Callable[[str], None]) -> None:
    """Load everything; ``report`` gets a sentence for each part. Deterministic but for the date of today."""
    days = reading.Calendar(timezone.now())
    told = reading.network()
    with transaction.atomic():
        society = load_society(told, days, password=PASSWORD)
        report(f"{len(society.organisations)} organisations, {len(society.people)} people")
        load_initiative(told, days, society)
        load_agreements(told, days, society)
        report(f"{len(told['agreement'])} agreements, {len(told['response'])} answers to the call")
        count = load_stories(reading.stories(), days, society)
        report(f"{count} stories")
    lines = ["演示账号（密码都是 " + PASSWORD + "）："]
    lines += [f"  {username:<14}{who}" for username, who in society.accounts]
    mark = Path(settings.HOME) / "demonstration"
    mark.write_text("\n".join(lines) + "\n", encoding="utf-8")
