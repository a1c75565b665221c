"""One's own entries as leads for a newsroom: offered, taken back, and what the newsroom said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianjian.apps.coordination.queries import log_entry, writes_for
from lianjian.apps.newsroom.actions.offer_lead import offer_lead
from lianjian.apps.newsroom.actions.withdraw_lead import withdraw_lead
from lianjian.apps.newsroom.queries.leads import (
    lead_lines,
    leads_of_entry,
    newsrooms_to_offer,
    own_lead,
    own_leads,
)
from lianjian.apps.newsroom.rules.leads import LEAD_LABELS, RELEASED, WORD_LIMIT, LeadState, may_move
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile.frame import framed

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import LogLine
    from lianjian.apps.newsroom.queries.leads import LeadLine
    from lianjian.foundation.actor import Actor

ON_A_PAGE = 30
MARKS = {
    LeadState.ASKED: "hand",
    LeadState.OFFERED: "wait",
    LeadState.TAKEN: "ok",
    LeadState.DECLINED: "withdrawn",
    LeadState.WITHDRAWN: "withdrawn",
}


class OfferForm(forms.Form):
    """To which newsroom, and what is said to it."""

    newsroom = forms.TypedChoiceField(label=gettext_lazy("Which newsroom"), coerce=int)
    note = forms.CharField(
        label=gettext_lazy("What the newsroom should know"),
        max_length=WORD_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        houses = newsrooms_to_offer()
        self.fields["newsroom"].choices = houses  # type: ignore[attr-defined] # a choice field
        if len(houses) == 1:
            self.initial["newsroom"] = houses[0][0]
            self.fields["newsroom"].widget = forms.HiddenInput()


def shown(one: LeadLine) -> dict[str, Any]:
    """A lead for its writer: its state as mark and word, whether the newsroom reads the entry now, what can be done."""
    lead = one.lead
    return {
        "lead": lead,
        "entry": one.entry,
        "mark": MARKS[LeadState(lead.state)],
        "word": _(LEAD_LABELS[LeadState(lead.state)]),
        "released": lead.state in RELEASED,
        "may_offer": may_move(lead.state, LeadState.OFFERED),
        "may_withdraw": may_move(lead.state, LeadState.WITHDRAWN),
    }


def of_entry(by: Actor, line: LogLine) -> dict[str, Any]:
    """What the page of an entry says about newsrooms: only its writer reads it."""
    if line.person != by.person or line.withdrawn:
        return {"leads": [], "may_offer": False}
    leads = leads_of_entry(by, line.id)
    may = bool(newsrooms_to_offer()) and writes_for(by, line.village)
    return {"leads": [shown(lead) for lead in leads], "may_offer": may and not leads}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, entry: int) -> HttpResponse:
    """Say what offering means, then offer."""
    actor = actor_of(request)
    line = log_entry(actor, entry)
    if line.person != actor.person or line.withdrawn or not writes_for(actor, line.village):
        raise NotThere
    form = OfferForm(request.POST or None, initial={"newsroom": request.GET.get("newsroom", "")})
    if request.method == "POST" and form.is_valid():
        try:
            offer_lead(by=actor, entry=entry, **form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("Offered. You read here what the newsroom says."))
            return redirect("mobile:entry", entry)
    context = framed(request, line=line, form=form)
    return render(request, "mobile/lead_offer.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, lead: int) -> HttpResponse:
    """The newsroom does not read the entry any more, or is told no."""
    actor = actor_of(request)
    row = own_lead(actor, lead)
    try:
        withdraw_lead(by=actor, lead=lead)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, _("The newsroom does not read this entry."))
    return redirect("mobile:entry", row.lead.entry_id)


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """My entries that were offered or asked for, with what the newsroom said."""
    actor = actor_of(request)
    rows = own_leads(actor)
    if sheets.wanted(request):
        return _workbook(actor)
    page = page_of(
        request,
        rows.count(),
        lambda limit, offset: [shown(one) for one in lead_lines(actor, rows[offset : offset + limit])],
        ON_A_PAGE,
    )
    return render(request, "mobile/leads.html", framed(request, page=page))


def _workbook(by: Actor) -> HttpResponse:
    columns = [_("Entry"), _("Newsroom"), _("State"), _("Offered"), _("What the newsroom said"), _("Story")]
    rows = [
        [
            one.entry.text if one.entry is not None else "",
            one.lead.newsroom.short_name,
            _(LEAD_LABELS[LeadState(one.lead.state)]),
            one.lead.offered_at,
            one.lead.answer,
            one.lead.story.title if one.lead.story is not None and one.lead.story.live else "",
        ]
        for one in lead_lines(by, own_leads(by))
    ]
    return sheets.workbook(_("My leads"), columns, rows)
