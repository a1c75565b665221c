"""Files that were handed in at the desk are brought home by the worker, one import after the other."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import close_old_connections
from django.utils import timezone

from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.models import ArchiveRun
from lianjian.apps.newsroom.models.handed_in import HandedIn
from lianjian.apps.parties.queries import actor_for
from lianjian.foundation.leases import hold, release
from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    import threading

    from lianjian.apps.newsroom.rules.archive.outcomes import Outcome

logger = logging.getLogger("lianjian.newsroom")
LEASE = "archive-imports"
SECONDS = 120.0
"""Longer than the slowest source may take; after a kill -9 another worker goes on when it has run out."""
RENEWED = 10.0
PAUSE = 2.0


class _StoppedError(Exception):
    """The worker is told to end: what is written stays, and the next one goes on."""


def run_in_thread(stop: threading.Event) -> None:
    """The engine of the worker process (``wiring.ENGINES``): look for files until ``stop`` is set."""
    while not stop.wait(PAUSE):
        close_old_connections()
        bring_waiting_home(stop)


def bring_waiting_home(stop: threading.Event | None = None) -> int:
    """All that waits now; how many imports were ended. One process does it at a time."""
    waiting = _waiting()
    if not waiting:
        return 0
    holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    if not hold(LEASE, holder=holder, now=timezone.now(), seconds=SECONDS):
        return 0
    ended = 0
    try:
        for run in waiting:
            ended += _bring(run, holder, stop)
    except _StoppedError:
        logger.info("The import goes on when the worker is back.")
    finally:
        release(LEASE, holder=holder)
    return ended


def _waiting() -> list[ArchiveRun]:
    rows = ArchiveRun.objects.across_organisations("the worker serves all newsrooms")
    return [run for run in rows.filter(ended_at=None).order_by("pk") if HandedIn(run).is_there]


def _bring(run: ArchiveRun, holder: str, stop: threading.Event | None) -> bool:
    renewed = time.monotonic()

    def progress(_outcome: Outcome) -> None:
        nonlocal renewed
        if stop is not None and stop.is_set():
            raise _StoppedError
        if time.monotonic() - renewed > RENEWED:
            hold(LEASE, holder=holder, now=timezone.now(), seconds=SECONDS)
            renewed = time.monotonic()

    files = HandedIn(run)
    account = get_user_model().objects.select_related("person").filter(pk=files.account or 0).first()
    try:
        import_archive(
            by=actor_for(account),
            sources=files.sources(),
            column=run.column,
            newsroom=run.newsroom_id,
            handed_over=run.handed_over,
            processes=len(os.sched_getaffinity(0)),
            progress=progress,
        )
    except Refused as refused:  # the mandate has ended since: nobody brings it home in that name
        logger.warning("The import %s was given up: %s", run.pk, refused)
        run.ended_at = timezone.now()
        run.save(update_fields=["ended_at"])
    files.forget()
    return True
