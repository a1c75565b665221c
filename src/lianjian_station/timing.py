"""Synchronising now and then, with jitter, and less often where what comes keeps being refused; and a process that does
nothing else.
"""

from __future__ import annotations

import logging
import random
import signal
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused, Unreachable
from lianjian_station import errands
from lianjian_station.cli import source_of
from lianjian_station.store import Store
from lianjian_station.syncing import synchronise
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    from lianjian_station.home import Home

MOST = 24 * 60.0  # minutes between attempts at a hub that keeps being refused
LOOK = 5.0  # seconds between looks at whether the database is still the same file
log = logging.getLogger("lianjian_station")


def pause(every: float, refused: int, chance: float) -> float:
    """Minutes until the next attempt: ``every`` give or take a fifth, doubled for each refusal in a row, a
    day at most."""
    return float(min(every * 2 ** min(refused, 12), max(MOST, every)) * (0.8 + 0.4 * chance))


def keep_on(home: Home, every: float) -> None:
    """Synchronise until SIGTERM, and hold the database open meanwhile.

    Pages of another user can read it only while its -wal and -shm are there, and those go with the last who closes it.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    held = Store(home.database)
    thread = threading.Thread(target=_rounds, args=(home, every, asked), name="sync", daemon=True)
    thread.start()
    while not asked.wait(LOOK):
        held = _holding(home, held)
        _run_errand(home)
    thread.join(timeout=5)
    held.close()


def _run_errand(home: Home) -> None:
    """Read the stick that a keeper chose on the page."""
    try:
        found = errands.run(home)
    except OSError as error:
        log.warning("%s", say("The station's disk cannot be used: {why}.", why=error.strerror or error))
        return
    if found is not None and found.refusal is not None:
        log.warning("%s", explain(found.refusal))


def _rounds(home: Home, every: float, asked: threading.Event) -> None:
    refused, wait = 0, 0.0
    while not asked.wait(wait * 60):
        refused = refused + 1 if _is_refused(home) else 0
        wait = pause(every, refused, random.random())  # noqa: S311 - jitter is no secret


def _is_refused(home: Home) -> bool:
    """One synchronisation. Answers whether what came was refused, so that it is not fetched again and again."""
    try:
        source = source_of(home.settings.hub)
        try:
            outcome = synchronise(home, source, now=lambda: datetime.now(UTC))
        finally:
            source.close()
    except Unreachable as refusal:
        log.warning("%s", explain(refusal))
        return False
    except Refused as refusal:
        log.warning("%s", explain(refusal))
        return True
    if outcome.is_new:
        log.info("%s", say("Edition {version} has arrived.", version=outcome.version))
    return False


def _holding(home: Home, held: Store) -> Store:
    """The same connection as long as its file is the one in place; a database built anew is held anew."""
    if held.is_in_place(home.database):
        held.fact("edition")  # moves the mark up to which a reader who may not write finds what is new
        return held
    held.close()
    return Store(home.database)
