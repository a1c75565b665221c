"""What the matrix asks of whoever makes films."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lianjian.apps.matrix.rules.filming import Storyboard


@dataclass(frozen=True, slots=True)
class MadeFilm:
    """What a maker left in its folder: the film (MP4), an upright cover and a wide one (JPEG). ``missing`` are characters
    that no font here has, drawn as 〓."""

    film: Path
    cover: Path
    wide: Path
    seconds: float
    width: int
    height: int
    missing: tuple[str, ...]


class FilmMaking(Protocol):
    """The adapter that makes films (``wiring.FILM_MAKER``). It keeps nothing between two calls."""

    def seconds_of(self, recording: Path) -> float:
        """How long a recording of sound is. Raises ValueError where it is none, or silent throughout."""
        ...

    def readable(self, content: bytes, media_type: str) -> bool:
        """Whether the stored bytes are a picture that can be shown."""
        ...

    def make(
        self, board: Storyboard, folder: Path, *, pictures: Sequence[bytes], narration: Path | None
    ) -> MadeFilm:
        """Draw and encode the film into ``folder``, which is there and empty; ``pictures`` are the bytes of the storyboard's
        stills. Raises FilmFailedError. Nothing of it runs on when this process is killed."""
        ...


class FilmFailedError(Exception):
    """No film came out; the message is for the log."""


def film_maker() -> FilmMaking:
    """The maker of films that ``settings.LIANJIAN_FILM_MAKER`` names."""
    path: str = import_string(settings.LIANJIAN_FILM_MAKER)
    maker: FilmMaking = import_string(path)()
    return maker
