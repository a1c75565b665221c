"""What people type into cells of a table, read as text, days and numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop

LONGEST_NUMBER = 9
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:[T ]0?0:00(?::00)?)?")
_PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COUNTED_DAY = re.compile(r"[2-6]\d{4}(?:\.0)?")
"""A cell with a date and the format of a number: 46082 is 1 March 2026, or 2 March 2030 where the workbook counts from 1904.
So it is shown, and not taken."""
_FIRST_OF_EXCEL = date(1899, 12, 30)
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?E\+?\d+", re.IGNORECASE)


class Unread(StrEnum):
    """Why a cell holds nothing that could be read."""

    FORMULA = "formula"
    MERGED = "merged"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number in the file (from 1), its cells as tidy text, whether it is hidden in the file, and
    by column (from 0) why a cell could not be read."""

    number: int
    cells: tuple[str, ...]
    hidden: bool = False
    unread: dict[int, Unread] = field(default_factory=dict)

    def cell(self, column: int) -> str:
        """The text of a column, "" beyond the last one."""
        return self.cells[column] if column < len(self.cells) else ""


def tidy(text: str) -> str:
    """Without spaces around and characters that nobody sees; runs of spaces are one."""
    return " ".join(INVISIBLE.sub("", text).split())


def narrow(text: str) -> str:
    """The same words with full-width letters, digits and signs made narrow (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text).strip()


def loose(text: str) -> str:
    """A form in which headings and words of a list are compared: narrow, small letters, no spaces, no asterisk."""
    return re.sub(r"[\s*:：()（）]", "", narrow(text)).casefold()


def readable(why: Unread) -> None:
    """Raises Refused with what is to be done about a cell that could not be read."""
    if why is Unread.FORMULA:
        raise Refused(
            gettext_noop("A formula without a stored value stands here."),
            cure=gettext_noop(
                "Open the file in Excel and save it again, or put the value in place of the formula."
            ),
        )
    if why is Unread.MERGED:
        raise Refused(
            gettext_noop("This cell is merged with others."),
            cure=gettext_noop("Undo the merging and write the value into each row."),
        )
    raise Refused(
        gettext_noop("The cell holds an error of Excel."),
        cure=gettext_noop("Correct the formula, or write the value."),
    )


def day_of(text: str) -> date | None:
    """The day that is meant by 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日 or 20260301; None for an empty cell. Raises
    Refused for anything else."""
    typed = narrow(text)
    if not typed:
        return None
    found = _DAY.fullmatch(typed) or _PACKED_DAY.fullmatch(typed)
    if found is not None:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            pass
    if _COUNTED_DAY.fullmatch(typed):
        raise Refused(
            gettext_noop("“%(typed)s” is a day as Excel counts it, and no date."),
            cure=gettext_noop("Give the column the format of a date, or write it as %(day)s."),
            typed=typed,
            day=(_FIRST_OF_EXCEL + timedelta(days=int(typed.partition(".")[0]))).isoformat(),
        )
    raise Refused(
        gettext_noop("“%(typed)s” is no day of the calendar."),
        cure=gettext_noop("Write it as 2026-03-01."),
        typed=text[:40],
    )


def number_of(text: str) -> int | None:
    """A whole number without a sign; None for an empty cell. Raises Refused for anything else."""
    typed = narrow(text)
    if not typed:
        return None
    typed = typed.removesuffix(".0")
    raised = any(sign.isdigit() and not sign.isdecimal() for sign in text)  # ² is made narrow, and is no 2
    if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER and not raised:
        return int(typed)
    raise Refused(gettext_noop("“%(typed)s” is no whole number."), typed=text[:40])


def code_of(text: str) -> str:
    """The digits of a code, "" where the text does not begin with one. Raises Refused where Excel has shortened it."""
    typed = narrow(text)
    if _SCIENTIFIC.fullmatch(typed):
        raise Refused(
            gettext_noop("Excel has shortened the code to “%(typed)s”; its last digits are lost."),
            cure=gettext_noop("Format the column as text and write the code again."),
            typed=typed[:40],
        )
    first = typed.partition(" ")[0]
    first = first.removesuffix(".0")
    return first if first.isascii() and first.isdigit() else ""
