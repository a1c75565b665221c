"""The airlock's door: a keeper agrees to exactly the copy that was shown, and the second agreement seals the letter.

Default closed: nothing leaves that did not come through here (or is a withdrawal, which carries nothing of the villager). The
key of the addressee is the one of the newest verified book at this moment. The log says so before the register does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lianjian_feed.letters import Letter
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_station import clock
from lianjian_station.journal import Journal, Line
from lianjian_station.keepers import Keepers
from lianjian_station.keys import Keys
from lianjian_station.requests import states
from lianjian_station.requests.addressees import addressees, book_of
from lianjian_station.requests.papers import Body, Frozen, seal_note
from lianjian_station.requests.register import Register
from lianjian_station.requests.rules import rule_for

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lianjian_feed.book import Addressee
    from lianjian_station.home import Home
    from lianjian_station.keepers import Session
    from lianjian_station.requests.register import Request

MOST_WHY = 500  # characters of a reason
HALF, WHOLE = "half", "released"


def choose(home: Home, session: Session, id: str, addressee: str, now: datetime) -> None:  # noqa: A002
    """Set or change whom a waiting request goes to. Who had agreed has to agree again: it was to somebody else."""
    Keepers(home).require(session)
    with Register.opened(home) as register, Journal.open(home) as journal, register.transaction():
        row = _waiting(register, id)
        _there(home, register, row.category, addressee, _moment(home, register, now))
        who = journal.blind(session.keeper)
        register.db.execute(
            "UPDATE request SET addressee = ?, state = ? WHERE id = ?", (addressee, states.WAITING, id)
        )
        register.db.execute("DELETE FROM agreed WHERE request = ?", (id,))
        register.step(id, "addressee", now, who)


def release(home: Home, session: Session, id: str, frozen_digest: str, now: datetime) -> str:  # noqa: A002
    """Agree that the copy with this digest leaves. ``half``: one more keeper is needed; ``released``: it is sealed."""
    keepers = Keepers(home)
    keepers.require(session)
    keys = Keys.open_or_create(home)
    with Register.opened(home) as register, Journal.open(home) as journal, register.transaction():
        row = _waiting(register, id)
        if row.body is None or row.frozen is None:
            raise Refused("Nothing is left of this request.")
        frozen = Frozen.unseal(row.frozen, session.store)
        if not row.addressee:
            raise Refused("Choose first to whom it goes.")
        if frozen.digest(row.addressee) != frozen_digest:
            raise Refused("This request is not as it was shown to you: look at it again.")
        moment = _moment(home, register, now)
        to = _there(home, register, row.category, row.addressee, moment)
        if clock.day(moment).isoformat() > row.until:
            raise Refused("The consent to this request has ended.")
        blinds = keepers.blinds()
        rule = rule_for(
            set(blinds.values()), _involved(blinds.values(), Body.unseal(row.body, session.store))
        )
        if rule.needed == 1 and not keepers.may_be_alone(now):
            raise Refused(
                "A keeper was removed within the last week: until then one keeper alone releases nothing."
            )
        if session.keeper in rule.barred:
            raise Refused("You wrote this request: two others have to agree to it.")
        who = journal.blind(session.keeper)
        before = {
            other
            for other in register.agreed(id, frozen_digest)
            if blinds.get(other, "") not in {"", *rule.barred}
        }
        line = Line("release-one", session.keeper, id, "", frozen_digest, until=row.until, why=rule.why)
        if len(before | {who}) < rule.needed:
            if who not in before:
                journal.append_many([line], at=now)
                _agree(register, id, who, frozen_digest, moment, states.HALF)
            return HALF
        letter = _letter(row, frozen, to).seal(keys.signing, to.recipient)
        journal.append_many([replace(line, act="release", to=to.key, sha256=digest(letter))], at=now)
        _agree(register, id, who, frozen_digest, moment, states.RELEASED)
        register.db.execute(
            "INSERT INTO letter (digest, request, kind, addressee, recipient, data, why)"
            " VALUES (?, ?, 'request', ?, ?, ?, ?)",
            (digest(letter), id, to.key, to.recipient, letter, " ".join(frozen.purposes)),
        )
    return WHOLE


def refuse(home: Home, session: Session, id: str, why: str, now: datetime) -> None:  # noqa: A002
    """Decide that it does not leave. ``why`` is for the villager: sealed, and in no log."""
    Keepers(home).require(session)
    why = why.strip()
    if not why or len(why) > MOST_WHY:
        raise Refused("Tell the villager why, in {count} characters at most.", count=MOST_WHY)
    with Register.opened(home) as register, Journal.open(home) as journal, register.transaction():
        row = _waiting(register, id)
        note = seal_note(why, session.store.recipient, row.view_to)
        journal.append("refuse", who=session.keeper, request=id, at=now)
        moment = _moment(home, register, now)
        register.db.execute(
            "UPDATE request SET state = ?, note = ?, closed = ? WHERE id = ?",
            (states.DECLINED, note, clock.written(moment), id),
        )
        register.db.execute("DELETE FROM agreed WHERE request = ?", (id,))
        register.step(id, states.DECLINED, moment, journal.blind(session.keeper))


def _waiting(register: Register, request: str) -> Request:
    row = register.request(request)
    if row.state not in states.OPEN_HERE:
        raise Refused("Request {number} does not wait for the keepers any more.", number=row.number)
    return row


def _there(home: Home, register: Register, category: str, key: str, moment: datetime) -> Addressee:
    found = {one.key: one for one in addressees(home, register, category, clock.day(moment))}
    if key in found:
        return found[key]
    if book_of(home) is None:
        raise Refused("The network's book has not arrived yet: the request waits until it has.")
    raise Refused("This addressee cannot be written to about it: choose another.")


def _moment(home: Home, register: Register, now: datetime) -> datetime:
    return clock.judged(home, now, also=register.fact("replied"))


def _involved(names: Iterable[str], body: Body) -> set[str]:
    """Keepers who typed the request, or whose name stands in it as who asks."""
    own = {body.typed_by, body.given.get("name", "")} - {""}
    return own & set(names)


def _agree(register: Register, request: str, who: str, shown: str, moment: datetime, state: str) -> None:
    at = clock.written(moment)
    register.db.execute("INSERT OR REPLACE INTO agreed VALUES (?, ?, ?, ?)", (request, who, shown, at))
    register.db.execute("UPDATE request SET state = ? WHERE id = ?", (state, request))
    register.step(request, state, moment, who)


def _letter(row: Request, frozen: Frozen, to: Addressee) -> Letter:
    return Letter(
        kind="request",
        request=row.name,
        addressee=to.key,
        category=frozen.category,
        asked_on=frozen.asked_on,
        until=frozen.until,
        answer_to=frozen.answer_to,
        fields=frozen.fields,
        purposes=frozen.purposes,
    )
