"""One period of a counted commitment: its value reported with proof, approved or returned, and all that was ever said."""

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

from lianjian.apps.projects.actions.approve_value import approve_value
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.actions.return_value import return_value
from lianjian.apps.projects.queries import period_card
from lianjian.kernel.keys import whole_number
from lianjian.kernel.quantities import PLACES, UNIT_LABELS, Unit
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.templatetags.measures import span_name
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.period_words import PERIOD_MARKS, PERIOD_WORDS, VALUE_MARKS, VALUE_WORDS
from lianjian.web.mobile.steps import Proof, Reason, Words, files_of, refuse

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import PeriodCard


class ValueForm(Proof):
    """A number in the unit of the commitment, with its proof."""

    value = forms.CharField(
        label=gettext_lazy("Reached in this period"),
        max_length=40,
        strip=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What the number is made of"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["value", "files", "text"]

    def measured_in(self, unit: Unit, *, level: bool) -> None:
        """Say in which unit, how exactly, and where it is a level, that the number is what stands at the end."""
        said = _("In %(unit)s, as in 1,200 or 1.2万.") % {"unit": _(UNIT_LABELS[unit])}
        places = PLACES.get(unit, 0)
        exact = _("Up to %(places)s decimal places.") % {"places": places} if places else _("A whole number.")
        nothing = _("Nothing reached is 0; not known yet is left out.")
        self.fields["value"].help_text = f"{said} {exact} {nothing}"
        if level:
            self.fields["value"].label = _("What stands at the end of this period")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def period(request: HttpRequest, commitment: int, position: int) -> HttpResponse:
    """One period; a POST reports its value."""
    actor = actor_of(request)
    card = period_card(actor, commitment, position, this_day())
    form = None
    if request.method == "POST":
        form = ValueForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            try:
                report_value(
                    by=actor,
                    period=card.line.id,
                    value=said["value"],
                    text=said["text"],
                    files=files_of(said),
                    client_key=said["client_key"],
                )
            except NotThere:
                raise
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Reported. It counts once the receiver has approved it."))
                return redirect("mobile:period", commitment, position)
    return _page(request, card, form=form)


@never_cache
@login_required
@require_POST
def judge(request: HttpRequest, commitment: int, position: int, deed: str) -> HttpResponse:
    """Approve the value that was before one's eyes, or return it with the reason."""
    if deed not in {"approve", "return"}:
        raise NotThere
    actor = actor_of(request)
    card = period_card(actor, commitment, position, this_day())
    value = whole_number(request.POST.get("value", ""))
    if value is None or value not in {one.id for one in card.line.values}:
        raise NotThere
    form = (Words if deed == "approve" else Reason)(request.POST, auto_id="id_return_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            if deed == "approve":
                approve_value(by=actor, value=value, client_key=said["client_key"])
            else:
                return_value(by=actor, value=value, reason=said["text"], client_key=said["client_key"])
        except NotThere:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request,
                _("Approved. It counts now.") if deed == "approve" else _("Returned with your reason."),
            )
            return redirect("mobile:period", commitment, position)
    return _page(request, period_card(actor, commitment, position, this_day()), answer=form)


def _page(
    request: HttpRequest,
    card: PeriodCard,
    *,
    form: forms.Form | None = None,
    answer: forms.Form | None = None,
) -> HttpResponse:
    line, promise = card.line, card.card.line
    unit = Unit(promise.unit or Unit.ITEMS)
    shown = form or ValueForm(initial={"client_key": uuid.uuid4().hex})
    if isinstance(shown, ValueForm):
        shown.measured_in(unit, level=promise.counting == "level")
    latest = line.latest
    again = latest is not None
    status = 422 if form is not None or answer is not None else 200
    context: dict[str, Any] = framed(
        request,
        card=card,
        line=line,
        promise=promise,
        name=span_name(line.starts_on, line.ends_on),
        unit=_(UNIT_LABELS[unit]),
        mark=PERIOD_MARKS[line.standing],
        word=PERIOD_WORDS[line.standing],
        values=[(one, VALUE_MARKS[one.state], VALUE_WORDS[one.state]) for one in line.values],
        latest=latest,
        form=shown if card.may_report or form is not None else None,
        act=_("Report another value") if again else _("Report the value"),
        answer=answer or Reason(auto_id="id_return_%s", initial={"client_key": uuid.uuid4().hex}),
        answered=answer is not None,
    )
    return render(request, "mobile/period.html", context, status=status)
