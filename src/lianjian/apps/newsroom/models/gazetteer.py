"""The register of divisions as recognition asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.queries import divisions_matching
from lianjian.apps.parties.rules.levels import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROVINCE = "35"
_SUFFIXES = ("", "委会", "村委会", "村民委员会", "居委会", "社区居委会")


class RegisterGazetteer:
    """Asks the register, and remembers what it said: one import names the same few places over and over."""

    def __init__(self) -> None:
        self._counties: dict[str, str] | None = None
        self._villages: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def counties(self) -> Mapping[str, str]:
        """Codes of counties and districts of the province by name."""
        if self._counties is None:
            rows = divisions_matching(PROVINCE, level=Level.COUNTY, limit=500)
            self._counties = {row.name: row.code for row in rows}
        return self._counties

    def villages(self, county: str, name: str) -> Sequence[tuple[str, str]]:
        """(code, path) of the villages called ``name`` (as people say it, without 委会) in a county."""
        asked = (county, name)
        if asked not in self._villages:
            names = {code: called for called, code in self.counties().items()}
            # the county's name as a second word: some villages' names stand in every county
            rows = divisions_matching(f"{names.get(county, '')} {name}", level=Level.VILLAGE, limit=60)
            self._villages[asked] = [
                (row.code, row.path)
                for row in rows
                if row.code.startswith(county) and row.name in {name + suffix for suffix in _SUFFIXES}
            ]
        return self._villages[asked]
