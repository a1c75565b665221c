"""A guess: what it says, how sure it is, on what grounds, and where in the text it stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from lianjian.kernel.refusals import gettext_noop

SURE, LIKELY, WEAK = "sure", "likely", "weak"

WHY_FORMAT = gettext_noop("The file itself marks it so.")
WHY_FIRST_LINE = gettext_noop("The first line is short and ends without a full stop.")
WHY_NO_HEADLINE = gettext_noop("The text has no headline; this clause says most of what the text is about.")
WHY_HEAD_LINES = gettext_noop("Several short lines stand above the text; the shorter one is the headline.")
WHY_DASH = gettext_noop("The line under the headline begins with a dash.")
WHY_SHORT_LINE = gettext_noop("A short line without a full stop between paragraphs: a caption as a rule.")
WHY_PICTURE_WORDS = gettext_noop("It says itself that it belongs to a picture.")
WHY_AFTER_PICTURE = gettext_noop("It stands right after a picture.")
WHY_NUMBERED = gettext_noop("A short numbered line.")
WHY_PARALLEL = gettext_noop("Short lines of the same length divide the text.")
WHY_BRACKETS = gettext_noop("Names in brackets close the text.")
WHY_OPENING = gettext_noop("It stands where reports name their author: at the opening.")
WHY_OWN_LINE = gettext_noop("Names with their task stand on a line of their own.")
WHY_BARE_NAME = gettext_noop("A line of its own that reads like a name.")
WHY_CREDIT = gettext_noop("The caption names who took the picture.")
WHY_LOST_CHARACTER = gettext_noop("A character in it is lost.")
WHY_BESIDE = gettext_noop("The file says it beside the text.")
WHY_LABELLED = gettext_noop("The text names it with a label.")
WHY_TAKEN_FROM = gettext_noop("The text says which paper it was taken from.")
WHY_STAMP = gettext_noop("It stands in the line that web pages put above an article.")
WHY_ALONE = gettext_noop("The day stands on a line of its own.")
WHY_SENT = gettext_noop("It is the day on which the report was sent.")
WHY_DATELINE = gettext_noop("It stands in the dateline of the report.")
WHY_WHOLE_DATE = gettext_noop("A whole date stands in the text.")
WHY_PART_DATE = gettext_noop("The year is not said.")
WHY_RELATIVE = gettext_noop("The day is only said relative to a publication that is not dated.")
WHY_YEAR_FOLLOWS = gettext_noop("The year follows from the day of publication.")
WHY_COUNTED = gettext_noop("Counted back from the day of publication.")
WHY_UNIQUE_VILLAGE = gettext_noop("The text names county and village, and one division fits.")
WHY_ONE_FITS = gettext_noop("The text names the place, and one division fits.")
WHY_NOTHING_AROUND = gettext_noop("One division is called so, but the text names none around it.")
WHY_SEVERAL_VILLAGES = gettext_noop("The text names a village, but several divisions fit.")
WHY_SEVERAL_STORIES = gettext_noop("The text names several places; none stands out.")
WHY_ALSO_NAMED = gettext_noop("It is named too, but the story is rather about another place.")
WHY_COUNTY = gettext_noop("Only the county is named.")
WHY_CITY = gettext_noop("Only the city is named.")


@dataclass(frozen=True, slots=True)
class Guess:
    """A value recognised for ``field``. ``sure`` is sure, likely or weak, ``why`` a msgid.

    ``line`` is the number of the line it came from (-1 where it is made of several), ``at`` and ``len`` its place in the text
    that was given, in characters (-1 and 0 where it stands nowhere). ``begins`` and ``ends`` are the first and the last day
    that a day in words can mean (ISO, "" where that is not known). ``names`` are the persons or organisations of a credit.
    ``words`` says the value for people where it is a code; ``candidates`` are the codes among which it was not decided.
    """

    field: str
    value: str
    sure: str
    why: str
    line: int = -1
    at: int = -1
    len: int = 0
    begins: str = ""
    ends: str = ""
    names: tuple[str, ...] = ()
    words: str = ""
    candidates: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For keeping: ``from`` and ``to`` are the span of days; what is empty is left out but for the first four."""
        row = asdict(self)
        row["from"], row["to"] = row.pop("begins"), row.pop("ends")
        for name in ("from", "to", "names", "words", "candidates"):
            if not row[name]:
                del row[name]
        return row
