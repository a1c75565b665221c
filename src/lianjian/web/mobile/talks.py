"""A draft clause by clause, for a thumb: read it, agree, object, remark, support a proposal, and on to the next one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.agreements.actions.support_proposal import support_proposal
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.actions.write_comment import write_comment
from lianjian.apps.agreements.queries import talks
from lianjian.apps.agreements.rules.negotiating import PROPOSAL_KIND_LABELS, STAND_LABELS, StandKind
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed
from lianjian.web.mobile.sent import answered, wants_json

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import StandLine, TalkedClause, Talks

MARKS = {str(StandKind.AGREES): "ok", str(StandKind.OBJECTS): "stop"}


class ReasonForm(forms.Form):
    """Why a party objects."""

    reason = forms.CharField(
        label=gettext_lazy("Why, and what would be acceptable"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RemarkForm(forms.Form):
    """A remark, to one's own house or to all."""

    text = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[
            ("all", gettext_lazy("all parties")),
            ("inner", gettext_lazy("only my own organisation")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clause(request: HttpRequest, agreement: int, position: int) -> HttpResponse:
    """One clause of a draft; a POST says what one's party thinks of it: a page for people, JSON for the script that sends
    what was kept."""
    as_json = wants_json(request)
    if as_json and request.method == "POST" and (away := answered(request)) is not None:
        return away
    return _clause(request, agreement, position, as_json=as_json)


@login_required
def _clause(request: HttpRequest, agreement: int, position: int, *, as_json: bool) -> HttpResponse:
    talk = talks(actor_of(request), agreement)
    about = next((one for one in talk.clauses if one.position == position), None)
    if about is None:
        raise NotThere
    sent, refusal = request.POST.get("do", ""), ""
    why = ReasonForm(request.POST if sent == "object" else None)
    remark = RemarkForm(request.POST if sent == "remark" else None)
    if request.method == "POST":
        try:
            onward = _do(request, talk, about, sent, why, remark)
        except NotThere:
            raise
        except Refused as refused:
            form = {"object": why, "remark": remark}.get(sent)
            refusal = explain(refused)
            if form is not None and refused.field in form.fields:
                form.add_error(refused.field, refusal)
                refusal = ""
        else:
            if onward is not None and as_json:
                return JsonResponse({"url": reverse("mobile:talk", args=[agreement, onward])})
            if onward is not None:
                return redirect("mobile:talk", agreement, onward)
        if as_json:
            return JsonResponse({"errors": _faults(refusal, why, remark)}, status=422)
        talk = talks(actor_of(request), agreement)  # what others said meanwhile
        about = next((one for one in talk.clauses if one.id == about.id), about)
    bad = request.method == "POST"
    context = framed(
        request,
        talk=talk,
        clause=about,
        stands=[(one, *_word(talk, one)) for one in about.stands],
        proposals=[(one, _(PROPOSAL_KIND_LABELS[one.kind])) for one in about.proposals],
        own=[one for one in about.stands if one.ours],
        why=why,
        remark=remark,
        refusal=refusal,
        client_key=uuid.uuid4().hex[:24],
        before=position - 1 if position > 1 else None,
        after=position + 1 if position < len(talk.clauses) else None,
    )
    return render(request, "mobile/talk.html", context, status=422 if bad else 200)


def _faults(refusal: str, *forms_sent: forms.Form) -> dict[str, list[str]]:
    """What is wrong with what was sent, by field."""
    found = {"__all__": [refusal]} if refusal else {}
    for form in forms_sent:
        if form.is_bound:
            found |= {name: [str(one) for one in faults] for name, faults in form.errors.items()}
    return found


def _word(talk: Talks, one: StandLine) -> tuple[str, str]:
    if one.settled_by:
        return "wait", _("objection settled")
    if one.kind:
        return MARKS[one.kind], _(STAND_LABELS[StandKind(one.kind)])
    return ("ok", _("holds the pen")) if one.organisation == talk.pen else ("unknown", _("has not said"))


def _house(request: HttpRequest, houses: tuple[tuple[int, str], ...]) -> int:
    keys = [key for key, _name in houses]
    chosen = whole_number(request.POST.get("organisation", ""))
    return chosen if chosen in keys and chosen is not None else keys[0] if keys else 0


def _do(
    request: HttpRequest,
    talk: Talks,
    about: TalkedClause,
    what: str,
    why: ReasonForm,
    remark: RemarkForm,
) -> int | None:
    """What was sent; gives the clause to show next, None where a form is not complete."""
    actor, words = actor_of(request), request.POST.get("seen_words", "")
    if what in {"agree", "unsay", "object"}:
        if what == "object" and not why.is_valid():
            return None
        take_stand(
            by=actor,
            agreement=talk.agreement,
            clause=about.id,
            organisation=_house(request, talk.speaks_for),
            stand={"agree": StandKind.AGREES, "object": StandKind.OBJECTS}.get(what, ""),
            reason=why.cleaned_data["reason"] if what == "object" else "",
            seen_words=words,
            client_key=request.POST.get("client_key", "")[:64] or None,
        )
        return min(about.position + 1, len(talk.clauses)) if what == "agree" else about.position
    if what == "support":
        key = whole_number(request.POST.get("proposal", ""))
        if key is None:
            raise NotThere
        support_proposal(
            by=actor, proposal=key, organisation=_house(request, talk.speaks_for), seen_words=words
        )
        messages.success(request, _("Your party supports the proposal."))
        return min(about.position, len(talk.clauses))
    if not remark.is_valid():
        return None
    write_comment(
        by=actor,
        agreement=talk.agreement,
        clause=about.id,
        organisation=_house(request, talk.belongs_to),
        text=remark.cleaned_data["text"],
        inner=remark.cleaned_data["whom"] == "inner",
        client_key=request.POST.get("client_key", "")[:64] or None,
    )
    return about.position
