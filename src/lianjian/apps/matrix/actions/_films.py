"""What the verbs on films share: the row of a story's film, and files that no row names any more."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.utils import timezone

from lianjian.apps.matrix.models import StoryFilm
from lianjian.apps.matrix.queries.storyboards import board_of, narration_of, text_for, words_of
from lianjian.apps.matrix.rules.films import PREVIEW, FilmState
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.turns import take_turn

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

WHY = "the films of a story in hand"
SHARED = (
    "folder", "sha256", "size", "milliseconds", "width", "height", "left_out", "pictures_left_out", "missing", "made_at",
)  # fmt: skip


def film_row(by: Actor, story: int, revision: int) -> StoryFilm:
    """The row of a story's film, locked; a new one, not saved, where there is none. Raises NotThere to outsiders and
    where that revision is not public."""
    take_turn(f"film:{story}")
    owner = newsroom.story_of(by, story).newsroom_id
    text = text_for(by, story, revision)
    rows = StoryFilm.objects.across_organisations(WHY).filter(story=story)
    row = rows.select_for_update().filter(revision=revision).order_by("-pk").first()
    if row is None:
        row = StoryFilm(story=story, revision=revision, owner_id=owner, planned_at=timezone.now())
    words = words_of(text)
    if row.words != words and not _takes_over(row, words):
        row.narration, row.narration_sha256, row.narration_milliseconds = "", "", 0
    row.words = words
    return row


def _takes_over(row: StoryFilm, words: str) -> bool:
    """Take the narration of an earlier film of the same words."""
    earlier = (
        StoryFilm.objects.across_organisations(WHY)
        .filter(story=row.story, words=words)
        .exclude(narration="")
        .order_by("-pk")
        .first()
    )
    if earlier is None:
        return False
    row.narration, row.narration_sha256 = earlier.narration, earlier.narration_sha256
    row.narration_milliseconds = earlier.narration_milliseconds
    return True


def set_to_wait(row: StoryFilm, by: Actor, *, anew: bool = False) -> None:
    """Plan the film of a row and save it: ready at once where a film of the same storyboard is there and ``anew`` does
    not ask for another."""
    board = board_of(text_for(by, row.story, row.revision), row.revision, narration_of(row))
    row.fingerprint = board.fingerprint
    row.state, row.cause, row.detail = FilmState.WAITING, "", ""
    row.attempts, row.worker, row.lease_until = 0, "", None
    row.left_out, row.pictures_left_out = board.left_out, board.pictures_left_out
    row.planned_at = timezone.now()
    same = (
        StoryFilm.objects.across_organisations(WHY)
        .filter(story=row.story, fingerprint=row.fingerprint, state=FilmState.READY)
        .first()
    )
    if same is not None and not anew and same.place("film.mp4").is_file():
        row.state = FilmState.READY
        for name in SHARED:
            setattr(row, name, getattr(same, name))
    row.save()


def forget_older(row: StoryFilm) -> None:
    """Delete the films of earlier revisions: their text is not public any more. A preview stays."""
    StoryFilm.objects.across_organisations(WHY).filter(story=row.story, revision__lt=row.revision).exclude(
        revision=PREVIEW
    ).delete()


def sweep(story: int) -> None:
    """Delete the files of a story that no row names. To be called when the transaction is over."""
    rows = list(StoryFilm.objects.across_organisations(WHY).filter(story=story))
    named = {row.folder for row in rows} | {row.narration for row in rows}
    root = Path(storages["private"].path(f"films/{story}"))
    if not root.is_dir():
        return
    for entry in root.iterdir():
        if f"films/{story}/{entry.name}" not in named:
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
    if not any(root.iterdir()):
        root.rmdir()
