"""A duty of one's own organisation, noted on the phone: what, by when."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.parties.queries import organisation_names
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class OwnDutyForm(forms.Form):
    """One sentence and a day."""

    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,40}$", widget=forms.HiddenInput)
    what = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    organisation = forms.TypedChoiceField(label=gettext_lazy("Which organisation"), coerce=int)
    mine = forms.BooleanField(label=gettext_lazy("It falls to me"), required=False, initial=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Note something to do, for those who run an organisation; the same form sent twice is one duty."""
    actor = actor_of(request)
    own = sorted(m.organisation for m in actor.mandates if m.role in NEGOTIATORS)
    if not own:
        raise NotThere
    form = OwnDutyForm(
        request.POST if request.method == "POST" else None,
        initial={"client_key": uuid.uuid4().hex, "organisation": own[0]},
    )
    names = organisation_names(own)
    form.fields["organisation"].choices = [(key, names[key]) for key in dict.fromkeys(own)]  # type: ignore[attr-defined] # a choice field
    if len(names) == 1:
        form.fields["organisation"].widget = forms.HiddenInput()
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = assign_duty(
                by=actor,
                organisation=values["organisation"],
                what=values["what"],
                due_on=values["due_on"],
                person=actor.person if values["mine"] else None,
                source_app="phone",
                source_key=values["client_key"],
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(
                request, _("Noted. You are reminded a week before, the day before and on the day.")
            )
            return redirect("mobile:duty", made.pk)
    return render(
        request, "mobile/own_duty.html", framed(request, form=form), status=422 if form.errors else 200
    )
