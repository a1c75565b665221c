"""A round: what the box does by itself about requests, after it synchronised. Ends what is over, hears, packs, sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station import outbox, receiving, sending
from lianjian_station.requests.ending import end

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian_station.home import Home
    from lianjian_station.sending import Sent
    from lianjian_station.syncing import Source

_MOST = 64  # parcels packed in one round


@dataclass(frozen=True)
class Round:
    """``packed``: parcels made now; ``is_new``: whether replies brought something."""

    packed: int
    is_new: bool
    sent: Sent


def make_round(home: Home, source: Source, now: datetime, *, at_once: bool = False) -> Round:
    """One round. A box that nobody keeps and that nothing left does nothing, and asks the hub for nothing.

    Replies that do not come, or are refused, keep nothing from leaving; that refusal is raised at the end.
    """
    if not (home.path / "requests.db").exists():
        return Round(0, is_new=False, sent=sending.Sent(0, 0))
    end(home, now)
    is_new, trouble = False, None
    if at_once or receiving.is_due(home, now):
        try:
            is_new = receiving.receive(home, source, now).is_new
        except Refused as refusal:
            trouble = refusal
    packed = pack_all(home, now)
    sent = sending.send(home, now, at_once=at_once)
    if trouble is not None:
        raise trouble
    return Round(packed, is_new, sent)


def pack_all(home: Home, now: datetime) -> int:
    """Pack until nothing waits; answers how many parcels that took."""
    return next((number for number in range(_MOST) if outbox.pack(home, now) is None), _MOST)
