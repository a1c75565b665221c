"""What stands where in an archived text. Everything found here is a guess with its grounds, for an editor to take over.

Layout rules of Chinese news copy: the headline stands first and ends without a full stop; a caption is a short line
without one between paragraphs; names in brackets close the text; the day and the place open it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.blocks import as_drafted, blocks_of
from lianjian.apps.newsroom.rules.archive.recognition.days import find_day
from lianjian.apps.newsroom.rules.archive.recognition.gazetteer import Gazetteer
from lianjian.apps.newsroom.rules.archive.recognition.guesses import LIKELY, SURE, WEAK, Guess
from lianjian.apps.newsroom.rules.archive.recognition.people import find_people
from lianjian.apps.newsroom.rules.archive.recognition.scenes import find_place
from lianjian.apps.newsroom.rules.archive.recognition.sheets import Sheet
from lianjian.apps.newsroom.rules.archive.recognition.stamps import find_stamp
from lianjian.apps.newsroom.rules.archive.recognition.titles import find_head
from lianjian.apps.newsroom.rules.drafts import LINE_LIMIT, TITLE_LIMIT, Draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lianjian.apps.newsroom.rules.drafts import DraftBlock

__all__ = ["LIKELY", "SURE", "WEAK", "Gazetteer", "Guess", "Recognised", "recognise"]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A text taken apart: what goes into a draft, the blocks that remain, and every guess that was made. ``kicker`` (引题) has
    no place in a draft; it stands in the blocks too, as their first heading."""

    title: str
    byline: str
    source: str
    happened_on: date | None
    division: str
    blocks: tuple[DraftBlock, ...]
    guesses: tuple[Guess, ...]
    subtitle: str = ""
    kicker: str = ""
    published_on: date | None = None

    def as_draft(self, column: str) -> Draft:
        """What is found, as the draft of a column."""
        return Draft(
            title=self.title,
            subtitle=self.subtitle,
            column=column,
            division=self.division,
            byline=self.byline,
            source=self.source,
            happened_on=self.happened_on,
            blocks=self.blocks,
        )


def recognise(
    text: str, hints: Mapping[int, str], gazetteer: Gazetteer, *, published: date | None = None
) -> Recognised:
    """Take a repaired text in house style apart. ``hints`` says what the format calls a line, by number: title, heading,
    caption or picture. ``published`` is the day of publication where it is known from outside the text."""
    sheet = Sheet(text, hints)
    guesses: list[Guess] = []
    stamp = find_stamp(sheet, guesses, published)
    people = find_people(sheet, guesses, gazetteer.is_place)
    head = find_head(sheet, guesses)
    happened_on = find_day(sheet, head.lines, stamp, guesses)
    division = find_place(sheet, head, gazetteer, guesses)
    blocks = blocks_of(sheet, guesses)
    if head.kicker:
        blocks = (("heading", head.kicker), *blocks)
    return Recognised(
        head.title[:TITLE_LIMIT],
        (people.byline or stamp.byline)[:LINE_LIMIT],
        stamp.source[:LINE_LIMIT],
        happened_on,
        division,
        as_drafted(blocks),
        tuple(guesses),
        head.subtitle[:LINE_LIMIT],
        head.kicker,
        stamp.published_on,
    )
