"""Tables brought into the register: an empty one to fill in, a look at what becomes of each row, and the bringing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.parties.actions.forget_tables import forget_tables
from lianjian.apps.parties.actions.import_table import import_table
from lianjian.apps.parties.actions.keep_table import keep_table
from lianjian.apps.parties.actions.take_over_corrections import take_over_corrections
from lianjian.apps.parties.queries import table as table_of
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.parties.rules.tables.columns import COLUMNS, TABLE_LABELS, TableKind
from lianjian.apps.parties.rules.tables.judging import RowState
from lianjian.apps.parties.rules.tables.keeping import CORRECTED, KeptRow, unpacked
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.filling import empty_table
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.sheets import workbook
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.words import KIND_WORDS, ROLE_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.parties.rules.tables.columns import Column
    from lianjian.apps.parties.rules.tables.judging import Fault

ON_A_PAGE = 50
TABLE_WORDS = {str(kind): gettext_lazy(label) for kind, label in TABLE_LABELS.items()}
ROW_WORDS = {
    RowState.NEW: gettext_lazy("will be entered"),
    RowState.SAME: gettext_lazy("in the register already"),
    RowState.DIFFERENT: gettext_lazy("in the register, with differences"),
    RowState.WRONG: gettext_lazy("wrong"),
}
ROW_MARKS = {
    RowState.NEW: "ok",
    RowState.SAME: "withdrawn",
    RowState.DIFFERENT: "hand",
    RowState.WRONG: "stop",
}


class TableForm(OfficeForm):
    """A file with rows."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the table lists"),
        choices=list(TABLE_WORDS.items()),
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "Excel workbook (.xlsx) or CSV, at most 10 MB and 20,000 rows. Nothing is entered before you have seen "
            "every row."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


def _network_administrator(request: HttpRequest) -> Any:
    actor = actor_of(request)
    if not actor.network_wide:
        raise NotThere
    return actor


def _kept(request: HttpRequest, key: int) -> Any:
    found = table_of(_network_administrator(request), key)
    if found is None:
        raise NotThere
    return found


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Parties"), reverse("office:parties")), *more]


@in_office
def send(request: HttpRequest) -> HttpResponse:
    """Send a file to be looked at; the empty tables beside it."""
    actor = _network_administrator(request)
    title = _("Bring in a table")

    def deed(values: dict[str, Any]) -> str:
        file = values["file"]
        kept = keep_table(
            by=actor,
            kind=values["kind"],
            file_name=file.name or "",
            data=file.read(),
            client_key=values["client_key"],
        )
        return reverse("office:table", args=[kept.pk])

    wish = request.GET.get("kind", "")
    form = TableForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"kind": wish if wish in TABLE_WORDS else TableKind.ORGANISATIONS},
    )
    return run(
        request,
        form,
        deed,
        template="office/table_new.html",
        title=title,
        action=_("Look at its rows"),
        crumbs=_crumbs((title, "")),
        cancel_url=reverse("office:parties"),
        empties=[(word, reverse("office:table-empty", args=[kind])) for kind, word in TABLE_WORDS.items()],
    )


