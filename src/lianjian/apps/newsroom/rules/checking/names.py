"""Names of places and of parties against the register: a village that lies elsewhere, a name that is one character off.

A name that is merely unknown is left alone: hamlets (自然村) and houses that are no party stand in no register.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.checking.findings import Finding, Passage, Severity, found
from lianjian.apps.parties.rules.likeness import one_apart
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

UNKNOWN_PLACE = gettext_noop("The register has no %(name)s in %(within)s.")
LIES_ELSEWHERE = gettext_noop("In the register %(name)s lies in %(within)s.")
OTHER_PARTY = gettext_noop("No party of the network is called so.")

LONGEST_PLACE = 8
"""Characters of the longest name of a town or county that is looked up."""
SHORTEST_PARTY = 6
"""Shorter names are one character away from too much."""
_HAN = "[\u3400-\u9fff]"
_ABOVE = re.compile("[县区市镇乡道]")
_TOWN = re.compile(rf"({_HAN}{{1,6}}?)(镇|乡|街道)")
_VILLAGE = re.compile(rf"({_HAN}{{2,6}}?)(村|社区)")
_OFFICES = re.compile("(?:村民委员会|社区居委会|社区居民委员会|村委会|居委会|委会|社区|村)$")
_NO_NAME = re.compile("[的各几全些个该本同这那每多数老两三四五六七八九十和与及到在为把是有]")


@dataclass(frozen=True, slots=True)
class Division:
    """A division as the check needs it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Register:
    """What the register says of the places a text may mean: ``above`` are counties and towns by name, ``towns`` the towns of
    a county by its code, ``villages`` those of a town by its code, with their plain names (张洋 for 张洋村委会); ``paths``
    gives the words for a code. ``parties`` are full names."""

    above: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    towns: Mapping[str, tuple[Division, ...]] = field(default_factory=dict)
    villages: Mapping[str, tuple[Division, ...]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    parties: tuple[str, ...] = ()


def places_named(passages: Iterable[Passage]) -> set[str]:
    """Everything in the texts that may be the name of a town or a county: what to ask the register for."""
    return {name for passage in passages for _start, name in _candidates(passage.text)}


def plain(name: str) -> str:
    """The name of a village without what its office adds: 张洋 for 张洋村委会, 新塘 for 新塘社区居委会."""
    return _OFFICES.sub("", name) or name


def name_faults(passage: Passage, register: Register) -> list[Finding]:
    """Places that follow the name of what they lie in and do not lie there, and names of parties that are one character off."""
    return [*_places(passage, register), *_parties(passage, register.parties)]


def _candidates(text: str) -> list[tuple[int, str]]:
    """(start, name) of all that ends like a town or a county, the longest first at each end."""
    found_here = []
    for match in _ABOVE.finditer(text):
        end = match.end()
        for size in range(min(LONGEST_PLACE, end), 1, -1):
            found_here.append((end - size, text[end - size : end]))
    return found_here


def _places(passage: Passage, register: Register) -> list[Finding]:
    known: dict[int, tuple[int, str]] = {}
    for start, name in _candidates(passage.text):
        end = start + len(name)
        if name in register.above and (end not in known or start < known[end][0]):
            known[end] = (start, name)
    findings = []
    for end, (start, name) in sorted(known.items()):
        codes = _narrowed(register.above[name], passage.text[:start], register)
        for match, below in ((_TOWN, register.towns), (_VILLAGE, register.villages)):
            fault = _below(passage, end, match, [code for code in codes if code in below], register)
            if fault is not None:
                findings.append(fault)
    return findings


def _narrowed(codes: tuple[str, ...], before: str, register: Register) -> list[str]:
    """Of several towns of one name those whose county is named before, all of them where none is."""
    here = [code for code in codes if any(part in before for part in register.paths[code].split()[:-1])]
    return here or list(codes)


def _below(
    passage: Passage, start: int, shape: re.Pattern[str], codes: list[str], register: Register
) -> Finding | None:
    """What follows the name of a county or a town, where the register has it elsewhere or almost."""
    match = shape.match(passage.text, start)
    if match is None or not codes or _NO_NAME.search(match[1]):
        return None
    towns = shape is _TOWN
    said = match[0] if towns else match[1]
    below = register.towns if towns else register.villages
    inside = [one for code in codes for one in below[code]]
    called = {one.name if towns else plain(one.name) for one in inside}
    if said in called or (not towns and plain(match[0]) in called):
        return None
    within = register.paths[codes[0]].split()[-1]
    near = sorted(name for name in called if one_apart(said, name, least=2))
    where = _elsewhere(said, codes, register) if not towns else ""
    if where:
        message, values, better = LIES_ELSEWHERE, {"name": match[0], "within": where}, ""
    elif near:
        message, values = UNKNOWN_PLACE, {"name": match[0], "within": within}
        better = near[0] if towns else near[0] + match[2]
    else:
        return None
    return replace(found(passage, *match.span(), "place", Severity.LOOK, message, better), values=values)


def _elsewhere(said: str, codes: list[str], register: Register) -> str:
    """The town of the same county that has the village, "" where none or several do."""
    counties = {code[:6] for code in codes}
    towns = [
        code
        for code, villages in register.villages.items()
        if code[:6] in counties and code not in codes and any(plain(one.name) == said for one in villages)
    ]
    return register.paths[towns[0]].split()[-1] if len(towns) == 1 else ""


def _parties(passage: Passage, parties: tuple[str, ...]) -> list[Finding]:
    text, findings = passage.text, []
    taken: defaultdict[int, str] = defaultdict(str)
    for name in parties:
        if len(name) < SHORTEST_PARTY:
            continue
        half = len(name) // 2
        starts = {match.start() for match in re.finditer(re.escape(name[:half]), text)}
        starts |= {
            match.start() - half + shift
            for match in re.finditer(re.escape(name[half:]), text)
            for shift in (-1, 0, 1)
            if match.start() - half + shift >= 0
        }
        for start in sorted(starts):
            for size in (len(name), len(name) - 1, len(name) + 1):
                said = text[start : start + size]
                if said == name:
                    taken[start] = said
                    break
                if len(said) == size and one_apart(said, name) and start not in taken and _whole(said, name):
                    taken[start] = said
                    findings.append(
                        found(passage, start, start + size, "party", Severity.LOOK, OTHER_PARTY, name)
                    )
                    break
    exact = [(start, start + len(said)) for start, said in taken.items() if said in parties]
    return [one for one in findings if not any(a <= one.start < b or a < one.end <= b for a, b in exact)]


def _whole(said: str, name: str) -> bool:
    """Whether the words begin and end as a name does: a character more or less at either end is the sentence around it."""
    return len(said) == len(name) or (said[0] == name[0] and said[-1] == name[-1])
