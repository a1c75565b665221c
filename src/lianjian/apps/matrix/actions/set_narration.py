from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from lianjian.apps.matrix.actions._films import film_row, set_to_wait, sweep
from lianjian.apps.matrix.events import FilmPlanned
from lianjian.apps.matrix.film_ports import film_maker
from lianjian.apps.matrix.rules.filming import LONGEST_NARRATED
from lianjian.apps.matrix.rules.narrations import ENDINGS, check_narration
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.events import tell
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import StoryFilm
    from lianjian.foundation.actor import Actor


def set_narration(*, by: Actor, story: int, revision: int, recording: bytes) -> StoryFilm:
    """Let a film follow a recording (MP3, M4A, WAV or Ogg, at most 60 MB and ten minutes); it is made anew. The recording
    is listened to before the transaction begins. Raises Refused, NotThere."""
    newsroom.story_of(by, story)
    ending = ENDINGS[check_narration(recording[:16], len(recording))]
    seconds = _heard(recording)
    sha256 = fingerprint(recording)
    name = f"films/{story}/{sha256[:32]}.{ending}"
    with transaction.atomic():
        row = film_row(by, story, revision)
        if not storages["private"].exists(name):
            storages["private"].save(name, ContentFile(recording))
        row.narration, row.narration_sha256 = name, sha256
        row.narration_milliseconds = round(seconds * 1000)
        set_to_wait(row, by)
        transaction.on_commit(partial(sweep, story))
        tell(FilmPlanned(film=row.pk, story=story, revision=revision, narrated=True), by=by)
    return row


def _heard(recording: bytes) -> float:
    with tempfile.TemporaryDirectory(prefix="lianjian-narration-") as folder:
        path = Path(folder) / "recording"
        path.write_bytes(recording)
        try:
            seconds = film_maker().seconds_of(path)
        except ValueError as unheard:
            raise Refused(
                gettext_noop("In this recording nothing can be heard."),
                cure=gettext_noop(
                    "Play it on your own device; record it again where it is damaged or silent."
                ),
                field="narration",
            ) from unheard
    if seconds > LONGEST_NARRATED:
        raise Refused(
            gettext_noop("The recording is longer than %(minutes)d minutes."),
            cure=gettext_noop("Shorten it; channels show short films to more people."),
            field="narration",
            minutes=round(LONGEST_NARRATED / 60),
        )
    return seconds
