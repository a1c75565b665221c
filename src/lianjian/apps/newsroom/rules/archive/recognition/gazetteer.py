"""Names of divisions in running text: every form people write, looked up by its first two characters.

Codes are those of the National Bureau of Statistics: 2 digits for the province, 4 city, 6 county, 9 town, 12 village.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

PROVINCE, CITY, COUNTY, TOWN, VILLAGE = 2, 4, 6, 9, 12
"""Digits of a code at each level."""

_LEVELS = (PROVINCE, CITY, COUNTY, TOWN, VILLAGE)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_VILLAGE_ENDS = re.compile(r"(?:(村)(?:民委员会|委会)|(社区)?(?:居民委员会|居委会)|(村|社区))$")
_COUNTY_ENDS = ("县", "区", "市")
_TOWN_ENDS = ("街道", "镇", "乡")


class Form(NamedTuple):
    """A way to write a name. ``codes`` are the divisions that are called so, ``level`` the digits of their codes, ``full``
    whether the form says what kind of division it is (安溪县, not 安溪)."""

    words: str
    codes: tuple[str, ...]
    level: int
    full: bool


class Gazetteer:
    """Divisions by the forms of their names. Built once from rows of (code, name); it is data alone and can be pickled."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._names = dict(rows)
        grouped: dict[tuple[str, int, bool], list[str]] = defaultdict(list)
        for code, name in sorted(self._names.items()):
            for words, full in _forms_of(name, len(code)):
                grouped[words, len(code), full].append(code)
        self._forms: dict[str, list[Form]] = {}
        lengths: dict[str, set[int]] = defaultdict(set)
        for (words, level, full), codes in grouped.items():
            self._forms.setdefault(words, []).append(Form(words, tuple(codes), level, full))
            lengths[words[:2]].add(len(words))
        self._heads = {head: tuple(sorted(known, reverse=True)) for head, known in lengths.items()}

    def take_over(self, other: Gazetteer) -> None:
        """Know what another one knows, without building it again; neither changes afterwards."""
        self._names, self._forms, self._heads = other._names, other._forms, other._heads

    def starts(self, text: str) -> list[int]:
        """Where names may begin in a text."""
        heads = self._heads
        return [place for place in range(len(text) - 1) if text[place : place + 2] in heads]

    def at(self, text: str, place: int) -> list[Form]:
        """The longest form that begins at ``place``, once for each level that has it; [] where none begins."""
        for length in self._heads.get(text[place : place + 2], ()):
            found = self._forms.get(text[place : place + length])
            if found:
                return found
        return []

    def called(self, words: str) -> list[Form]:
        """The divisions that are called just so."""
        return self._forms.get(words, [])

    def is_place(self, words: str) -> bool:
        """Whether a city, county or town is called so, with or without what it is."""
        return any(form.level <= TOWN for form in self.called(words))

    def path(self, code: str) -> str:
        """Names from the province down, with blanks between."""
        steps = [code[:level] for level in _LEVELS if level <= len(code)]
        return " ".join(self._names[step] for step in steps if step in self._names)


def _forms_of(name: str, level: int) -> list[tuple[str, bool]]:
    """Every form of a name with whether it says what it is. Names of towns and villages are shortened only where the place
    around them stands right before."""
    if level == VILLAGE:
        return [(words, True) for words in _village_forms(name)]
    forms = [(name, True)]
    ends = _TOWN_ENDS if level == TOWN else ("省",) if level == PROVINCE else _COUNTY_ENDS
    for end in ends:
        short = name.removesuffix(end)
        if short != name and len(short) > 1:
            forms.append((short, False))
            if short[-1] == "县":  # 沙县区 is 沙县 in everybody's mouth
                forms.append((short, True))
            break
    return [(words, full) for words, full in forms if _HAN.match(words)]


def _village_forms(name: str) -> list[str]:
    ending = _VILLAGE_ENDS.search(name)
    if not ending:
        return [name] if len(name) > 2 else []  # noqa: PLR2004 - a name of two characters is a word in most texts
    stem = name[: ending.start()]
    if ending[1] or ending[3]:
        return [stem + (ending[1] or ending[3]), name] if stem else [name]
    return [stem + "社区", name] if stem else [name]
