"""Rows of the islands: editions, stations, inboxes and what villagers ask."""

from __future__ import annotations

from lianjian.apps.islands.models.edition import Edition
from lianjian.apps.islands.models.inbox import Inbox
from lianjian.apps.islands.models.request import Answer, HelpRequest, Letter, Loss, Opening, RequestStep
from lianjian.apps.islands.models.station import LogLine, NoisyCount, Parcel, Station, StationFault

__all__ = [
    "Answer",
    "Edition",
    "HelpRequest",
    "Inbox",
    "Letter",
    "LogLine",
    "Loss",
    "NoisyCount",
    "Opening",
    "Parcel",
    "RequestStep",
    "Station",
    "StationFault",
]
