"""A maker of small, short films for tests that do not look at pictures, and one that fails."""

from __future__ import annotations

from dataclasses import replace

from lianjian.adapters.films.maker import Films
from lianjian.apps.matrix.film_ports import FilmFailedError

SMALL = "tests.apps.matrix.filming.Small"
FAILING = "tests.apps.matrix.filming.Failing"


class Small(Films):
    """As the real one, at a tenth of the size; of each scene a few frames only."""

    def __init__(self) -> None:
        super().__init__(0.1)

    def make(self, board, folder, *, pictures, narration):
        """As asked, but short; what it says of the length is what was asked."""
        short = replace(board, scenes=tuple(replace(scene, milliseconds=120) for scene in board.scenes))
        return replace(
            super().make(short, folder, pictures=pictures, narration=narration), seconds=board.seconds
        )


class Failing(Small):
    """Its encoder gives nothing."""

    def make(self, *_args, **_kwargs):
        """Nothing comes out."""
        raise FilmFailedError("no room left on device")
