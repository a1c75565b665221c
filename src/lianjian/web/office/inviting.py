"""Invitations to a call: a list sent at once, a link and a code for each, what became of them; and the letters that bring
codes to those who answered without a telephone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.agreements import queries
from lianjian.apps.agreements.actions.invite_organisations import invite_organisations
from lianjian.apps.agreements.actions.print_letters import print_letters
from lianjian.apps.agreements.actions.revoke_invitation import revoke_invitation
from lianjian.apps.agreements.rules.invitations import (
    COLUMNS,
    INVITATION_LABELS,
    InvitationState,
    guest_of,
    judge_guests,
)
from lianjian.apps.agreements.rules.responses import CallState
from lianjian.apps.parties.queries import gazetteer
from lianjian.apps.parties.rules.tables.columns import places
from lianjian.foundation.wording import explain, in_every_language
from lianjian.foundation.worksheets import read_lines
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.filling import empty_table
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.papers import document_answer
from lianjian.web.office.calls import own_call
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.invitation_paper import letters_document

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import Call
    from lianjian.apps.parties.rules.tables.judging import Row
    from lianjian.foundation.actor import Actor

ON_A_PAGE = 40
LETTERS = 200
"""Invitations printed at once, four to a page."""
FAULTS_SHOWN = 30
INVITATION_WORDS = {state: gettext_lazy(label) for state, label in INVITATION_LABELS.items()}
INVITATION_MARKS = {
    InvitationState.SENT: "due",
    InvitationState.OPENED: "wait",
    InvitationState.ANSWERED: "hand",
    InvitationState.JOINED: "ok",
    InvitationState.REVOKED: "withdrawn",
}


class GuestsForm(OfficeForm):
    """A list of organisations."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "Excel workbook (.xlsx) or CSV, one row for each organisation, at most 5,000."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    leave_out = forms.BooleanField(
        label=gettext_lazy("Leave out the rows that are wrong and invite the others"), required=False
    )


def _link(call: Call, token: str) -> str:
    return f"{settings.BASE_URL}{reverse('site:call-invited', args=[call.key, token])}"


