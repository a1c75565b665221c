"""What a station may say of itself to the hub (``parcels.Report.faults``): sentences without their values, because a value
could tell more than the keeper agreed to. They are part of the agreement, so both ends can show them in their language; what a
synchronisation was refused with is among ``refusals`` of this package or here.
"""

from __future__ import annotations

import re

from lianjian_feed.refusals import chinese

SENTENCES = frozenset(
    {
        "{count} pictures have not arrived yet.",
        "{count} items cannot be shown: update this software.",
        "Stored files were damaged; they are fetched again at the next synchronisation.",
        "{names} signs no more; what is shown of it may be out of date.",
        "The disk is nearly full ({free} MB left).",
        "The clock of this box is behind: set it.",
        "No backup was made for {days} days: put a stick in and make one.",
        "The log of {about} tells two truths (contradiction {number}).",
        "The log of {about} does not go on from what it said before (contradiction {number}).",
        "The log of {about} has become shorter (contradiction {number}).",
        "A checkpoint of this box came back that its log does not go on from (contradiction {number}).",
        "The hub signed two different editions {about} (contradiction {number}).",
        "The log is not as this box signed it: run lianjian-station audit verify.",
        "The station's database cannot be used: {why}.",
        "The disk is full ({free} MB left): make room, then sync again.",
        "There is no way from edition {held} to edition {got}.",
        "The pack does not bring every file that was signed.",
        "The text of edition {version} is here; {count} pictures are not yet: {why}",
        "The pack does not lead to what {name} signed.",
        "The disk takes nothing more ({why}): make room or have it checked, then sync again.",
        "The store was damaged and is built anew: synchronise again.",
        "The station's disk cannot be used: {why}.",
        "A picture arrived damaged; it will be fetched again.",
        "A file of this station is missing; it will be fetched again.",
        "{hub} is too slow.",
        "{url} is no address of a hub.",
        "{path} is no path of a feed.",
        "{path} is not a regular file.",
        "The box's keys cannot be read.",
        "The log lacks hashes it must have: run lianjian-station audit verify.",
    }
)
_HOLE = re.compile(r"\{\w+\}")


def in_words(sentence: str, language: str) -> str:
    """A sentence as it was told, its holes left open; as it is where a newer station says what is not known here."""
    told = chinese().get(sentence, sentence) if language.startswith("zh") else sentence
    return _HOLE.sub("…", told)


def is_known(sentence: str) -> bool:
    """Whether it can be said in every language."""
    return sentence in chinese()
