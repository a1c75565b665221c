"""Stations at the hub: who keeps them, what can be wrong with one, and how long silence is no news."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

SILENT_AFTER = timedelta(days=7)
"""A station that says nothing for so long is asked after: each sends at least its log now and then."""
FULL_BELOW = 512
"""MiB of free disk below which a station cannot take in another edition with pictures."""


class ReplyState(StrEnum):
    """Where the replies to a station stand: to be made, made and to be laid into the feed, or there."""

    DUE = "due"
    SEALED = "sealed"
    THERE = "there"


class FaultKind(StrEnum):
    """What the hub finds by itself. ``fork``: two checkpoints of one size; ``unshown``: a checkpoint that does not go on from
    the lines held; ``shrunk``: fewer lines than before; ``line``: a line told anew in other words; ``unreadable``: a line or
    checkpoint that is none; ``twice``: two parcels of one number."""

    FORK = "fork"
    UNSHOWN = "unshown"
    SHRUNK = "shrunk"
    LINE = "line"
    UNREADABLE = "unreadable"
    TWICE = "twice"


OF_THE_LOG = frozenset(FaultKind) - {FaultKind.TWICE}
"""As long as one of these stands, no more lines of that log are taken and no checkpoint is cosigned."""


FAULT_LABELS = {
    FaultKind.FORK: gettext_noop(
        "its log shows two faces: two checkpoints of one size contradict each other"
    ),
    FaultKind.UNSHOWN: gettext_noop("its log does not go on from the lines that the hub holds"),
    FaultKind.SHRUNK: gettext_noop("its log has fewer lines than before"),
    FaultKind.LINE: gettext_noop("a line of its log was told anew in other words"),
    FaultKind.UNREADABLE: gettext_noop("its log has a line or a checkpoint that cannot be read"),
    FaultKind.TWICE: gettext_noop("two different parcels bear one number: two boxes may use one key"),
}


class Plight(StrEnum):
    """How a station stands on the board, the worst first."""

    LOST = "lost"
    FAULTY = "faulty"
    SILENT = "silent"
    BEHIND = "behind"
    UNKNOWN = "unknown"
    WELL = "well"
    RETIRED = "retired"


PLIGHT_LABELS = {
    Plight.LOST: gettext_noop("lost"),
    Plight.FAULTY: gettext_noop("faulty"),
    Plight.SILENT: gettext_noop("silent for a week"),
    Plight.BEHIND: gettext_noop("behind"),
    Plight.UNKNOWN: gettext_noop("nothing known yet"),
    Plight.WELL: gettext_noop("well"),
    Plight.RETIRED: gettext_noop("retired"),
}


def judge_keeper(*, decides: bool) -> None:
    """Raises NotAllowed unless somebody who speaks for the village acts, or who runs a joint group with it."""
    if not decides:
        raise NotAllowed(
            gettext_noop("Only those who speak for the village, or run its joint group, keep its station."),
            cure=gettext_noop("Ask the village's first secretary or the liaison officer."),
        )


def check_in_service(*, lost: bool, retired: bool) -> None:
    """Raises Refused where a station is lost or was replaced."""
    if retired:
        raise Refused(gettext_noop("Another box has taken the place of this station."))
    if lost:
        raise Refused(
            gettext_noop("This station is reported lost."),
            cure=gettext_noop("Say that it was found, or replace it."),
        )
