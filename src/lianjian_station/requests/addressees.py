"""Whom a village can write to: its own first secretary, as the newest replies name them, then the network's book."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from lianjian_feed import book as books
from lianjian_feed.book import Addressee, Book
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from datetime import date

    from lianjian_station.home import Home
    from lianjian_station.requests.register import Register


def book_of(home: Home) -> Book | None:
    """The book of the newest verified edition; None while none has come or this release cannot read it."""
    try:
        db = sqlite3.connect(f"{home.database.absolute().as_uri()}?mode=ro", uri=True, timeout=20)
    except sqlite3.OperationalError:
        return None
    try:
        row = db.execute(
            "SELECT small.data FROM entry JOIN small USING (digest) WHERE path = ?", (books.PATH,)
        ).fetchone()
    except sqlite3.OperationalError:
        return None  # a home whose tables are not made yet
    finally:
        db.close()
    try:
        return Book.parse(row[0]) if row else None
    except Refused:
        return None


def secretary(register: Register) -> Addressee | None:
    """The village's first secretary, as far as the hub has told."""
    told = register.fact("secretary")
    return books.addressee(json.loads(told), books.FORMAT) if told else None


def all_addressees(home: Home, register: Register) -> list[Addressee]:
    """Everybody who is or was named, the village's own first secretary first."""
    own, held = secretary(register), book_of(home)
    found = [own] if own else []
    return found + [one for one in (held.addressees if held else ()) if own is None or one.key != own.key]


def addressees(home: Home, register: Register, category: str, today: date) -> list[Addressee]:
    """Who can be written to about ``category`` now. A first secretary without categories answers for all of them."""
    return [
        one
        for one in all_addressees(home, register)
        if one.is_there(today)
        and (category in one.categories or (one.role == "secretary" and not one.categories))
    ]


def name_of(home: Home, register: Register, key: str) -> str:
    """The name of an addressee for people; the key itself where nobody is called so any more, empty where none is chosen."""
    return next((one.name for one in all_addressees(home, register) if one.key == key), key)
