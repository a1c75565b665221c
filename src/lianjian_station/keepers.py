"""The keepers of a station, and the key to what villagers wrote, which exists only under their passphrases.

``HOME/keepers.json``: the store's public recipient, and its identity once for each keeper under that keeper's passphrase. So
the pages can put a request in and not read one, and whoever carries the box away reads none (decision 0037).
"""

from __future__ import annotations

import fcntl
import json
import secrets
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian_feed import sealing
from lianjian_feed.cards import is_name
from lianjian_feed.durable import write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity
from lianjian_feed.statements import canonical
from lianjian_station import clock, guessing, locks
from lianjian_station.journal import Journal
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian_station.home import Home

FORMAT = "lianjian-keepers/1"
SHORTEST = 8  # characters of a passphrase
ALONE_AFTER = timedelta(days=7)  # after a removal, until one keeper may release alone


@dataclass(frozen=True)
class Session:
    """An unlocked keeper. Lives in memory only; ``store`` opens what villagers wrote."""

    keeper: str
    store: Identity
    badge: str

    def __repr__(self) -> str:
        return f"Session({self.keeper})"


@dataclass(frozen=True)
class _Keeper:
    name: str
    badge: str  # made anew with every passphrase: sessions of an old one end
    lock: dict[str, object]


@dataclass(frozen=True)
class _Book:
    store: str
    keepers: tuple[_Keeper, ...]
    alone_since: str  # RFC 3339: when a removal left one keeper; empty otherwise

    def named(self, name: str) -> _Keeper | None:
        return next(
            (found for found in self.keepers if found.name.casefold() == _tidy(name).casefold()), None
        )


