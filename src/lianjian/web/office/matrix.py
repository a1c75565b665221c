"""Who owes whom: givers down, receivers across, from kinds of organisations over counties to the parties themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lianjian.apps.parties.queries import division_names
from lianjian.apps.parties.rules.kinds import KIND_LABELS
from lianjian.apps.projects.queries import Side, matrix
from lianjian.kernel.keys import whole_number
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.narrowing import filter_of
from lianjian.web.office.door import in_office
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.measuring import areas, views

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import Head, Matrix, Owed
    from lianjian.web.narrowing import Filter

KIND_WORDS = {str(kind): gettext_lazy(label) for kind, label in KIND_LABELS.items()}
ROWS, COLUMNS = 24, 8


@dataclass(frozen=True, slots=True)
class Headed:
    """A row or a column with its name, and the address of the matrix of what lies below it ("" for a party)."""

    head: Head
    name: str
    url: str


def _side(typed: str) -> Side:
    kind, _colon, county = typed.partition(":")
    if kind not in KIND_WORDS or not (county in {"", "-"} or (county.isdecimal() and len(county) <= 12)):  # noqa: PLR2004 - digits of a division
        return Side()
    return Side(kind, county)


def _word(side: Side) -> str:
    return f"{side.kind}:{side.county}" if side.county else side.kind


def _below(side: Side, key: str, grain: str) -> Side:
    """The side that lies below one of its rows."""
    return Side(key) if grain == "kind" else Side(side.kind, key)


@in_office
def shown(request: HttpRequest) -> HttpResponse:
    """The matrix at the grain that fits, with the way back up."""
    actor, chosen = actor_of(request), filter_of(request, actor_of(request))
    givers, receivers = _side(request.GET.get("givers", "")), _side(request.GET.get("receivers", ""))
    row, column = (_offset(request, name, size) for name, size in (("rows", ROWS), ("columns", COLUMNS)))
    found = matrix(
        actor,
        this_day(),
        givers=givers,
        receivers=receivers,
        agreement=chosen.agreement,
        work_area=chosen.area,
        row_offset=row,
        column_offset=column,
    )
    view = _View(found, chosen, givers, receivers)
    if sheets.wanted(request):
        return view.as_sheet()
    context = framed(
        request,
        views=views("matrix"),
        chosen=chosen,
        areas=areas(),
        columns=view.columns,
        rows=[(headed, view.cells(headed)) for headed in view.rows],
        trail=view.trail(),
        found=found,
        more_rows=_turning(row, ROWS, found.row_count),
        more_columns=_turning(column, COLUMNS, found.column_count),
        row=row,
        column=column,
        here=f"?{view.address()}",
        sheet=sheets.address(request),
    )
    return render(request, "office/matrix.html", context)


def _offset(request: HttpRequest, name: str, size: int) -> int:
    """How many rows or columns are turned over: whole pages only."""
    typed = whole_number(request.GET.get(name, "")) or 0
    return min(max(typed, 0), 10**6) // size * size


def _turning(offset: int, size: int, count: int) -> tuple[int | None, int | None, int, int]:
    """Where the page before and the next begin (None: there is none), and the first and the last that stand here."""
    before = offset - size if offset else None
    after = offset + size if offset + size < count else None
    return before, after, offset + 1, min(offset + size, count)


class _View:
    """The matrix with names and addresses."""

    def __init__(self, found: Matrix, chosen: Filter, givers: Side, receivers: Side) -> None:
        self.found, self.chosen, self.givers, self.receivers = found, chosen, givers, receivers
        self.rows = [self._headed(one, givers=True) for one in found.givers]
        self.columns = [self._headed(one, givers=False) for one in found.receivers]

    def address(self, givers: Side | None = None, receivers: Side | None = None) -> str:
        """The tail of the address of a matrix."""
        sides = {"givers": _word(givers or self.givers), "receivers": _word(receivers or self.receivers)}
        return self.chosen.query(**sides)

    def _headed(self, head: Head, *, givers: bool) -> Headed:
        grain = self.found.giver_grain if givers else self.found.receiver_grain
        name = (
            str(KIND_WORDS.get(head.key, head.key)) if grain == "kind" else head.name or _("no place known")
        )
        if grain == "party":
            return Headed(head, name, "")
        below = _below(self.givers if givers else self.receivers, head.key, grain)
        address = self.address(givers=below) if givers else self.address(receivers=below)
        return Headed(head, name, f"?{address}")

    def cells(self, row: Headed) -> list[tuple[str, Owed | None, str]]:
        """The cells of a row, each with the name of its column and the address of what lies behind it."""
        return [
            (
                column.name,
                self.found.cells.get((row.head.key, column.head.key)),
                self._behind(row.head.key, column.head.key),
            )
            for column in self.columns
        ]

    def _behind(self, giver: str, receiver: str) -> str:
        """The list behind a cell; where it holds kinds or counties, the matrix of these."""
        grains = (self.found.giver_grain, self.found.receiver_grain)
        if grains == ("party", "party"):
            narrowed = {"area": self.chosen.area, "agreement": self.chosen.agreement or "", "giver": giver,
                        "receiver": receiver, "state": "all"}  # fmt: skip
            return f"{reverse('office:commitments')}?{urlencode({k: v for k, v in narrowed.items() if v})}"
        down = self.givers if grains[0] == "party" else _below(self.givers, giver, grains[0])
        across = self.receivers if grains[1] == "party" else _below(self.receivers, receiver, grains[1])
        return f"?{self.address(down, across)}"

    def trail(self) -> list[tuple[str, str]]:
        """The way back up: from everything to what stands here."""
        if not (self.givers.kind or self.receivers.kind):
            return []
        counties = {side.county for side in (self.givers, self.receivers) if side.county not in {"", "-"}}
        names = division_names(counties)
        steps = [(_("All kinds"), f"?{self.chosen.query()}")]
        for word, side, back in (
            (_("Who promises"), self.givers, Side(self.givers.kind)),
            (_("To whom"), self.receivers, Side(self.receivers.kind)),
        ):
            if side.kind:
                address = self.address(givers=back) if side is self.givers else self.address(receivers=back)
                name = str(KIND_WORDS[side.kind])
                if side.county:
                    steps.append((f"{word}: {name}", f"?{address}"))
                    name = names.get(side.county, (_("no place known"), ""))[0]
                steps.append((f"{word}: {name}", ""))
        return steps

    def as_sheet(self) -> HttpResponse:
        """One row a cell that holds something."""
        titles = [_("Who promises"), _("To whom"), _("In time"), _("Late"), _("To be confirmed"),
                  _("Done in time"), _("In all")]  # fmt: skip
        rows = []
        for row in self.rows:
            for name, cell, _address in self.cells(row):
                if cell is not None:
                    rows.append((row.name, name, cell.running, cell.late, cell.awaiting, cell.kept, cell.all))
        return sheets.workbook(pgettext("a view of commitments", "Who owes whom"), titles, rows)


def sides_of(request: HttpRequest) -> dict[str, Any]:
    """For the list behind a cell: giver and receiver by their keys, as they stand in the address."""
    return {name: whole_number(request.GET.get(name, "")) for name in ("giver", "receiver")}
