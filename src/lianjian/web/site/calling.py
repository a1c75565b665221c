"""Calls: each on a page of its own with who joined and how the network grew, and the form by which an organisation
without an account answers."""

from __future__ import annotations

import re
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.agreements.actions.answer_initiative import answer_initiative
from lianjian.apps.agreements.queries import joined_through, public_calls
from lianjian.apps.agreements.rules.responses import CallState, reference
from lianjian.apps.parties.queries import divisions_matching, organisations
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused
from lianjian.web.acting import actor_of
from lianjian.web.site.frame import framed
from lianjian.web.site.pacing import Pace
from lianjian.web.site.plotting import plot
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import Call, Joined

ANSWERS = Pace(6)
LOOK_UPS = Pace(120)
OFFERED = 8
"""Places offered at a time while somebody types."""

_PHONE = re.compile(r"\+?[\d\s()（）-]{7,24}")
_RECEIPT = Signer(salt="site.call-receipt")


class Consent(forms.BooleanField):
    """A box whose words are long; ``short`` names it where something is wrong."""

    short = _("Agreement to be called back")


class AnswerForm(forms.Form):
    """An organisation's answer, as its verb wants it."""

    organisation_name = forms.CharField(label=_("Your organisation"), max_length=120)
    place = forms.CharField(
        label=_("Where it is"),
        max_length=80,
        required=False,
        help_text=_("Type a few words, for example the town and the village, and choose."),
    )
    contact_name = forms.CharField(label=_("Whom to call"), max_length=60)
    contact = forms.CharField(
        label=_("Telephone"),
        max_length=24,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    message = forms.CharField(
        label=_("One thing you would like to do together"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = Consent(
        label=_(
            "We agree that the people who check answers keep this name and number and call back. "
            "They are shown to nobody else."
        )
    )
    client_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"client_key": uuid4().hex})
        self.offered: list[str] = []
        self.fields["place"].widget.attrs.update(list="places", autocomplete="off")
        self.fields["place"].widget.attrs["data-places"] = reverse("site:places")

    def clean_contact(self) -> str:
        """A number that can be dialled."""
        typed: str = self.cleaned_data["contact"].strip()
        if not _PHONE.fullmatch(typed):
            raise forms.ValidationError(
                _("This is no telephone number. Write digits, for example 0594-1234567.")
            )
        return typed

    def clean_place(self) -> str:
        """The code of the one place that is meant. Where several fit, they are offered and one is asked for."""
        typed: str = self.cleaned_data["place"].strip()
        if not typed:
            return ""
        found = divisions_matching(typed, limit=OFFERED)
        meant = [one for one in found if typed in {one.path, one.code}] or (found if len(found) == 1 else [])
        if meant:
            return meant[0].code
        self.offered = [one.path for one in found]
        if not found:
            raise forms.ValidationError(_("No place has these words. Write fewer, or leave it empty."))
        raise forms.ValidationError(
            _("Several places fit. Write more of it, for example: %(example)s."),
            params={"example": found[0].path},
        )


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The calls, the newest first; a single one is shown at once."""
    found = public_calls()
    if len(found) == 1:
        return redirect("site:call", found[0].key)
    return render(request, "site/calls.html", framed(request, calls=found))


@require_safe
def call(request: HttpRequest, key: str) -> HttpResponse:
    """One call with its QR code, who joined, and how the network grew from its pilot."""
    this = _call(key)
    joined = joined_through(this.id)
    months = _grown(civil_date(one.joined_at) for one in joined)
    context = framed(
        request,
        call=this,
        open=this.state == CallState.PUBLISHED,
        paragraphs=[part for part in this.text.split("\n") if part.strip()],
        joined=_with_pages(joined),
        months=months,
        growth=plot(total for _month, _new, total in months),
        address=f"{settings.BASE_URL}{reverse('site:call', args=[key])}",
    )
    return render(request, "site/call.html", context)


@never_cache
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """The form, and taking it: once however often it is sent."""
    this = _call(key)
    if this.state != CallState.PUBLISHED:
        return redirect("site:call", key)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if not ANSWERS.allows(visitor_of(request)):
            status = 429
            form.add_error(None, _("Too often. Wait a minute."))
        elif form.is_valid():
            words = form.cleaned_data
            try:
                response = answer_initiative(
                    by=actor_of(request),
                    initiative=this.id,
                    division=words["place"] or None,
                    **{
                        name: words[name]
                        for name in ("organisation_name", "contact_name", "contact", "message", "client_key")
                    },
                )
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
            else:
                return redirect("site:call-thanks", key, _RECEIPT.sign(str(response.pk)))
    return render(request, "site/call_answer.html", framed(request, call=this, form=form), status=status)


@never_cache
@require_safe
def thanks(request: HttpRequest, key: str, receipt: str) -> HttpResponse:
    """What happens next, with the number to name when asking. The number is signed, nothing is looked up."""
    this = _call(key)
    try:
        number = int(_RECEIPT.unsign(receipt))
    except (BadSignature, ValueError) as broken:
        raise Http404 from broken
    context = framed(request, call=this, reference=reference(this.id, number))
    return render(request, "site/call_thanks.html", context)


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """Divisions for find-as-you-type: ``{"places": ["福建省 莆田市 …", …]}``."""
    if not LOOK_UPS.allows(visitor_of(request)):
        return JsonResponse({"places": []}, status=429)
    typed = request.GET.get("q", "").strip()[:80]
    return JsonResponse({"places": [one.path for one in divisions_matching(typed, limit=OFFERED)]})


def _call(key: str) -> Call:
    found = next((one for one in public_calls() if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _with_pages(joined: Iterable[Joined]) -> list[tuple[Joined, str]]:
    """Who joined, with the page of each that is a village."""
    pages = {
        one.pk: reverse("site:village", args=[one.key]) for one in organisations() if one.kind == "village"
    }
    return [(one, pages.get(one.organisation, "")) for one in joined]


def _grown(days: Iterable[date]) -> list[tuple[date, int, int]]:
    """Month by month, those without anybody too: its first day, how many joined, how many there were by then."""
    joined = {month: len(list(of_it)) for month, of_it in groupby(sorted(day.replace(day=1) for day in days))}
    if not joined:
        return []
    months, end = [min(joined)], civil_date(timezone.now()).replace(day=1)
    while months[-1] < end:
        last = months[-1]
        months.append(last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1))
    new = [joined.get(month, 0) for month in months]
    return list(zip(months, new, accumulate(new), strict=True))