class Keepers:
    """The keepers of ``home``."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._path = home.path / "keepers.json"

    def names(self) -> list[str]:
        """In the order in which they came."""
        return [found.name for found in self._read().keepers]

    @property
    def recipient(self) -> str:
        """What requests are sealed to; Refused while nobody keeps the station."""
        store = self._read().store
        if not store:
            raise Refused("Nobody keeps this station yet: run lianjian-station keeper add first.")
        return store

    def blinds(self) -> dict[str, str]:
        """Names by their blinded form, as the log and the register hold them."""
        with Journal.open(self._home) as journal:
            return {journal.blind(name): name for name in self.names()}

    def may_be_alone(self, now: datetime) -> bool:
        """Whether the only keeper may release alone: not within a week after another was removed."""
        since = self._read().alone_since
        moment = clock.judged(self._home, now)
        # Either way: written by a clock that was years ahead, it must not bind the village for years.
        return not since or abs(moment - datetime.fromisoformat(since)) >= ALONE_AFTER

    # -- coming and going

    def add(self, name: str, passphrase: str, *, by: Session | None = None) -> Session:
        """A new keeper. The first makes the store key; every further one needs the session of another."""
        with self._alone():
            held = self._read()
            if held.keepers:
                if by is None:
                    raise Refused("Another keeper has to unlock first.")
                self._judge(held, by)
            return self._join(held, by.store if by else Identity.make(), name, passphrase, by)

    def adopt(self, store: Identity, name: str, passphrase: str) -> Session:
        """A keeper by the store's identity itself, as the recovery sheet carries it: for a new box, or a forgotten passphrase."""
        with self._alone():
            held = self._read()
            if held.store and held.store != store.recipient:
                raise Refused("This sheet opens the requests of another station.")
            return self._join(held, store, name, passphrase, None)

    def remove(self, name: str, *, by: Session, now: datetime | None = None) -> None:
        """Take a keeper's access away. The last one stays: nobody could read the requests any more."""
        with self._alone():
            held = self._read()
            self._judge(held, by)
            gone = held.named(name)
            if gone is None:
                raise Refused("{name} is no keeper of this station.", name=_tidy(name))
            left = tuple(found for found in held.keepers if found is not gone)
            if not left:
                raise Refused("The last keeper cannot be removed: add another first.")
            # A box without a clock of its own wakes up in 1970: the week must not be over as soon as it hears the time.
            since = clock.written(clock.judged(self._home, now or datetime.now(UTC)))
            with Journal.open(self._home) as journal:
                journal.append("keeper-remove", who=by.keeper, why=f"{len(left)} left")
            self._write(replace(held, keepers=left, alone_since=since if len(left) == 1 else ""))

    def change_passphrase(self, name: str, old: str, new: str) -> Session:
        """Another passphrase for the same keeper; sessions under the old one end."""
        session = self.unlock(name, old)
        with self._alone():
            held = self._read()
            self._judge(held, session)
            fresh = _locked(session.keeper, new, session.store)
            keepers = tuple(fresh if found.name == fresh.name else found for found in held.keepers)
            with Journal.open(self._home) as journal:
                journal.append("settings", who=fresh.name, why="passphrase")
            self._write(replace(held, keepers=keepers))
        return Session(fresh.name, session.store, fresh.badge)

    # -- unlocking

    def unlock(
        self, name: str, passphrase: str, now: datetime | None = None, *, is_afar: bool = False
    ) -> Session:
        """The session of a keeper. Refused on a wrong passphrase; after five in a row each further try waits.

        ``is_afar``: from another machine. Those wait by themselves: a telephone in the village that guesses day and night
        must not keep a keeper out who stands before the box.
        """
        found = self._read().named(name)
        with Register.opened(self._home) as register, Journal.open(self._home) as journal:
            what = f"keeper:{journal.blind(found.name)}" if found else "keeper"  # made-up names fill no table
            what += guessing.AFAR if is_afar else ""
            guessing.admit(register, what, guessing.PASSPHRASE, now or datetime.now(UTC))
            try:
                if found is None:
                    locks.spend(passphrase)
                    raise locks.Wrong
                secret = locks.unlock(found.lock, unicodedata.normalize("NFC", passphrase), found.name)
            except locks.Wrong as error:
                journal.append("unlock-failed", who=found.name if found else "")
                raise Refused("Name or passphrase is wrong.") from error
            guessing.right(register, what)
        return Session(found.name, Identity(secret.decode()), found.badge)

    def require(self, session: Session) -> None:
        """Refuse a session that has ended: its keeper was removed, or has another passphrase now."""
        self._judge(self._read(), session)

    @staticmethod
    def _judge(held: _Book, session: Session) -> None:
        found = held.named(session.keeper)
        if found is None or found.badge != session.badge or held.store != session.store.recipient:
            raise Refused("This unlocking has ended: unlock again.")

    def _join(self, held: _Book, store: Identity, name: str, passphrase: str, by: Session | None) -> Session:
        name = _tidy(name)
        if not is_name(name):
            raise Refused("A keeper needs a name of one line, 80 characters at most.")
        if held.named(name):
            raise Refused("{name} is a keeper of this station already.", name=name)
        fresh = _locked(name, passphrase, store)
        with Journal.open(self._home) as journal:
            journal.append("keeper-add", who=by.keeper if by else name, why=f"{len(held.keepers) + 1} now")
        self._write(_Book(store.recipient, (*held.keepers, fresh), ""))
        return Session(name, store, fresh.badge)

    # -- the file

    def _read(self) -> _Book:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return _Book("", (), "")
        except OSError as error:
            raise Refused("Key file {path} cannot be read.", path=self._path) from error
        try:
            told: dict[str, Any] = json.loads(data)
            if (told["format"], told["sealing"]) != (FORMAT, sealing.SCHEME):
                raise ValueError(told["format"])
            keepers = tuple(
                _Keeper(str(k["name"]), str(k["badge"]), dict(k["lock"])) for k in told["keepers"]
            )
            if not sealing.is_recipient(told["store"]):
                raise ValueError(told["store"])
            return _Book(told["store"], keepers, str(told["alone_since"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                "The keepers' file of this station cannot be read: bring the recovery sheet."
            ) from error

    def _write(self, held: _Book) -> None:
        told = {
            "alone_since": held.alone_since,
            "format": FORMAT,
            "keepers": [{"badge": k.badge, "lock": k.lock, "name": k.name} for k in held.keepers],
            "sealing": sealing.SCHEME,
            "store": held.store,
        }
        write_file(self._path, canonical(told), mode=0o600)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._home.path / "keepers.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _locked(name: str, passphrase: str, store: Identity) -> _Keeper:
    passphrase = unicodedata.normalize("NFC", passphrase)
    if len(passphrase) < SHORTEST:
        raise Refused("A passphrase has {count} characters at least.", count=SHORTEST)
    return _Keeper(name, secrets.token_hex(16), locks.lock(passphrase, store.secret.encode(), name))


def _tidy(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()
