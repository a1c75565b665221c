"""All that is done with a source before anything is written: read, repaired, put in house style, taken apart.

Nothing here needs a database, so it runs in any process (``foundation.readers``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import huanyuan
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.reading import read_source
from lianjian.apps.newsroom.rules.archive.recognition import recognise
from lianjian.apps.newsroom.rules.archive.recognition.beside import day_said, with_said
from lianjian.apps.newsroom.rules.archive.sources import essence
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.reading import Reading
    from lianjian.apps.newsroom.rules.archive.recognition import Gazetteer, Recognised
    from lianjian.apps.newsroom.rules.archive.sources import Source


_CONTEXT = 2000
"""Characters of the text that show how what stands beside it is damaged."""


@dataclass(frozen=True, slots=True)
class Readout:
    """A source as it was read, as it was repaired, and what was found in it; ``essence`` as in ``sources``."""

    reading: Reading
    repair: huanyuan.Repair
    found: Recognised
    essence: str


def read_out(gazetteer: Gazetteer, source: Source) -> Readout:
    """What is in a source. Raises Refused where that is no text."""
    reading = read_source(source)
    repair = huanyuan.repair(reading.text)
    says = _said(reading, repair)
    text = in_house_style(repair.text)
    found = with_said(recognise(text, _hints(reading, repair), gazetteer, published=day_said(says)), says)
    if not found.blocks and not found.title:
        raise Refused(gettext_noop("There is no text in it."))
    return Readout(reading, repair, found, essence(repair.text))


def _hints(reading: Reading, repair: huanyuan.Repair) -> dict[int, str]:
    """What the format called the lines still holds where the repair kept their number."""
    same = reading.text.count("\n") == repair.text.count("\n")
    return reading.hints if same else {}


def _said(reading: Reading, repair: huanyuan.Repair) -> dict[str, str]:
    """What the file says beside the text, repaired if the text had to be: a name alone does not show that it is damaged, so it
    is read at the head of the text."""
    if not repair.changed or not reading.says:
        return reading.says
    lines = [value.replace("\n", " ") for value in reading.says.values()]
    again = huanyuan.repair("\n".join([*lines, reading.text[:_CONTEXT]])).text.split("\n")
    if len(again) < len(lines):
        return reading.says
    whole = [in_house_style(line) for line in again[: len(lines)]]
    return dict(zip(reading.says, whole, strict=True))
