"""Work on a joint project under the thumb: a milestone reached, a contribution with its photograph."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.actions.reach_milestone import reach_milestone
from lianjian.apps.projects.actions.record_contribution import record_contribution
from lianjian.apps.projects.queries import project_card
from lianjian.apps.projects.rules.evidence import File
from lianjian.apps.projects.rules.joint import CONTRIBUTION_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import ProjectCard


class ContributionForm(forms.Form):
    """What a party has put in."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Which party"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(str(kind), gettext_lazy(label)) for kind, label in CONTRIBUTION_LABELS.items()],
    )
    text = forms.CharField(label=gettext_lazy("What it put in"), max_length=300)
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Left empty it is unknown, which is not nothing."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        required=False,
        choices=[("", "—"), *((str(unit), gettext_lazy(label)) for unit, label in UNIT_LABELS.items())],
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any, *, parties: list[tuple[int, str]]) -> None:
        super().__init__(data, files, initial={"client_key": uuid.uuid4().hex})
        self.fields["organisation"].choices = parties  # type: ignore[attr-defined] # a choice field


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, project: int) -> HttpResponse:
    """Write down what a party has put in."""
    actor = actor_of(request)
    card = _worked(request, project)
    names = organisation_names(card.party_keys)
    own_first = sorted(card.party_keys, key=lambda key: not actor.acts_for(key))
    form = ContributionForm(
        request.POST or None, request.FILES or None, parties=[(key, names[key]) for key in own_first]
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        photo = values["photo"]
        try:
            record_contribution(
                by=actor,
                project=project,
                amount=values["amount"] or None,
                files=[File(photo.name or "", photo.read(LARGEST_FILE + 1))] if photo else (),
                **{name: values[name] for name in ("organisation", "kind", "text", "unit", "client_key")},
            )
        except NotThere:
            raise
        except Refused as refused:
            field = {"files": "photo"}.get(refused.field, refused.field)
            form.add_error(field if field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("The contribution is written down."))
            return redirect("mobile:project", project)
    context = framed(request, form=form, line=card.line)
    return render(request, "mobile/contribution.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def reached(request: HttpRequest, project: int, milestone: int) -> HttpResponse:
    """Say that a milestone has been reached today."""
    card = _worked(request, project)
    if milestone not in {point.id for point in card.milestones}:
        raise NotThere
    reach_milestone(by=actor_of(request), milestone=milestone)
    messages.success(request, _("Reached today."))
    return redirect("mobile:project", project)


def _worked(request: HttpRequest, project: int) -> ProjectCard:
    card = project_card(actor_of(request), project, this_day())
    if not card.may_work:
        raise NotThere
    return card
