"""The maker of films (``ports.FilmMaking``): one call, one film, nothing kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lianjian.adapters.films import ffmpeg
from lianjian.adapters.films.grounds import cut_to, open_still
from lianjian.adapters.films.lettering import Lettering
from lianjian.adapters.films.sheet import Sheet
from lianjian.adapters.films.timeline import frames, stretches, title_frame
from lianjian.adapters.films.words import Words
from lianjian.apps.matrix.film_ports import FilmFailedError, MadeFilm
from lianjian.apps.matrix.rules.filming import MOST_BYTES, MOST_COVER_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL import Image

    from lianjian.apps.matrix.rules.filming import Storyboard

WIDE = (1146, 717)
"""Bilibili asks for 16:10 and at least 960x600 (open.bilibili.com, published copy)."""
QUALITIES = (90, 82, 70, 55)


@dataclass(frozen=True, slots=True)
class Films:
    """``scale`` shrinks the frame for tests; 1 is 1080x1920."""

    scale: float = field(default=1.0)

    def seconds_of(self, recording: Path) -> float:
        """See ``FilmMaking``."""
        return ffmpeg.measure(recording)[0]

    def readable(self, content: bytes, media_type: str) -> bool:
        """See ``FilmMaking``."""
        try:
            open_still(content, media_type)
        except ValueError:
            return False
        return True

    def make(
        self, board: Storyboard, folder: Path, *, pictures: Sequence[bytes], narration: Path | None
    ) -> MadeFilm:
        """See ``FilmMaking``."""
        sheet, letters = Sheet(self.scale), Lettering()
        try:
            stills = [
                open_still(content, still.media_type)
                for content, still in zip(pictures, board.stills, strict=True)
            ]
        except ValueError as broken:
            raise FilmFailedError(f"a picture cannot be read: {broken}") from broken
        words = Words(sheet, letters, board)
        film, cover, wide = folder / "film.mp4", folder / "cover.jpg", folder / "wide.jpg"
        upright = title_frame(board, sheet, words, stills)
        _save(upright, cover)
        _save(_wide(stills[0] if stills else upright), wide)
        ffmpeg.encode(
            frames(stretches(board, sheet, words, stills)), sheet.size, board.seconds, film, narration
        )
        size = film.stat().st_size
        if size > MOST_BYTES.maximum:
            raise FilmFailedError(f"the film has {size} bytes")
        return MadeFilm(film, cover, wide, board.seconds, *sheet.size, tuple(letters.missing))


def _wide(picture: Image.Image) -> Image.Image:
    """For channels that show covers lying: the first picture; without one the title card's upper part."""
    if picture.height > picture.width * 1.5:
        high = round(picture.width * WIDE[1] / WIDE[0])
        top = round(picture.height * 0.2)
        picture = picture.crop((0, top, picture.width, top + high))
    return cut_to(picture, WIDE)


def _save(picture: Image.Image, path: Path) -> None:
    for quality in QUALITIES:
        picture.save(path, "JPEG", quality=quality, optimize=True)
        if path.stat().st_size <= MOST_COVER_BYTES.maximum:
            return
    raise FilmFailedError("the cover is too large")
