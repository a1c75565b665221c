"""The shares of an outcome on the phone: proposed, agreed to, refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lianjian.apps.projects.actions.agree_shares import agree_shares
from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.actions.refuse_shares import refuse_shares
from lianjian.apps.projects.queries import outcome as outcome_in_scope
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed
from lianjian.web.weighing import WeightsForm, spoken_among

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class RefusalForm(forms.Form):
    """Why the proposed shares are not right."""

    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("The reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, outcome: int) -> HttpResponse:
    """Propose by which weights an outcome is divided. The same proposal sent twice is one."""
    actor = actor_of(request)
    line = outcome_in_scope(actor, outcome)
    own = spoken_among(actor, line)
    if not own or len(line.parties) < 2:  # noqa: PLR2004 - a share needs another
        raise NotThere
    form = WeightsForm(request.POST or None, line=line, own=own)
    if form.is_valid():
        try:
            propose_shares(
                by=actor,
                outcome=outcome,
                organisation=form.cleaned_data["organisation"],
                weights=form.weights(),
            )
        except NotThere:
            raise
        except Refused as refused:
            form.stand_beside(refused)
        else:
            said = _("Proposed. It counts once every party has agreed; until then the shares are equal.")
            messages.success(request, said)
            return redirect(f"{reverse('mobile:outcome', args=[outcome])}#shares")
    page = {"title": _("Propose shares"), "act": _("Propose them")}
    return _form(request, form, line, page)


@never_cache
@login_required
@require_POST
def agree(request: HttpRequest, outcome: int, organisation: int) -> HttpResponse:
    """Agree to the shares that were before one's eyes."""
    try:
        agree_shares(
            by=actor_of(request),
            outcome=outcome,
            organisation=organisation,
            seen=request.POST.get("seen", ""),
        )
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, _("Agreed."))
    return redirect(f"{reverse('mobile:outcome', args=[outcome])}#shares")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, outcome: int, organisation: int) -> HttpResponse:
    """Say that the shares that were before one's eyes are not right, and why."""
    actor = actor_of(request)
    line = outcome_in_scope(actor, outcome)
    name = dict(spoken_among(actor, line)).get(organisation)
    if name is None or not line.shares:
        raise NotThere
    form = RefusalForm(request.POST or None, initial={"seen": line.shares_seen})
    if form.is_valid():
        said = form.cleaned_data
        try:
            refuse_shares(
                by=actor, outcome=outcome, organisation=organisation, seen=said["seen"], reason=said["reason"]
            )
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("Refused. The shares stay equal until others are agreed."))
            return redirect(f"{reverse('mobile:outcome', args=[outcome])}#shares")
    title = _("Refuse for %(name)s") % {"name": name}
    return _form(request, form, line, {"title": title, "act": _("Refuse them")})


def _form(request: HttpRequest, form: forms.Form, line: Any, page: dict[str, Any]) -> HttpResponse:
    context = framed(request, form=form, line=line, **page)
    return render(request, "mobile/shares.html", context, status=422 if form.errors else 200)
