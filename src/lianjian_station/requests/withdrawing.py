"""Taking back, at any time and without a reason (Personal Information Protection Law of the PRC, article 15).

Before anything left: destroyed at once. Afterwards it is destroyed here at once too, and a withdrawal follows to the addressee;
it carries nothing of the villager and needs nobody's release. The request is ``withdrawn`` once they confirm.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lianjian_feed.letters import Letter
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_station import clock, outbox
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers, Session
from lianjian_station.keys import Keys
from lianjian_station.requests import states
from lianjian_station.requests.addressees import all_addressees
from lianjian_station.requests.destroying import destroy
from lianjian_station.requests.looking import open_slip
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian_station.home import Home
    from lianjian_station.requests.asking import Slip
    from lianjian_station.requests.register import Request

_WITHDRAWAL = "withdrawal"


def withdraw(home: Home, by: Slip | Session, now: datetime, id: str = "") -> str:  # noqa: A002
    """Take a request back, with its slip or, on the villager's word, with a keeper's session and its ``id``.

    Answers the state: ``withdrawn``, or ``withdrawing`` while the addressee has to be told.
    """
    who = ""
    if isinstance(by, Session):
        Keepers(home).require(by)
        who = by.keeper
    with Register.opened(home) as register, Journal.open(home) as journal:
        row = (
            register.request(id)
            if isinstance(by, Session)
            else open_slip(register, by.number, by.code, now)[0]
        )
        moment = clock.judged(home, now, also=register.fact("replied"))
        with register.transaction():
            row = register.request(row.id)
            if row.state in states.GONE or row.state == states.WITHDRAWING:
                raise Refused(
                    "Request {number} is taken back already, or its term is over.", number=row.number
                )
            recipient = _recipient(home, register, row)
            journal.append("withdraw", who=who, request=row.id, at=now)
            has_left = destroy(register, row, states.WITHDRAWN, moment, journal.blind(who) if who else "")
            state = states.WITHDRAWN
            if has_left and clock.day(moment).isoformat() <= row.until:
                state = states.WITHDRAWING
                _tell(home, register, row, recipient)
        register.wipe()
    outbox.tidy(home)
    return state


def take_back_again(home: Home, now: datetime) -> None:
    """After an older register was put back: what the log says was taken back or ended since is so again. Whoever may hold
    a letter is told once more, for the word of it may have been lost.
    """
    with Register.opened(home) as register, Journal.open(home) as journal:
        moment = clock.judged(home, now, also=register.fact("replied"))
        for row in register.requests():
            lines = journal.of_request(row.id)
            acts = {line.act for line in lines}
            if row.state in {*states.GONE, states.WITHDRAWING} or not acts & {"withdraw", "forget"}:
                continue
            left_to = [line.to for line in lines if line.act == "send"]
            held = replace(row, addressee=left_to[-1]) if left_to else row
            recipient = _recipient(home, register, held)
            is_over = "forget" in acts or clock.day(moment).isoformat() > row.until
            with register.transaction():
                destroy(
                    register, register.request(row.id), states.ENDED if is_over else states.WITHDRAWN, moment
                )
                if left_to and recipient and not is_over and "withdrawn" not in acts:
                    _tell(home, register, held, recipient)
        register.wipe()


def _recipient(home: Home, register: Register, row: Request) -> str:
    """The newest key of the addressee, or the one that the letter was sealed to where nobody is called so any more."""
    now_there = {one.key: one.recipient for one in all_addressees(home, register)}
    sealed_to = register.db.execute("SELECT recipient FROM letter WHERE request = ?", (row.id,)).fetchone()
    return now_there.get(row.addressee) or (sealed_to[0] if sealed_to else "")


def _tell(home: Home, register: Register, row: Request, recipient: str) -> None:
    letter = Letter(
        kind=_WITHDRAWAL,
        request=row.name,
        addressee=row.addressee,
        category=row.category,
        asked_on=row.asked_on,
        until=row.until,
        answer_to=row.answer_to,
    ).seal(Keys.open_or_create(home).signing, recipient)
    register.db.execute("UPDATE request SET state = ? WHERE id = ?", (states.WITHDRAWING, row.id))
    register.db.execute(
        "UPDATE step SET what = ? WHERE number = (SELECT max(number) FROM step WHERE request = ?)",
        (states.WITHDRAWING, row.id),
    )
    register.db.execute(
        "INSERT INTO letter (digest, request, kind, addressee, recipient, data, why)"
        " VALUES (?, ?, 'withdrawal', ?, ?, ?, ?)",
        (digest(letter), row.id, row.addressee, recipient, letter, _WITHDRAWAL),
    )
