"""The setup word: whoever runs the box tells it to the first keeper, so that no stranger on the village network becomes keeper.

``HOME/invitation.json`` holds a lock that the word opens, never the word. It is good for one keeper, the first, and three days.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lianjian_feed.durable import sync_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.statements import canonical
from lianjian_station import guessing, locks
from lianjian_station.keepers import Keepers
from lianjian_station.requests.register import Register

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_station.home import Home
    from lianjian_station.keepers import Session

FORMAT = "lianjian-invitation/1"
GOOD = timedelta(days=3)
_ABOUT = "invitation"
_BRAKE = guessing.Brake(5, 30, 3600)


def invite(home: Home, now: datetime) -> str:
    """A new word, 12 digits in three groups; an earlier one is no longer good. Refused where there is a keeper already."""
    if Keepers(home).names():
        raise Refused("This station has keepers: they add others on the page for keepers.")
    word = " ".join(f"{secrets.randbelow(10_000):04d}" for _ in range(3))
    told = {"format": FORMAT, "lock": locks.lock(_plain(word), b"", _ABOUT), "made_at": now.isoformat()}
    write_file(_path(home), canonical(told), mode=0o600)
    return word


def redeem(home: Home, word: str, name: str, passphrase: str, now: datetime) -> Session:
    """Make ``name`` the first keeper. Refused on a wrong or old word; guessing is slowed down."""
    if Keepers(home).names():
        raise Refused("This station has keepers: they add others on the page for keepers.")
    with Register.opened(home) as register:
        guessing.admit(register, _ABOUT, _BRAKE, now)
        _judge(home, word, now)
        guessing.right(register, _ABOUT)
    session = Keepers(home).add(name, passphrase)
    _path(home).unlink(missing_ok=True)
    sync_directory(home.path)
    return session


def _judge(home: Home, word: str, now: datetime) -> None:
    wrong = Refused(
        "This is not the setup word. Run lianjian-station keeper invite on the box for a new one."
    )
    try:
        told = json.loads(_path(home).read_bytes())
        lock, age = dict(told["lock"]), now - datetime.fromisoformat(told["made_at"])
        if told["format"] != FORMAT or abs(age) > GOOD:
            raise wrong
        locks.unlock(lock, _plain(word), _ABOUT)
    except (OSError, ValueError, KeyError, TypeError) as error:
        locks.spend(word)
        raise wrong from error
    except locks.Wrong as error:
        raise wrong from error


def _plain(word: str) -> str:
    """The digits alone: people type them with and without gaps, and a Chinese keyboard makes them full-width."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", word)[:80] if letter in "0123456789")


def _path(home: Home) -> Path:
    return home.path / "invitation.json"