def _crumbs(call: Call, *more: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("office:invitations", args=[call.key])
    return [
        (_("Calls"), reverse("office:calls")),
        (call.title, reverse("office:call", args=[call.key])),
        (_("Invitations"), here if more else ""),
        *more,
    ]


@in_office
@require_safe
def listed(request: HttpRequest, key: str) -> HttpResponse:
    """The invitations to a call with what became of each."""
    actor, call = actor_of(request), own_call(request, key)
    counts = queries.count_invitations(actor, call.id)
    wish = request.GET.get("state", "")
    state = wish if wish in set(InvitationState) else ""
    if sheets.wanted(request):
        return _exported(actor, call, state)
    total = counts[InvitationState(state)] if state else sum(counts.values())
    page = page_of(request, total, partial(queries.invitations, actor, call.id, state), ON_A_PAGE)
    here = reverse("office:invitations", args=[key])
    tabs: list[Any] = [(_("All"), here, not state, sum(counts.values()))]
    tabs += [
        (word, f"{here}?state={one}", state == one, counts[one]) for one, word in INVITATION_WORDS.items()
    ]
    context = framed(
        request,
        call=call,
        page=page,
        rows=[
            (row, INVITATION_MARKS[row.state], INVITATION_WORDS[row.state], _link(call, row.token))
            for row in page
        ],
        tabs=tabs,
        any=bool(sum(counts.values())),
        open=call.state == CallState.PUBLISHED,
        state=state,
        crumbs=_crumbs(call),
    )
    return render(request, "office/invitations.html", context)


def _exported(actor: Actor, call: Call, state: str) -> HttpResponse:
    rows = queries.invitations(actor, call.id, state, limit=sheets.MOST_ROWS + 1)
    titles = [
        _("Organisation"),
        _("Place"),
        _("Contact person"),
        _("Telephone"),
        _("Postal address"),
        _("State"),
    ]
    titles += [_("Invited on"), _("Opened on"), _("Link")]
    return sheets.workbook(
        _("Invitations"),
        titles,
        (
            (
                row.organisation_name,
                row.place,
                row.contact_name,
                row.contact,
                row.address,
                str(INVITATION_WORDS[row.state]),
                row.invited_at,
                row.opened_at,
                "" if row.state is InvitationState.REVOKED else _link(call, row.token),
            )
            for row in rows
        ),
    )


@in_office
def invite(request: HttpRequest, key: str) -> HttpResponse:
    """Send a list of organisations. Where rows are wrong nobody is invited, unless they are to be left out."""
    actor, call = actor_of(request), own_call(request, key)
    wrong: list[tuple[int, str]] = []

    def deed(values: dict[str, Any]) -> str:
        rows = _rows(actor, call, values["file"].name or "", values["file"].read())
        bad = [row for row in rows if row.wrong]
        wrong.extend((row.number, " ".join(_said(row))) for row in bad[:FAULTS_SHOWN])
        if bad and not values["leave_out"]:
            raise Refused(
                gettext_noop("%(count)s rows are wrong; nobody is invited yet."),
                cure=gettext_noop("Correct them, or tick that they are left out."),
                field="file",
                count=len(bad),
            )
        guests = [guest_of(row) for row in rows if not row.wrong and not row.note]
        made = invite_organisations(by=actor, initiative=call.id, guests=guests)
        words = _("%(new)s organisations are invited; %(known)s were invited or had answered before.")
        messages.success(request, words % {"new": made, "known": len(rows) - len(bad) - made})
        return reverse("office:invitations", args=[key])

    sent = request.method == "POST"
    title = _("Invite a list of organisations")
    return run(
        request,
        GuestsForm(request.POST if sent else None, request.FILES if sent else None),
        deed,
        template="office/invite.html",
        title=title,
        action=_("Invite"),
        crumbs=_crumbs(call, (title, "")),
        cancel_url=reverse("office:invitations", args=[key]),
        call=call,
        wrong=wrong,
        open=call.state == CallState.PUBLISHED,
    )


def _rows(actor: Actor, call: Call, name: str, data: bytes) -> list[Row]:
    sheet = next((lines for lines in read_lines(data, name) if lines), [])
    head, at = places(COLUMNS, sheet, in_every_language(column.title for column in COLUMNS))
    lines = [line for line in sheet[head + 1 :] if any(line.cell(place) for place in at.values())]
    if not lines:
        raise Refused(gettext_noop("There are no rows below the headings."), field="file")
    return judge_guests(
        at,
        lines,
        gazetteer(),
        invited=queries.names_invited(actor, call.id),
        answered=queries.names_answered(actor, call.id),
    )


def _said(row: Row) -> list[str]:
    titles = {column.field: _(column.title) for column in COLUMNS}
    return [
        f"{titles.get(one.field, '')} {explain(Refused(one.message, cure=one.cure, **one.values))}".strip()
        for one in row.faults
    ]


@in_office
@require_safe
def empty(request: HttpRequest, key: str) -> HttpResponse:
    """An empty list to fill in."""
    own_call(request, key)
    hints = [
        _("A place: the 12-digit code, or the whole path as in: 福建省 莆田市 涵江区 新县镇 张洋村委会."),
        _("Columns with * must not be empty. One row for each entry, no merged cells."),
    ]
    return empty_table(
        _("Invitations"),
        [(_(column.title), column.needed) for column in COLUMNS],
        {_("How to write it"): hints},
        _("Allowed words"),
    )


@in_office
@require_safe
def letters(request: HttpRequest, key: str) -> HttpResponse:
    """The invitations as letters, four to a page: those that are not answered yet; ``?as=pdf`` is a file with a page for
    each."""
    actor, call = actor_of(request), own_call(request, key)
    counts = queries.count_invitations(actor, call.id)
    count = counts[InvitationState.SENT] + counts[InvitationState.OPENED]
    page = page_of(request, count, partial(queries.invitations, actor, call.id, queries.UNANSWERED), LETTERS)
    rows = [(row, _link(call, row.token)) for row in page]
    if request.GET.get("as") == "pdf":
        if not rows:
            raise NotThere
        return document_answer(letters_document(call, rows), f"{call.title} {_('Invitations')}")
    context = framed(request, call=call, page=page, rows=rows, crumbs=_crumbs(call))
    return render(request, "office/invitation_letters.html", context)


@in_office
@require_POST
def revoke(request: HttpRequest, key: str, invitation: int) -> HttpResponse:
    """Make a link lead nowhere."""
    call = own_call(request, key)
    revoked = revoke_invitation(by=actor_of(request), invitation=invitation)
    if revoked.initiative_id != call.id:
        raise NotThere
    messages.success(
        request, _("The link of “%(name)s” leads nowhere now.") % {"name": revoked.organisation_name}
    )
    return redirect("office:invitations", key)


@in_office
@require_POST
def codes(request: HttpRequest, key: str) -> HttpResponse:
    """The letters with codes, to print now: the codes are shown this once and kept nowhere."""
    call = own_call(request, key)
    made = print_letters(by=actor_of(request), initiative=call.id, again=bool(request.POST.get("again")))
    if not made:
        messages.success(request, _("There is no letter to print."))
        return redirect("office:call", key)
    page = f"{settings.BASE_URL}{reverse('site:call-letter', args=[call.key])}"
    rows = [(one, f"{page}?number={one.pending}") for one in made]
    context = framed(request, call=call, rows=rows, address=page)
    return render(request, "office/code_letters.html", context)
