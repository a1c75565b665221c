from __future__ import annotations

from lianjian.apps.spread.models.event import Event
from lianjian.apps.spread.models.item import Item
from lianjian.apps.spread.models.metric import PlatformMetric
from lianjian.apps.spread.models.roll_up import DayCount, Watermark
from lianjian.apps.spread.models.salt import DailySalt
from lianjian.apps.spread.models.share import Share

__all__ = ["DailySalt", "DayCount", "Event", "Item", "PlatformMetric", "Share", "Watermark"]
