"""What is destroyed: everything a villager wrote and everything that was answered. A number, days and states are left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lianjian_station import locks, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian_station.requests.register import Register, Request


def destroy(register: Register, row: Request, state: str, moment: datetime, who: str = "") -> bool:
    """Within a transaction. Parcels that were to carry the letter are given up. Answers whether a byte of it may have left.

    Afterwards, outside the transaction: ``outbox.tidy`` and ``Register.wipe``.
    """
    slip = json.dumps(locks.emptied(json.loads(row.slip))).encode() if row.slip else None
    has_left = False
    for serial, left in register.db.execute(
        "SELECT parcel, has_left FROM letter WHERE request = ? AND kind = 'request'", (row.id,)
    ).fetchall():
        has_left = has_left or bool(left)
        if serial is not None:
            outbox.give_up(register, serial)
    register.db.execute("DELETE FROM letter WHERE request = ? AND kind = 'request'", (row.id,))
    register.db.execute("DELETE FROM answer WHERE request = ?", (row.id,))
    register.db.execute("DELETE FROM agreed WHERE request = ?", (row.id,))
    register.db.execute(
        "UPDATE request SET body = NULL, frozen = NULL, opening = NULL, note = NULL, slip = ?, state = ? WHERE id = ?",
        (slip, state, row.id),
    )
    register.step(row.id, state, moment, who)
    return has_left
