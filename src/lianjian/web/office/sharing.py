"""The shares of an outcome: proposed by one of its parties, and agreed to by each of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.projects.actions.agree_shares import agree_shares
from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.actions.refuse_shares import refuse_shares
from lianjian.apps.projects.queries import outcome as outcome_in_scope
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.weighing import WeightsForm, spoken_among

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SharesForm(WeightsForm, OfficeForm):
    """The same, sent once."""


class RefusalForm(OfficeForm):
    """Why the proposed shares are not right."""

    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


@in_office
def propose(request: HttpRequest, outcome: int) -> HttpResponse:
    """Propose by which weights an outcome is divided."""
    actor = actor_of(request)
    line = outcome_in_scope(actor, outcome)
    own = spoken_among(actor, line)
    if not own or len(line.parties) < 2:  # noqa: PLR2004 - a share needs another
        raise NotThere
    here = reverse("office:outcome", args=[outcome])
    form = SharesForm(request.POST or None, line=line, own=own)

    def deed(values: dict[str, Any]) -> str:
        propose_shares(by=actor, outcome=outcome, organisation=values["organisation"], weights=form.weights())
        messages.success(
            request, _("Proposed. It counts once every party has agreed; until then the shares are equal.")
        )
        return here

    title = _("Propose shares")
    return run(
        request,
        form,
        deed,
        title=title,
        of=line.text,
        action=_("Propose them"),
        crumbs=[(_("Outcomes"), reverse("office:outcomes")), (line.text, here), (title, "")],
        cancel_url=here,
    )


@in_office
@require_POST
def agree(request: HttpRequest, outcome: int) -> HttpResponse:
    """Agree to the shares that were before one's eyes."""
    organisation = whole_number(request.POST.get("organisation", ""))
    if organisation is None:
        raise NotThere
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
    return redirect("office:outcome", outcome)


@in_office
def refuse(request: HttpRequest, outcome: int, organisation: int) -> HttpResponse:
    """Say that the shares that were before one's eyes are not right, and why."""
    actor = actor_of(request)
    line = outcome_in_scope(actor, outcome)
    name = dict(spoken_among(actor, line)).get(organisation)
    if name is None or not line.shares:
        raise NotThere
    here = reverse("office:outcome", args=[outcome])
    form = RefusalForm(request.POST or None, initial={"seen": line.shares_seen})

    def deed(values: dict[str, Any]) -> str:
        refuse_shares(
            by=actor, outcome=outcome, organisation=organisation, seen=values["seen"], reason=values["reason"]
        )
        messages.success(request, _("Refused. The shares stay equal until others are agreed."))
        return here

    title = _("Refuse for %(name)s") % {"name": name}
    return run(
        request,
        form,
        deed,
        title=title,
        of=line.text,
        action=_("Refuse them"),
        crumbs=[(_("Outcomes"), reverse("office:outcomes")), (line.text, here), (title, "")],
        cancel_url=here,
    )
