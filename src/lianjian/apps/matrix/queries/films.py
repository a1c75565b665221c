"""Films as pages and adapters see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext

from lianjian.apps.matrix.models import Delivery, StoryFilm
from lianjian.apps.matrix.models.film import COVER, FILM, WIDE
from lianjian.apps.matrix.ports import Film
from lianjian.apps.matrix.rules.films import FILM_CAUSES, FILM_LABELS, FilmState
from lianjian.apps.newsroom import queries as newsroom
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from lianjian.foundation.actor import Actor

SALT = "matrix.film"
GOOD_FOR = timedelta(days=2)
FILES = {"film": (FILM, "video/mp4"), "cover": (COVER, "image/jpeg"), "wide": (WIDE, "image/jpeg")}


@dataclass(frozen=True, slots=True)
class FilmCard:
    """A film for people. ``seconds``, ``size`` (bytes) and ``made_at`` are None where it is not ready."""

    story: int
    revision: int
    state: str
    word: str
    why: str
    detail: str
    seconds: float | None
    size: int | None
    sha256: str
    left_out: str
    pictures_left_out: int
    missing: str
    narrated: bool
    narration_seconds: float
    made_at: datetime | None
    version: str

    @property
    def ready(self) -> bool:
        """Whether it can be watched."""
        return self.state == FilmState.READY


def film_card(by: Actor, story: int, revision: int) -> FilmCard | None:
    """The film of a revision of a story (0: the preview); None where none was asked for. Raises NotThere to people outside
    its newsroom."""
    newsroom.story_of(by, story)
    row = StoryFilm.objects.by(by).filter(story=story, revision=revision).order_by("-pk").first()
    return _card(row) if row is not None else None


def film_file(by: Actor, story: int, revision: int, kind: str) -> tuple[Path, str]:
    """Where a file of a ready film lies, and its media type. ``kind`` is one of ``FILES``. Raises NotThere."""
    row = StoryFilm.objects.by(by).filter(story=story, revision=revision).order_by("-pk").first()
    return _file(row, kind)


def kit_film(by: Actor, delivery: int) -> FilmCard | None:
    """The film that belongs to a delivery to a video channel; None where it is none or no film was asked for. Raises
    NotThere unless ``by`` runs the outlet."""
    row = _of_delivery(by, delivery)
    return _card(row) if row is not None else None


def kit_film_file(by: Actor, delivery: int, kind: str) -> tuple[Path, str]:
    """As ``film_file``, for whoever carries the story to an outlet. Raises NotThere."""
    return _file(_of_delivery(by, delivery), kind)


def film_of(story: int) -> Film | None:
    """The film of a story's published text, for an adapter; None where it is not ready, or its file is gone."""
    text = newsroom.published(story)
    if text is None:
        return None
    row = (
        StoryFilm.objects.across_organisations("the dispatcher works for all organisations")
        .filter(story=story, revision=text.revision, state=FilmState.READY)
        .order_by("-pk")
        .first()
    )
    if row is None or not row.place(FILM).is_file():
        return None
    return Film(
        path=row.place(FILM),
        cover=row.place(COVER),
        wide=row.place(WIDE),
        sha256=row.sha256,
        size=row.size or 0,
        seconds=(row.milliseconds or 0) / 1000,
        width=row.width or 0,
        height=row.height or 0,
        address=_public_address(story, text.revision),
    )


def film_by_token(token: str) -> Path:
    """The film of a story's published text by the token in its public address. Raises NotThere: also where the token is older
    than two days, or the story is not public any more."""
    try:
        story, revision = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotThere from None
    text = newsroom.published(int(story))
    film = film_of(int(story)) if text is not None and text.revision == revision else None
    if film is None:
        raise NotThere
    return film.path


def _public_address(story: int, revision: int) -> str:
    """Where a platform can fetch the film without signing in; "" without a public https address."""
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme != "https" or "." not in (parts.hostname or ""):
        return ""
    return f"{settings.BASE_URL}/films/{signing.dumps([story, revision], salt=SALT)}.mp4"


def _of_delivery(by: Actor, delivery: int) -> StoryFilm | None:
    one = Delivery.objects.by(by).select_related("outlet").filter(pk=delivery).first()
    if one is None:
        raise NotThere
    story = newsroom.published(one.story)
    if one.outlet.kind != "video" or story is None:
        return None
    rows = StoryFilm.objects.across_organisations("the delivery is in hand, its story is public")
    return rows.filter(story=one.story, revision=story.revision).order_by("-pk").first()


def _file(row: StoryFilm | None, kind: str) -> tuple[Path, str]:
    if row is None or row.state != FilmState.READY or kind not in FILES:
        raise NotThere
    name, media_type = FILES[kind]
    if not row.place(name).is_file():
        raise NotThere
    return row.place(name), media_type


def _card(row: StoryFilm) -> FilmCard:
    ready = row.state == FilmState.READY
    return FilmCard(
        story=row.story,
        revision=row.revision,
        state=row.state,
        word=gettext(FILM_LABELS[FilmState(row.state)]),
        why=gettext(FILM_CAUSES[row.cause]) if row.cause in FILM_CAUSES else "",
        detail=row.detail,
        seconds=row.milliseconds / 1000 if ready and row.milliseconds else None,
        size=row.size if ready else None,
        sha256=row.sha256 if ready else "",
        left_out=row.left_out,
        pictures_left_out=row.pictures_left_out,
        missing=row.missing,
        narrated=bool(row.narration),
        narration_seconds=row.narration_milliseconds / 1000,
        made_at=row.made_at if ready else None,
        version=row.sha256[:12],
    )
