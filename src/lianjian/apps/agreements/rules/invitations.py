"""A table of organisations that are invited to answer a call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lianjian.apps.parties.rules.tables.columns import Column
from lianjian.apps.parties.rules.tables.judging import Row, rows_of, twice
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from lianjian.apps.parties.rules.tables.judging import Gazetteer
    from lianjian.kernel.cells import Line

MOST_AT_ONCE = 5000
LONGEST = {"name": 120, "contact_name": 60, "contact": 120, "address": 200}
COLUMNS = (
    Column(
        "name",
        gettext_noop("Organisation"),
        needed=True,
        also=("全称", "单位名称", "组织名称", "name", "Full name"),
    ),
    Column("division", gettext_noop("Administrative division"), also=("行政区划代码", "区划代码", "所在地")),
    Column("contact_name", gettext_noop("Contact person"), also=("联系人姓名",)),
    Column("contact", gettext_noop("Telephone"), also=("电话", "联系电话", "手机")),
    Column("address", gettext_noop("Postal address"), also=("地址", "通讯地址")),
)


class InvitationState(StrEnum):
    """How far an invitation has come."""

    SENT = "sent"
    OPENED = "opened"
    ANSWERED = "answered"
    JOINED = "joined"
    REVOKED = "revoked"


INVITATION_LABELS = {
    InvitationState.SENT: gettext_noop("not opened"),
    InvitationState.OPENED: gettext_noop("opened"),
    InvitationState.ANSWERED: gettext_noop("answered"),
    InvitationState.JOINED: gettext_noop("joined"),
    InvitationState.REVOKED: gettext_noop("revoked"),
}


@dataclass(frozen=True, slots=True)
class Guest:
    """An organisation to be invited; ``division`` is a code."""

    name: str
    division: str | None = None
    contact_name: str = ""
    contact: str = ""
    address: str = ""


def judge_guests(
    at: Mapping[str, int],
    lines: list[Line],
    gazetteer: Gazetteer,
    *,
    invited: Container[str],
    answered: Container[str],
) -> list[Row]:
    """The rows of a table; those that are invited or have answered already are marked as being there (``note``), faults
    stand at their cells."""
    rows = rows_of(COLUMNS, at, lines)
    seen: dict[Any, int] = {}
    for row in rows:
        row.read("division", gazetteer.code)
        for name, most in LONGEST.items():
            text = row.values[name] = row.cells.get(name, "")
            if len(text) > most:
                row.blame(
                    name,
                    Refused(
                        gettext_noop("Too long: %(length)s characters, %(most)s fit."),
                        length=len(text),
                        most=most,
                    ),
                )
        if row.wrong or twice(row, seen, row.values["name"], "name"):
            continue
        if row.values["name"] in answered:
            row.note = gettext_noop("has answered already")
        elif row.values["name"] in invited:
            row.note = gettext_noop("is invited already")
    return rows


def guest_of(row: Row) -> Guest:
    """The organisation that a right row names."""
    return Guest(
        **{name: row.values[name] for name in ("name", "division", "contact_name", "contact", "address")}
    )
