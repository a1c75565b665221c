"""Texts that were held back at their hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.models import HeldBack

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


def held_back(by: Actor, *, settled: bool = False) -> QuerySet[HeldBack]:
    """Those that nobody has dealt with yet in the newsrooms of ``by`` (with ``settled`` all), the latest first."""
    rows = HeldBack.objects.by(by).select_related("story", "story__latest_revision", "settled_by")
    return rows if settled else rows.filter(settled_at=None)
