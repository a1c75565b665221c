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
from lianjian.apps.newsroom.rules.archive.sources import essence
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.reading import Reading
    from lianjian.apps.newsroom.rules.archive.recognition import Gazetteer, Recognised
    from lianjian.apps.newsroom.rules.archive.sources import Source


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
    found = recognise(in_house_style(repair.text), _hints(reading, repair), gazetteer)
    if not found.blocks and not found.title:
        raise Refused(gettext_noop("There is no text in it."))
    return Readout(reading, repair, found, essence(repair.text))


def _hints(reading: Reading, repair: huanyuan.Repair) -> dict[int, str]:
    """What the format called the lines still holds where the repair kept their number."""
    same = reading.text.count("\n") == repair.text.count("\n")
    return reading.hints if same else {}
