from __future__ import annotations

import hashlib
import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._films import WHY, sweep
from lianjian.apps.matrix.events import FilmMade
from lianjian.apps.matrix.film_ports import FilmFailedError, film_maker
from lianjian.apps.matrix.models import StoryFilm
from lianjian.apps.matrix.models.film import COVER, FILM, WIDE
from lianjian.apps.matrix.queries.storyboards import board_of, narration_of, text_for
from lianjian.apps.matrix.rules.films import LEASE, NOT_MADE, STORY_GONE, FilmState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere
from lianjian_feed.durable import make_directory, sync_directory

if TYPE_CHECKING:
    from lianjian.apps.matrix.film_ports import FilmMaking, MadeFilm
    from lianjian.apps.matrix.rules.filming import Still, Storyboard
    from lianjian.foundation.actor import Actor

MAKING = "films/making"
"""Where films lie while they are made: one folder for each maker, swept when the maker is gone."""


def make_film(*, by: Actor, film: int, worker: str) -> StoryFilm | None:
    """Make a film that waits, in the name of ``worker``. No transaction is open while it is drawn: it takes about as long
    as the film lasts. None where it does not wait (any more). A film whose row changed meanwhile is thrown away."""
    row = _take(by, film, worker)
    if row is None:
        return None
    folder = Path(storages["private"].path(f"{MAKING}/{row.pk}-{worker.rpartition(':')[2]}"))
    make_directory(folder, mode=0o700)
    try:
        return _keep(row, by, worker, *_made(row, by, folder))
    except NotThere:
        return _give_up(row, by, worker, STORY_GONE, "")
    except (FilmFailedError, OSError, ValueError) as failed:
        return _give_up(row, by, worker, NOT_MADE, f"{type(failed).__name__}: {failed}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@transaction.atomic
def _take(by: Actor, film: int, worker: str) -> StoryFilm | None:
    row = StoryFilm.objects.by(by).select_for_update(of=("self",)).filter(pk=film).first()
    if row is None or row.state != FilmState.WAITING:
        return None
    row.state, row.worker, row.attempts = FilmState.MAKING, worker, row.attempts + 1
    row.lease_until = timezone.now() + timedelta(seconds=LEASE)
    row.save(update_fields=["state", "worker", "attempts", "lease_until"])
    return row


def _made(row: StoryFilm, by: Actor, folder: Path) -> tuple[Storyboard, MadeFilm]:
    maker = film_maker()
    text = text_for(by, row.story, row.revision)
    narration = narration_of(row)
    board = board_of(text, row.revision, narration)
    contents = {still.sha256: _bytes(maker, still) for still in board.stills}
    if unreadable := [sha256 for sha256, content in contents.items() if content is None]:
        board = board_of(text, row.revision, narration, unreadable)
        contents |= {
            still.sha256: _bytes(maker, still) for still in board.stills if still.sha256 not in contents
        }
    recording = Path(storages["private"].path(row.narration)) if row.narration else None
    pictures = [contents[still.sha256] or b"" for still in board.stills]
    return board, maker.make(board, folder, pictures=pictures, narration=recording)


def _bytes(maker: FilmMaking, still: Still) -> bytes | None:
    """The stored bytes of a picture; None where nobody can open them."""
    try:
        with default_storage.open(still.path) as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content if maker.readable(content, still.media_type) else None


def _keep(row: StoryFilm, by: Actor, worker: str, board: Storyboard, made: MadeFilm) -> StoryFilm | None:
    name = f"films/{row.story}/{board.fingerprint[:32]}"
    with made.film.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = made.film.stat().st_size
    final = Path(storages["private"].path(name))
    make_directory(final, mode=0o700)
    for source, kept in ((made.cover, COVER), (made.wide, WIDE), (made.film, FILM)):
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.chmod(0o600)
        source.replace(final / kept)
    sync_directory(final)
    with transaction.atomic():
        mine = StoryFilm.objects.across_organisations(WHY).filter(
            pk=row.pk, worker=worker, state=FilmState.MAKING
        )
        row = mine.select_for_update().first()  # type: ignore[assignment] # None is looked at below
        if row is not None:
            row.state, row.cause, row.detail, row.worker, row.lease_until = FilmState.READY, "", "", "", None
            row.folder, row.sha256, row.size, row.made_at = name, sha256, size, timezone.now()
            row.milliseconds, row.width, row.height = round(made.seconds * 1000), made.width, made.height
            row.left_out, row.pictures_left_out = board.left_out, board.pictures_left_out
            row.missing = "".join(made.missing)[:200]
            row.save()
            told = FilmMade(film=row.pk, story=row.story, revision=row.revision, sha256=sha256, cause="")
            tell(told, by=by)
    sweep(int(name.split("/")[1]))
    return row


@transaction.atomic
def _give_up(row: StoryFilm, by: Actor, worker: str, cause: str, detail: str) -> StoryFilm | None:
    mine = StoryFilm.objects.across_organisations(WHY).filter(
        pk=row.pk, worker=worker, state=FilmState.MAKING
    )
    found = mine.select_for_update().first()
    if found is None:
        return None
    found.state, found.cause, found.detail = FilmState.FAILED, cause, detail[-400:]
    found.worker, found.lease_until = "", None
    found.save()
    told = FilmMade(film=found.pk, story=found.story, revision=found.revision, sha256="", cause=cause)
    tell(told, by=by)
    return found
