"""The keepers' side: what waits, without opening anything; and one request opened, with what would leave and what stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lianjian_feed.fields import CATEGORIES
from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity, unseal
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.requests import states
from lianjian_station.requests.addressees import name_of
from lianjian_station.requests.looking import answers_of
from lianjian_station.requests.papers import Body, Frozen, unseal_note
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from lianjian_station.home import Home
    from lianjian_station.keepers import Session
    from lianjian_station.requests.register import Request

_READ_AGAIN = timedelta(hours=1)  # looking at the same request within it is one reading


@dataclass(frozen=True)
class Waiting:
    """A line of the list, known without unlocking. ``typed_by`` and ``agreed_by``: keepers' names, where they still are some."""

    id: str
    number: str
    category: str
    addressee: str
    asked_on: str
    until: str
    state: str
    reason: str  # ``lost``: sealed to a key that was gone; released once already
    typed_by: str
    agreed_by: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """A request as a keeper reads it. ``frozen_digest`` goes back with the agreement, so that nobody agrees to another text
    than was shown. Blank dictionaries once it is destroyed.
    """

    id: str
    number: str
    category: str
    addressee: str  # key; empty: choose one first
    addressee_name: str
    asked_on: str
    until: str
    state: str
    reason: str
    typed_by: str
    agreed_by: tuple[str, ...]
    given: dict[str, str]
    agreed: tuple[str, ...]
    leaves: dict[str, str]  # field -> text, the frozen copy
    stays: dict[str, str]  # field -> why (msgid)
    purposes: tuple[str, ...]
    frozen_digest: str
    note: str
    answers: list[tuple[str, str, str]]  # when, name, text
    history: list[tuple[str, str, str]]  # when, what (states.NAMES), who (a keeper's name or empty)

    def __repr__(self) -> str:
        return f"Opened({self.number}, {self.state})"


def listed(home: Home) -> list[Waiting]:
    """Every request, newest first."""
    names = Keepers(home).blinds()
    with Register.opened(home) as register:
        agreed: dict[str, list[str]] = {}
        for request, who in register.db.execute("SELECT request, who FROM agreed ORDER BY at, rowid"):
            agreed.setdefault(request, []).append(names.get(who, ""))
        return [_line(row, names, agreed.get(row.id, [])) for row in register.requests()]


def waiting(home: Home) -> list[Waiting]:
    """What the keepers have to decide on, oldest first."""
    return [found for found in reversed(listed(home)) if found.state in states.OPEN_HERE]


def opened(home: Home, session: Session, id: str, now: datetime | None = None) -> Opened:  # noqa: A002 - as it is called
    """Open a request. Written into the log, once an hour for each keeper."""
    keepers = Keepers(home)
    keepers.require(session)
    names = keepers.blinds()
    with Register.opened(home) as register:
        row = register.request(id)
        _write_down(home, register, row, session, now or datetime.now(UTC))
        body = Body.unseal(row.body, session.store) if row.body else Body({}, ())
        frozen = Frozen.unseal(row.frozen, session.store) if row.frozen else None
        digest = frozen.digest(row.addressee) if frozen else ""
        return Opened(
            id=row.id,
            number=str(row.number),
            category=row.category,
            addressee=row.addressee,
            addressee_name=name_of(home, register, row.addressee),
            asked_on=row.asked_on,
            until=row.until,
            state=row.state,
            reason=row.reason,
            typed_by=body.typed_by or names.get(row.typed_by, ""),
            agreed_by=tuple(names.get(who, "") for who in register.agreed(row.id, digest)),
            given=body.given,
            agreed=body.agreed,
            leaves=frozen.fields if frozen else {},
            stays=_stays(row.category, body),
            purposes=frozen.purposes if frozen else (),
            frozen_digest=digest,
            note=unseal_note(row.note, session.store) if row.note else "",
            answers=answers_of(register, row.id, opening(row, session)) if row.opening else [],
            history=[(at, what, names.get(who, "")) for at, what, who in register.steps(row.id)],
        )


def opening(row: Request, session: Session) -> Identity:
    """The key to a request's answers, for an unlocked keeper."""
    if row.opening is None:
        raise Refused("Nothing is left of this request.")
    return Identity(unseal(row.opening, [session.store], cap=1 << 10).decode())


def _line(row: Request, names: dict[str, str], agreed: list[str]) -> Waiting:
    return Waiting(
        id=row.id,
        number=str(row.number),
        category=row.category,
        addressee=row.addressee,
        asked_on=row.asked_on,
        until=row.until,
        state=row.state,
        reason=row.reason,
        typed_by=names.get(row.typed_by, ""),
        agreed_by=tuple(agreed),
    )


def _message(msgid: str) -> str:
    """Marks a sentence for translation."""
    return msgid


def _stays(category: str, body: Body) -> dict[str, str]:
    """Why each field that was given does not leave."""
    needed = CATEGORIES[category].fields if category in CATEGORIES else ()
    return {
        name: _message("Not agreed to: stays in the village.")
        if name in needed
        else _message("Not needed for this kind of request: stays in the village.")
        for name in body.given
        if not (name in needed and name in body.agreed)
    }


def _write_down(home: Home, register: Register, row: Request, session: Session, now: datetime) -> None:
    with Journal.open(home) as journal:
        who = journal.blind(session.keeper)
        last = [at for at, what, by in register.steps(row.id) if what == "open" and by == who]
        if last and abs(now - datetime.fromisoformat(last[-1])) < _READ_AGAIN:
            return
        journal.append("open", who=session.keeper, request=row.id, at=now)
    with register.transaction():
        register.step(row.id, "open", now, who)
