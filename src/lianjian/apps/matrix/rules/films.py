"""Where the film of a story stands, and why it is not there."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class FilmState(StrEnum):
    """A film waits, is being made, is there, or could not be made."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


FILM_LABELS = {
    FilmState.WAITING: gettext_noop("waits to be made"),
    FilmState.MAKING: gettext_noop("is being made"),
    FilmState.READY: gettext_noop("ready"),
    FilmState.FAILED: gettext_noop("could not be made"),
}

BROKE_OFF, NOT_MADE, STORY_GONE = "broke-off", "not-made", "story-gone"
FILM_CAUSES = {
    BROKE_OFF: gettext_noop(
        "Making the film broke off several times. Make it anew when the machine is less busy."
    ),
    NOT_MADE: gettext_noop(
        "The film could not be made. The log of the worker says why; make it anew after that is mended."
    ),
    STORY_GONE: gettext_noop("The text was changed or withdrawn before the film was made."),
}

FRESH = timedelta(days=7)
"""A film is planned by itself for stories that went public within this time: an archive brought home plans none."""
LEASE = 60.0
"""Seconds after a maker's last sign of life until another takes over."""
MOST_ATTEMPTS = 3
PREVIEW = 0
"""Stands for the revision of a film whose text is not published."""
