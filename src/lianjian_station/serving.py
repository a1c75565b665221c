"""Show the pages, and synchronise now and then in the background. A hub that is gone stops nothing."""

from __future__ import annotations

import logging
import random
import socket
import sqlite3
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import uvicorn

from lianjian_feed.refusals import Refused, Unreachable
from lianjian_station import backup
from lianjian_station.cli import source_of
from lianjian_station.requests.ending import end
from lianjian_station.rounds import make_round
from lianjian_station.store import Store
from lianjian_station.syncing import synchronise
from lianjian_station.web.app import application
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian_station.home import Home
    from lianjian_station.syncing import Source

MOST = 24 * 60.0  # minutes between attempts at a hub that keeps being refused
log = logging.getLogger("lianjian_station")


class Timer:
    """Synchronises every so many minutes, with jitter so that a province of boxes does not call at once."""

    def __init__(self, home: Home, every: float) -> None:
        self._home, self._every = home, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        if self._every > 0:
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        refused = 0
        wait = 1 / 60  # the first attempt comes right after the pages are up
        while not self._stop.wait(wait * 60):
            refused = refused + 1 if self._attempt() else 0
            _quietly(lambda: backup.if_due(self._home, datetime.now(UTC)))
            wait = pause(self._every, refused, random.random())  # noqa: S311 - jitter is no secret

    def _attempt(self) -> bool:
        """One synchronisation, and a round of requests. Answers whether what came was refused, so that it is not fetched again
        and again."""
        try:
            source = source_of(self._home.settings.hub)
        except Refused as refusal:
            log.warning("%s", explain(refusal))
            return True
        try:
            return self._come_and_go(source)
        finally:
            source.close()

    def _come_and_go(self, source: Source) -> bool:
        is_refused = False
        try:
            outcome = synchronise(self._home, source, now=lambda: datetime.now(UTC))
            if outcome.is_new:
                log.info("%s", say("Edition {version} has arrived.", version=outcome.version))
        except Unreachable as refusal:
            log.warning("%s", explain(refusal))
            _quietly(lambda: end(self._home, datetime.now(UTC)))  # what is over is over without a line, too
            return False
        except Refused as refusal:  # a feed that is refused keeps no request from its addressee
            log.warning("%s", explain(refusal))
            is_refused = True
        _quietly(lambda: make_round(self._home, source, datetime.now(UTC)))
        return is_refused


def _quietly(act: Callable[[], object]) -> None:
    """Do something about requests; what is wrong there stops neither the pages nor the feed."""
    try:
        act()
    except Refused as refusal:
        log.warning("%s", explain(refusal))
    except sqlite3.DatabaseError as error:
        log.warning("%s", say("The station's database cannot be used: {why}.", why=error))
    except OSError as error:
        log.warning("%s", say("The station's disk cannot be used: {why}.", why=error.strerror or error))


def pause(every: float, refused: int, chance: float) -> float:
    """Minutes until the next attempt: ``every`` give or take a fifth, doubled for each refusal in a row, a
    day at most."""
    return float(min(every * 2 ** min(refused, 12), max(MOST, every)) * (0.8 + 0.4 * chance))


def serve(home: Home, *, host: str, port: int, every: float) -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    Store(home.database).close()
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        why = error.strerror or error
        raise Refused(
            "Port {port} cannot be used: {why}. Choose another with --port.", port=port, why=why
        ) from error
    address = f"http://{host}:{listener.getsockname()[1]}/"
    sys.stdout.write(say("The station is open at {address}", address=address) + "\n")
    sys.stdout.flush()
    _quietly(lambda: end(home, datetime.now(UTC)))
    timer = Timer(home, every)
    timer.start()
    try:
        settings = uvicorn.Config(
            application(home),
            log_level="warning",
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(settings).run(sockets=[listener])
    finally:
        timer.stop()
        listener.close()
