"""A table of organisations, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.registering import LONGEST, VILLAGE_DIGITS, judge_entry, judge_length
from lianjian.apps.parties.rules.tables.judging import RowState, twice
from lianjian.kernel.cells import day_of, narrow
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from lianjian.apps.parties.rules.tables.judging import Gazetteer, Row

PLACED = gettext_noop("Others bear the same name, so the place is put before it: %(name)s")
COUNTY, TOWN = 2, 3
"""Places in the path of a division."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation as the register holds it."""

    pk: int
    key: str
    name: str
    short_name: str
    kind: str
    division: str | None
    joined_on: date | None
    profile: str


@dataclass(frozen=True, slots=True)
class Register:
    """The organisations there are, by key, by full name, and villages by their division."""

    by_key: Mapping[str, Entry]
    by_name: Mapping[str, Entry]
    villages: Mapping[str, Entry]


def judge(rows: list[Row], register: Register, gazetteer: Gazetteer, kinds: Callable[[str], str]) -> None:
    """Say of each row what becomes of it, and fill in what follows from the rest: a village's name from its division, a
    short name, a word for addresses. A village is known by its division, any other by its key or its full name. The
    same rows always give the same: what is left out never depends on the order of the file."""
    for row in rows:
        _read(row, gazetteer, kinds)
    repeated = Counter(str(row.values.get("name")) for row in rows if not row.wrong)
    seen: dict[Any, int] = {}
    taken: dict[str, int] = {}
    for row in rows:
        if row.wrong:
            continue
        found = _find(row, register)
        village = row.values["kind"] == Kind.VILLAGE
        if found is not None:
            if not twice(row, seen, found.pk, "division" if village else "name"):
                _compare(row, found)
            continue
        if village:
            _place_before(row, register, gazetteer, repeated)
        identity = row.values["division"] if village else row.values["name"]
        if twice(row, seen, identity, "division" if village else "name"):
            continue
        row.values["key"] = row.values["key"] or _key(row)
        _judge_new(row, register, gazetteer)
        if not row.wrong:
            twice(row, taken, row.values["name"], "name")
        if not row.wrong:
            twice(row, taken, f"key {row.values['key']}", "key")


def _read(row: Row, gazetteer: Gazetteer, kinds: Callable[[str], str]) -> None:
    row.read("kind", kinds)
    row.read("division", gazetteer.code)
    row.read("joined_on", day_of)
    for name in ("name", "short_name", "profile"):
        row.values[name] = row.cells.get(name, "")
    row.values["key"] = narrow(row.cells.get("key", "")).lower()
    for name in ("name", "short_name", "profile", "key"):
        try:
            judge_length(name, row.values[name])
        except Refused as refused:
            row.blame(name, refused)
    if row.wrong:
        return
    code = row.values["division"]
    village = row.values["kind"] == Kind.VILLAGE
    if village and code is None:
        row.blame("division", Refused(gettext_noop("A village needs its 12-digit division code.")))
        return
    if not row.values["name"]:
        if not village or len(code) != VILLAGE_DIGITS:
            row.blame("name", Refused(gettext_noop("This cell must not be empty.")))
            return
        row.values["name"] = gazetteer.paths[code].split()[-1]
    row.values["short_name"] = row.values["short_name"] or shortened(row.values["name"])


def shortened(name: str) -> str:
    """How lists call it: 张洋村 for 张洋村委会, 城东社区 for 城东社区居委会."""
    for ending, instead in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            name = name.removesuffix(ending) + instead
            break
    return name[: LONGEST["short_name"]]


_ENDINGS = (
    ("村民委员会", "村"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("村委会", "村"),
    ("居委会", "社区"),
)


def _find(row: Row, register: Register) -> Entry | None:
    if row.values["key"]:
        return register.by_key.get(row.values["key"])
    if row.values["kind"] == Kind.VILLAGE:
        return register.villages.get(row.values["division"])
    found = register.by_name.get(row.values["name"])
    return found if found is None or found.kind != Kind.VILLAGE else None


def _compare(row: Row, found: Entry) -> None:
    for name in ("kind", "division", "name", "short_name", "joined_on", "profile"):
        theirs, mine = getattr(found, name), row.values[name]
        if row.cells.get(name) and mine != theirs and not (name == "name" and found.name.endswith(mine)):
            row.differs[name] = "" if theirs is None else str(theirs)
    row.state = RowState.DIFFERENT if row.differs else RowState.SAME
    row.there = found.pk


def _place_before(row: Row, register: Register, gazetteer: Gazetteer, repeated: Counter[str]) -> None:
    """Names of villages repeat; full names in the register do not."""
    name = row.values["name"]
    if repeated[name] < 2 and name not in register.by_name:  # noqa: PLR2004 - itself
        return
    path = gazetteer.paths[row.values["division"]].split()
    row.values["name"] = "".join(path[COUNTY:-1]) + name
    row.note = PLACED


def _key(row: Row) -> str:
    kind, code = row.values["kind"], row.values["division"]
    if kind == Kind.VILLAGE:
        return f"{kind}-{code}"
    return f"{kind}-{fingerprint(row.values['name'].encode())[:10]}"


def _judge_new(row: Row, register: Register, gazetteer: Gazetteer) -> None:
    values = row.values
    try:
        judge_entry(
            key=values["key"],
            name=values["name"],
            short_name=values["short_name"],
            kind=values["kind"],
            division=values["division"],
            codes=gazetteer.paths,
        )
        judge_length("name", values["name"])
    except Refused as refused:
        row.blame("name", refused)
        return
    there = register.by_name.get(values["name"]) or register.by_key.get(values["key"])
    if there is not None:
        row.blame(
            "name",
            Refused(
                gettext_noop("“%(name)s” is already in the register."),
                cure=gettext_noop("Open that entry instead of making a second one."),
                name=there.name,
            ),
        )
    other = register.villages.get(values["division"]) if values["kind"] == Kind.VILLAGE else None
    if other is not None:
        row.blame(
            "division",
            Refused(
                gettext_noop("This division has its village in the register: %(name)s."), name=other.name
            ),
        )
