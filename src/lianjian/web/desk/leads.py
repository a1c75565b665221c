"""Leads at the desk: entries that villages offered, taken up or declined, and entries that may be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianjian.apps.coordination.queries import open_photo_of
from lianjian.apps.newsroom.actions.ask_for_entry import ask_for_entry
from lianjian.apps.newsroom.actions.decline_lead import decline_lead
from lianjian.apps.newsroom.actions.take_up_lead import take_up_lead
from lianjian.apps.newsroom.queries.leads import entries_to_ask_for, lead_line, lead_lines, leads
from lianjian.apps.newsroom.rules.drafts import TITLE_LIMIT
from lianjian.apps.newsroom.rules.leads import LEAD_LABELS, WORD_LIMIT, LeadState, title_from
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.desk.story_views import EDIT
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.newsroom.queries.leads import LeadLine
    from lianjian.foundation.actor import Actor

ON_A_PAGE = 30
MARKS = {
    LeadState.ASKED: "wait",
    LeadState.OFFERED: "hand",
    LeadState.TAKEN: "ok",
    LeadState.DECLINED: "withdrawn",
    LeadState.WITHDRAWN: "withdrawn",
}


class TakeUpForm(forms.Form):
    """A working title, and a word for the writer of the entry."""

    title = forms.CharField(label=gettext_lazy("Working title"), max_length=TITLE_LIMIT)
    answer = forms.CharField(
        label=gettext_lazy("A word to its writer"), max_length=WORD_LIMIT, required=False
    )


class DeclineForm(forms.Form):
    """The word that its writer reads."""

    answer = forms.CharField(label=gettext_lazy("Why not: its writer reads this"), max_length=WORD_LIMIT)


def shown(one: LeadLine) -> dict[str, Any]:
    """A lead for the desk: its state as mark and word, and the entry where the newsroom reads it."""
    state = LeadState(one.lead.state)
    return {
        "lead": one.lead,
        "entry": one.entry if one.entry is not None and not one.entry.withdrawn else None,
        "gone": one.entry is not None and one.entry.withdrawn,
        "mark": MARKS[state],
        "word": _(LEAD_LABELS[state]),
    }


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What villages offered, by ``?state=``; what waits first."""
    actor = actor_of(request)
    wanted = request.GET.get("state", "open")
    rows = leads(actor, state=wanted if wanted in {"open", *LeadState} else "")
    if sheets.wanted(request):
        return _workbook([shown(one) for one in lead_lines(actor, rows)])
    page = page_of(
        request,
        rows.count(),
        lambda limit, offset: [shown(one) for one in lead_lines(actor, rows[offset : offset + limit])],
        ON_A_PAGE,
    )
    tabs = [
        (word, f"?state={state}", state == wanted, None)
        for word, state in (
            (pgettext("leads", "Waiting"), "open"),
            (pgettext("leads", "Taken up"), LeadState.TAKEN),
            (pgettext("leads", "Declined"), LeadState.DECLINED),
            (pgettext("leads", "All"), "all"),
        )
    ]
    return render(request, "desk/leads.html", framed(request, page=page, tabs=tabs))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: HttpRequest, lead: int) -> HttpResponse:
    """One lead: read it, take it up or decline it."""
    actor = actor_of(request)
    one = lead_line(actor, lead)
    deed = request.POST.get("deed", "")
    takes = deed in {"take", "topic"}
    words = one.entry.text if one.entry is not None else ""
    taking = TakeUpForm(
        request.POST if takes else None, auto_id="take_%s", initial={"title": title_from(words)}
    )
    declining = DeclineForm(request.POST if deed == "decline" else None, auto_id="decline_%s")
    form = {"take": taking, "topic": taking, "decline": declining}.get(deed)
    if form is not None and form.is_valid():
        try:
            return _done(request, actor, lead, form.cleaned_data, deed)
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
    context = framed(request, one=shown(one), taking=taking, declining=declining, form=form)
    faulty = form is not None and form.errors
    return render(request, "desk/lead.html", context, status=422 if faulty else 200)


def _done(request: HttpRequest, actor: Actor, lead: int, said: dict[str, Any], deed: str) -> HttpResponse:
    if deed == "decline":
        decline_lead(by=actor, lead=lead, **said)
        messages.success(request, _("Declined; its writer reads why."))
        return redirect("desk_leads")
    into = "topic" if deed == "topic" else "story"
    taken = take_up_lead(by=actor, lead=lead, into=into, **said)
    if taken.topic_id is not None and taken.story_id is None:
        messages.success(request, _("It is a proposed topic now. Its writer reads that you took it up."))
        return redirect("desk_topic", taken.topic_id)
    messages.success(request, _("It is a draft now. Its writer reads that you took it up."))
    return redirect(EDIT, taken.story_id)


@never_cache
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Entries that I see by my own mandates: I may ask their writers."""
    actor = actor_of(request)
    lines = entries_to_ask_for(actor)
    if sheets.wanted(request):
        columns = [_("Village"), _("Entry"), _("Happened"), _("Written by")]
        return sheets.workbook(
            _("Entries I see"),
            columns,
            [[line.village_name, line.text, line.happened_at, line.person_name] for line in lines],
        )
    return render(request, "desk/lead_entries.html", framed(request, lines=lines))


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the writer of an entry."""
    entry = whole_number(request.POST.get("entry", ""))
    if entry is None:
        raise NotThere
    try:
        ask_for_entry(by=actor_of(request), entry=entry)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, _("Asked. Your colleagues read the entry once its writer agrees."))
    return redirect("desk_lead_entries")


@cache_control(private=True, no_store=True)
@require_safe
def photo(request: HttpRequest, lead: int, photo: int) -> HttpResponse:
    """A photograph of an offered entry as JPEG, small by ``?small=1``."""
    one = shown(lead_line(actor_of(request), lead))
    if one["entry"] is None or photo not in {each.id for each in one["entry"].photos}:
        raise NotThere
    with open_photo_of(one["entry"].id, photo, small="small" in request.GET) as file:
        return HttpResponse(file.read(), content_type="image/jpeg")


def _workbook(rows: list[dict[str, Any]]) -> HttpResponse:
    columns = [
        _("Village"),
        _("Entry"),
        _("Written by"),
        _("What the writer says"),
        _("State"),
        _("Offered"),
        _("What the newsroom said"),
        _("Story"),
    ]
    return sheets.workbook(
        _("Leads"),
        columns,
        [
            [
                one["lead"].village.short_name,
                one["entry"].text if one["entry"] is not None else "",
                one["lead"].person.name,
                one["lead"].note,
                one["word"],
                one["lead"].offered_at,
                one["lead"].answer,
                reverse(EDIT, args=[one["lead"].story_id]) if one["lead"].story_id else "",
            ]
            for one in rows
        ],
    )
