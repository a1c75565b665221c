"""The columns of the tables that can be brought in, and where they stand in a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.cells import loose
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lianjian.kernel.cells import Line

LOOKED_AT = 10
"""Lines among which the headings are sought: titles may stand above them."""


class TableKind(StrEnum):
    """What a table lists."""

    ORGANISATIONS = "organisations"
    MANDATES = "mandates"
    POSTINGS = "postings"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it fills, its heading (a msgid), whether each row needs it. ``also`` are headings that other
    people's tables use for it."""

    field: str
    title: str
    needed: bool = False
    also: tuple[str, ...] = ()


TABLE_LABELS = {
    TableKind.ORGANISATIONS: gettext_noop("Organisations"),
    TableKind.MANDATES: gettext_noop("People and mandates"),
    TableKind.POSTINGS: gettext_noop("First-secretary postings"),
}
_DIVISION = Column(
    "division", gettext_noop("Administrative division"), also=("行政区划代码", "区划代码", "所在地")
)
_PERSON = Column("person", gettext_noop("Person"), needed=True, also=("姓名", "name"))
_NUMBER = Column("number", gettext_noop("Person's number"))
COLUMNS: Mapping[TableKind, tuple[Column, ...]] = {
    TableKind.ORGANISATIONS: (
        Column("kind", gettext_noop("Kind"), needed=True, also=("组织类别", "单位类型")),
        _DIVISION,
        Column("name", gettext_noop("Full name"), also=("组织名称", "单位名称", "名称")),
        Column("short_name", gettext_noop("Short name")),
        Column("joined_on", gettext_noop("Joined on"), also=("加入时间", "joined")),
        Column("profile", gettext_noop("A few words about it"), also=("简介", "profile")),
        Column("key", gettext_noop("Word in addresses"), also=("key",)),
    ),
    TableKind.MANDATES: (
        Column(
            "organisation", gettext_noop("Organisation"), needed=True, also=("单位", "单位名称", "组织名称")
        ),
        _PERSON,
        Column("role", gettext_noop("Role"), needed=True),
        Column("title", gettext_noop("Title of the person"), also=("title",)),
        Column("starts_on", gettext_noop("First day"), needed=True, also=("开始日期", "起始日期")),
        Column("ends_on", gettext_noop("Last day"), also=("结束日期", "截止日期")),
        _NUMBER,
    ),
    TableKind.POSTINGS: (
        Column("organisation", gettext_noop("Village"), needed=True, also=("驻村", "派驻村")),
        _PERSON,
        Column("batch", gettext_noop("Batch"), needed=True),
        Column("sent_by", gettext_noop("Sent by"), also=("派出单位",)),
        Column("starts_on", gettext_noop("First day"), needed=True, also=("开始日期", "起始日期")),
        Column("ends_on", gettext_noop("Last day"), needed=True, also=("结束日期", "截止日期")),
        _NUMBER,
    ),
}


def places(
    columns: Sequence[Column], lines: Sequence[Line], words: Mapping[str, Iterable[str]]
) -> tuple[int, dict[str, int]]:
    """Where the headings are: the place in ``lines`` of the line that holds them, and the column of each field.
    ``words`` gives the heading's words in each language of the interface by msgid. Raises Refused where a needed
    column is missing or one stands there twice.
    """
    known = {
        loose(word): column.field
        for column in columns
        for word in (column.title, *column.also, *words.get(column.title, ()))
    }
    best, found = 0, dict[str, list[int]]()
    for place, line in enumerate(lines[:LOOKED_AT]):
        here: dict[str, list[int]] = {}
        for number, text in enumerate(line.cells):
            if (name := known.get(loose(text))) is not None:
                here.setdefault(name, []).append(number)
        if len(here) > len(found):
            best, found = place, here
    missing = [column.title for column in columns if column.needed and column.field not in found]
    if missing:
        raise Refused(
            gettext_noop("The table has no column “%(column)s”."),
            cure=gettext_noop("Use the headings of the empty table, which can be downloaded below."),
            field="file",
            column=missing[0],
        )
    for column in columns:
        if len(found.get(column.field, ())) > 1:
            raise Refused(
                gettext_noop("The column “%(column)s” stands there twice."), field="file", column=column.title
            )
    return best, {name: numbers[0] for name, numbers in found.items()}
