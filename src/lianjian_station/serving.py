"""Show the pages, and synchronise now and then in the background. A hub that is gone stops nothing."""

from __future__ import annotations

import logging
import os
import socket
import sqlite3
import sys
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from lianjian_feed.refusals import Refused
from lianjian_station import backup
from lianjian_station.rounds import make_round
from lianjian_station.store import Store
from lianjian_station.timing import Timer, pause
from lianjian_station.web.app import application
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    from lianjian_station.home import Home
    from lianjian_station.syncing import Source

__all__ = ["pause", "serve"]
log = logging.getLogger("lianjian_station")


def _round(home: Home, source: Source) -> None:
    """Requests and replies; what is wrong there says nothing about the feed."""
    try:
        make_round(home, source, datetime.now(UTC))
        backup.if_due(home, datetime.now(UTC))
    except Refused as refusal:
        log.warning("%s", explain(refusal))
    except sqlite3.DatabaseError as error:
        log.warning("%s", say("The station's database cannot be used: {why}.", why=error))
    except OSError as error:
        log.warning("%s", say("The station's disk cannot be used: {why}.", why=error.strerror or error))


def serve(home: Home, *, host: str, port: int, every: float) -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    # On an installed box the pages' user may not write the feed; its tables are made by the user who may.
    if not home.database.exists() or os.access(home.database, os.W_OK):
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
    timer = Timer(home, every, after=partial(_round, home))
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
