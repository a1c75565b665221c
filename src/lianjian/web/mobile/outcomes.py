"""An outcome with its evidence; whoever did not report it may say whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.apps.projects.queries import may_verify
from lianjian.apps.projects.queries import outcome as outcome_in_scope
from lianjian.apps.projects.rules.outcomes import OUTCOME_LABELS, OutcomeState
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed
from lianjian.web.weighing import may_agree_for, spoken_among

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MARKS = {OutcomeState.REPORTED: "wait", OutcomeState.VERIFIED: "ok", OutcomeState.DISPUTED: "stop"}


class VerdictForm(forms.Form):
    remark = forms.CharField(
        label=gettext_lazy("What you checked, or what is wrong"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, outcome: int) -> HttpResponse:
    """One outcome; a POST says that it holds, or that it does not and why."""
    actor = actor_of(request)
    line = outcome_in_scope(actor, outcome)
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        holds = request.POST.get("verdict") != "disputed"
        try:
            verify_outcome(by=actor, outcome=outcome, verified=holds, remark=form.cleaned_data["remark"])
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(
                request, _("Verified. It counts now.") if holds else _("Disputed. It does not count.")
            )
            return redirect("mobile:outcome", outcome)
    context = framed(
        request,
        line=line,
        form=form,
        area=_(WORK_AREA_LABELS[line.work_area]),
        unit=_(UNIT_LABELS[line.unit]),
        mark=MARKS[line.state],
        state=_(OUTCOME_LABELS[line.state]),
        answering=may_verify(actor, outcome),
        may_propose=bool(spoken_among(actor, line)),
        agree_for=may_agree_for(actor, line),
    )
    return render(request, "mobile/outcome.html", context, status=422 if form.errors else 200)
