"""Films are made one at a time by a process of its own: neither the dispatcher nor the other jobs wait for an encoder."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from lianjian.apps.matrix.actions.make_film import MAKING, make_film
from lianjian.apps.matrix.actions.return_broken_films import return_broken_films
from lianjian.apps.matrix.models import StoryFilm
from lianjian.apps.matrix.rules.films import LEASE, FilmState
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger("lianjian.matrix")
_WHY = "the worker makes films for all organisations"
NICENESS = "10"
WATCH = 1.0


class Maker:
    """The one process that this worker has started, and its name."""

    process: subprocess.Popen[bytes] | None = None
    name = ""


def keep_films_made() -> None:
    """Look at the maker, put back what a dead one left, start the next film. Returns at once."""
    if Maker.process is not None and Maker.process.poll() is None:
        return
    ended, Maker.process, Maker.name = Maker.name, None, ""
    by = Actor.system("matrix.films")
    return_broken_films(by=by, now=timezone.now(), ended=ended)
    _sweep_left_behind()
    waiting = StoryFilm.objects.across_organisations(_WHY).filter(state=FilmState.WAITING)
    film = waiting.order_by("planned_at").values_list("pk", flat=True).first()
    if film is None:
        return
    Maker.name = maker_name()
    Maker.process = subprocess.Popen(
        [
            *("nice", "-n", NICENESS, sys.executable, "-c", "from lianjian.cli import main; main()"),
            *("matrix", "make-film", str(film), "--worker", Maker.name),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def make_in_process(film: int, worker: str, *, by: Actor, with_parent: bool) -> StoryFilm | None:
    """Make one film in this process, with a sign of life now and then. ``with_parent``: end when the process that started
    this one does, so that stopping the worker stops the encoder as well."""
    with _sign_of_life(film, worker, with_parent=with_parent):
        row = make_film(by=by, film=film, worker=worker)
    if row is not None and row.state == FilmState.FAILED:
        logger.error("The film of story %s could not be made: %s %s", row.story, row.cause, row.detail)
    return row


def maker_name() -> str:
    """A name no other maker has; it holds the number of the process that starts the maker."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(6)}"


@contextmanager
def _sign_of_life(film: int, worker: str, *, with_parent: bool) -> Iterator[None]:
    over = threading.Event()
    parent = (
        int(worker.rsplit(":", 2)[1]) if with_parent else 0
    )  # not whoever it is by now: it may have ended meanwhile

    def live() -> None:
        renewed = time.monotonic()
        while not over.wait(WATCH):
            if with_parent and os.getppid() != parent:
                os._exit(1)  # ffmpeg gets no more frames and ends, too
            if time.monotonic() - renewed > LEASE / 4:
                renewed = time.monotonic()
                until = timezone.now() + timedelta(seconds=LEASE)
                StoryFilm.objects.across_organisations(_WHY).filter(pk=film, worker=worker).update(
                    lease_until=until
                )
        connection.close()

    thread = threading.Thread(target=live, name="film-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _sweep_left_behind() -> None:
    """Delete the folders of makers that are gone: those of rows that nobody makes now."""
    root = Path(storages["private"].path(MAKING))
    if not root.is_dir():
        return
    making = StoryFilm.objects.across_organisations(_WHY).filter(state=FilmState.MAKING)
    alive = {f"{key}-{name.rpartition(':')[2]}" for key, name in making.values_list("pk", "worker")}
    for folder in root.iterdir():
        if folder.name not in alive:
            shutil.rmtree(folder, ignore_errors=True)
