"""The shares of an outcome: proposed by one of its parties, and agreed to by each of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lianjian.apps.projects.actions.agree_shares import agree_shares
from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.queries import outcome as outcome_in_scope
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import houses, number_field, offer, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import OutcomeLine
    from lianjian.foundation.actor import Actor


def spoken_among(actor: Actor, line: OutcomeLine) -> list[int]:
    """The parties of an outcome for which ``actor`` may promise."""
    own = set(spoken_for(actor))
    return [key for key, _name in line.parties if key in own]


def may_agree_for(actor: Actor, line: OutcomeLine) -> list[tuple[int, str]]:
    """Those of them that have not agreed to the proposed shares yet."""
    open_ones = {one.organisation for one in line.shares if one.agreed_at is None}
    return [
        (key, name) for key, name in line.parties if key in open_ones and key in spoken_among(actor, line)
    ]


class SharesForm(OfficeForm):
    """A weight for each party, or none for equal shares."""

    organisation = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, line: OutcomeLine, own: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.fields["organisation"].label = _("You speak for")
        offer(self, "organisation", houses(own))
        there = {one.organisation: one.weight for one in line.shares}
        for key, name in line.parties:
            field = number_field(name)
            field.initial = f"{there[key]:f}" if key in there else ""
            self.fields[f"weight_{key}"] = field
        self.fields[f"weight_{line.parties[0][0]}"].help_text = _(
            "Shares as in 2 and 1. Left empty for all: equal shares."
        )

    def weights(self) -> dict[int, str] | None:
        """As typed; None where all are empty."""
        typed = {key: self.cleaned_data[f"weight_{key}"].strip() for key, _name in self.line.parties}
        return typed if any(typed.values()) else None

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the weights stands beside the first."""
        if refused.field == "weights":
            self.add_error(f"weight_{self.line.parties[0][0]}", explain(refused))
        else:
            super().stand_beside(refused)


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
