"""Enquiries from the public under the thumb: taken on, answered, followed to what came of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianjian.apps.projects.actions.answer_enquiry import answer_enquiry
from lianjian.apps.projects.actions.end_enquiry import end_enquiry
from lianjian.apps.projects.actions.take_enquiry import take_enquiry
from lianjian.apps.projects.queries import count_enquiries, enquiries, enquiry
from lianjian.apps.projects.rules.enquiries import ENDS, ENQUIRY_LABELS, STEP_LABELS, EnquiryState
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.supplying import GOODS_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import EnquiryLine

ON_A_PAGE = 30
_MARKS = {
    EnquiryState.NEW: "hand",
    EnquiryState.TAKEN: "wait",
    EnquiryState.ANSWERED: "wait",
    EnquiryState.SOLD: "ok",
    EnquiryState.VISIT: "ok",
    EnquiryState.NOT_POSSIBLE: "stop",
    EnquiryState.NO_ANSWER: "unknown",
    EnquiryState.WITHDRAWN: "withdrawn",
}


class EndForm(forms.Form):
    """What came of it."""

    end = forms.ChoiceField(
        label=gettext_lazy("How the enquiry ended"),
        choices=[
            (str(state), gettext_lazy(ENQUIRY_LABELS[state])) for state in EnquiryState if state in ENDS
        ],
        widget=forms.RadioSelect,
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount sold"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), required=False, choices=[("", "—"), *GOODS_WORDS.items()]
    )
    yuan = forms.CharField(
        label=gettext_lazy("Sold for, yuan"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    remark = forms.CharField(label=gettext_lazy("Reason or note"), required=False, max_length=300)


def marked(line: EnquiryLine) -> tuple[EnquiryLine, str, str]:
    """A line with the mark and word of its state."""
    return line, "late" if line.late else _MARKS[line.state], _(ENQUIRY_LABELS[line.state])


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits for an answer or an end, the longest first."""
    actor, day = actor_of(request), this_day()
    if sheets.wanted(request):
        return exports.enquiries(actor, day)
    page = page_of(
        request,
        count_enquiries(actor, still_open=True),
        lambda limit, offset: enquiries(actor, day, still_open=True, limit=limit, offset=offset),
        ON_A_PAGE,
    )
    context = framed(request, rows=[marked(line) for line in page], page=page)
    return render(request, "mobile/enquiries.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, enquiry_key: int) -> HttpResponse:
    """One enquiry; a POST says what came of it."""
    actor = actor_of(request)
    line, steps = enquiry(actor, enquiry_key, this_day())
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_enquiry(by=actor, enquiry=enquiry_key, **form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("Written down. The contact is deleted after 60 days."))
            return redirect("mobile:enquiry", enquiry_key)
    _line, mark, word = marked(line)
    context = framed(
        request,
        line=line,
        mark=mark,
        word=word,
        form=form,
        unit=GOODS_WORDS[line.unit] if line.unit else "",
        steps=[(step, _(STEP_LABELS[step.kind])) for step in steps],
    )
    return render(request, "mobile/enquiry.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def step(request: HttpRequest, enquiry_key: int, what: str) -> HttpResponse:
    """One press: taken on, or answered."""
    verbs = {
        "take": (partial(take_enquiry), _("It is yours now. Answer, then say what came of it.")),
        "answered": (partial(answer_enquiry), _("Answered. Say later what came of it.")),
    }
    if what not in verbs:
        raise NotThere
    verb, words = verbs[what]
    verb(by=actor_of(request), enquiry=enquiry_key)
    messages.success(request, words)
    return redirect("mobile:enquiry", enquiry_key)
