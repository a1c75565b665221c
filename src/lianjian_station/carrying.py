"""Requests and replies on a stick: ``outbox/<sha256>.age`` goes out beside the feed, ``replies/<station>.age`` comes in.

Both are sealed: whoever carries the stick can keep them back or bring them twice, and neither reads nor changes anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian_feed.durable import write_file
from lianjian_feed.refusals import Refused
from lianjian_station import clock, outbox, rounds
from lianjian_station.directory_source import DirectorySource, folder_on
from lianjian_station.receiving import receive
from lianjian_station.requests.ending import end
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from lianjian_station.home import Home


def put_on(home: Home, stick: Path, now: datetime) -> int:
    """Pack what waits and put every parcel without a receipt on the stick; answers how many. Others' parcels stay there."""
    if not (home.path / "requests.db").exists():
        return 0
    end(home, now)
    rounds.pack_all(home, now)
    count = 0
    with Register.opened(home) as register:
        moment = clock.judged(home, now, also=register.fact("replied"))
        for serial, name in register.db.execute(
            "SELECT serial, digest FROM parcel ORDER BY serial"
        ).fetchall():
            data = outbox.leaving(register, serial, moment, carried=True)
            if data is not None:
                write_file(folder_on(stick, "outbox") / f"{name}.age", data)
                count += 1
    return count


def take_in(home: Home, stick: Path, now: datetime) -> Refused | None:
    """Take in what the hub says to this box, if the stick brings it. Answers why not, where it was refused."""
    if not (home.path / "keys" / "box.json").exists():
        return None
    source = DirectorySource(stick)
    try:
        receive(home, source, now)
    except Refused as refusal:
        return refusal
    finally:
        source.close()
    return None