@in_office
@require_safe
def empty(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty table with its headings and allowed words in the language of the page."""
    _network_administrator(request)
    if kind not in TABLE_WORDS:
        raise NotThere
    columns = COLUMNS[TableKind(kind)]
    words = {
        "kind": [str(word) for word in KIND_WORDS.values()],
        "role": [str(word) for role, word in ROLE_WORDS.items() if role != Role.FIRST_SECRETARY],
    }
    allowed = {_(column.title): words[column.field] for column in columns if column.field in words}
    for column in columns:
        if column.field == "division":
            allowed[_("Administrative division")] = []
    hints = {
        _("How to write it"): [
            _("A place: the 12-digit code, or the whole path as in: 福建省 莆田市 涵江区 新县镇 张洋村委会."),
            _("A day: 2026-03-01."),
            _("Columns with * must not be empty. One row for each entry, no merged cells."),
        ]
    }
    allowed = {title: listed for title, listed in allowed.items() if listed} | hints
    return empty_table(
        str(TABLE_WORDS[kind]),
        [(_(column.title), column.needed) for column in columns],
        allowed,
        _("Allowed words"),
    )


@in_office
def look(request: HttpRequest, table: int) -> HttpResponse:
    """Every row with what becomes of it, or what became of the table."""
    kept = _kept(request, table)
    shown = request.GET.get("state", "")
    first = next((s for s in (RowState.WRONG, RowState.NEW) if kept.counts[s]), RowState.SAME)
    state = RowState(shown) if shown in set(RowState) else first
    if kept.imported_at is not None and state is not RowState.DIFFERENT:
        state = (
            RowState.WRONG
            if kept.counts[RowState.WRONG] or not kept.counts[RowState.DIFFERENT]
            else RowState.DIFFERENT
        )
    rows = [row for row in kept.rows if row["s"] == state]
    page = page_of(request, len(rows), lambda limit, offset: rows[offset : offset + limit], ON_A_PAGE)
    columns = [
        column
        for column in COLUMNS[TableKind(kept.kind)]
        if any(column.field in row["c"] for row in rows[:1])
    ]
    if state is RowState.DIFFERENT:
        columns = _differing_first(columns, {name for row in page for name in row["d"]})
    here = reverse("office:table", args=[table])
    context = framed(
        request,
        table=kept,
        kind=TABLE_WORDS[kept.kind],
        page=page,
        state=state,
        headings=[_(column.title) for column in columns],
        rows=[_shown(unpacked(row), [column.field for column in columns]) for row in page],
        tabs=[
            (ROW_WORDS[one], f"{here}?state={one}", one is state, kept.counts[one])
            for one in (RowState.NEW, RowState.WRONG, RowState.DIFFERENT, RowState.SAME)
            if kept.imported_at is None or one in {RowState.WRONG, RowState.DIFFERENT}
        ],
        correcting=state is RowState.DIFFERENT and bool(rows),
        different=kept.counts[RowState.DIFFERENT],
        corrected=kept.counts.get(CORRECTED, 0),
        ticked=request.GET.get("tick") == "all",
        here=f"{here}?state={state}&page={page.number}",
        new=kept.counts[RowState.NEW],
        wrong=kept.counts[RowState.WRONG],
        there=kept.counts[RowState.SAME] + kept.counts[RowState.DIFFERENT],
        crumbs=_crumbs((_("Bring in a table"), reverse("office:table-new")), (kept.file_name, "")),
    )
    return render(request, "office/table.html", context)


def _differing_first(columns: list[Column], differ: set[str]) -> list[Column]:
    """Whom a row is about, then what differs, then the rest: on a phone the first columns are seen."""
    return sorted(columns, key=lambda one: (one.field not in {"name", "person"}, one.field not in differ))


def _shown(row: KeptRow, fields: list[str]) -> dict[str, Any]:
    """A row for the page: each cell with what is wrong there, what the register holds instead, what is filled in."""
    at: dict[str, list[str]] = {}
    for fault in row.faults:
        at.setdefault(fault.field if fault.field in fields else "", []).append(_words(fault))
    return {
        "number": row.number,
        "hidden": row.hidden,
        "cells": [
            (
                row.cells.get(name, ""),
                at.get(name, []),
                row.differs.get(name),
                "" if row.note and name == "name" else row.filled.get(name, ""),
            )
            for name in fields
        ],
        "faults": at.get("", []),
        "note": _(row.note) % row.filled if row.note else "",
        "note_at": fields.index("name") if "name" in fields else -1,
    }


def _words(fault: Fault) -> str:
    return explain(Refused(fault.message, cure=fault.cure, **fault.values))


@in_office
@require_POST
def bring_in(request: HttpRequest, table: int) -> HttpResponse:
    """Enter the right rows."""
    kept = _kept(request, table)
    done = import_table(by=actor_of(request), table=kept.pk)
    messages.success(
        request, _("%(count)s rows are entered in the register.") % {"count": done.counts[RowState.NEW]}
    )
    return redirect("office:table", table)


@in_office
@require_POST
def correct(request: HttpRequest, table: int) -> HttpResponse:
    """Take over the corrections that are ticked, or all of them."""
    kept = _kept(request, table)
    ticked = {int(one) for one in request.POST.getlist("row") if one.isascii() and one.isdigit()}
    rows = None if "all" in request.POST else ticked
    if rows is not None and not rows:
        messages.error(request, _("No row is ticked."))
        return redirect(f"{reverse('office:table', args=[table])}?state=different")
    before = kept.counts[RowState.WRONG]
    done = take_over_corrections(by=actor_of(request), table=kept.pk, rows=rows)
    words = _("%(count)s corrections are taken over; what was there before is kept in the record of deeds.")
    messages.success(request, words % {"count": done})
    now = table_of(actor_of(request), table)
    wrong = now.counts[RowState.WRONG] - before if now is not None else 0
    if wrong > 0:
        messages.error(
            request,
            _("%(count)s could not be: they stand among the wrong rows, with why.") % {"count": wrong},
        )
    return redirect(f"{reverse('office:table', args=[table])}?state=different")


@in_office
@require_POST
def drop(request: HttpRequest, table: int) -> HttpResponse:
    """Forget what was sent."""
    kept = _kept(request, table)
    forget_tables(by=actor_of(request), now=timezone.now(), table=kept.pk)
    messages.success(request, _("The table is forgotten. Nothing of it was entered."))
    return redirect("office:table-new")


@in_office
@require_safe
def wrong(request: HttpRequest, table: int) -> HttpResponse:
    """The wrong rows as a workbook with a column that says why; corrected, it can be sent as it is."""
    kept = _kept(request, table)
    columns = COLUMNS[TableKind(kept.kind)]
    rows = [unpacked(row) for row in kept.rows if row["s"] == RowState.WRONG]
    titles = {column.field: _(column.title) for column in columns}

    def why(row: KeptRow) -> str:
        return " ".join(
            f"{titles[fault.field]}: {_words(fault)}" if fault.field in titles else _words(fault)
            for fault in row.faults
        )

    return workbook(
        _("Rows to correct"),
        [*titles.values(), _("What is wrong"), _("Row in the file")],
        [[*(row.cells.get(name, "") for name in titles), why(row), row.number] for row in rows],
    )
