"""Calls: each on a page of its own with who joined and how the network grew, and the form by which an organisation
without an account answers."""

from __future__ import annotations

import re
import time
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner, b62_decode
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.agreements.queries import joined_a_month, joined_through, public_calls
from lianjian.apps.agreements.rules.responses import CallState, reference
from lianjian.apps.agreements.rules.verifying import WAY_LABELS, Way
from lianjian.apps.parties.queries import divisions_matching
from lianjian.kernel.clock import civil_date
from lianjian.web.kit.paging import page_of
from lianjian.web.site.frame import framed
from lianjian.web.site.pacing import Pace
from lianjian.web.site.plotting import plot
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import Call

ANSWERS = Pace(6)
LOOK_UPS = Pace(120)
OFFERED, ON_A_PAGE = 8, 200
"""Places offered at a time while somebody types; parties that joined on one page."""

_PHONE = re.compile(r"\+?[\d\s()（）-]{7,24}")
LEAST_SECONDS = 3
LONGEST_OPEN = 2 * 24 * 3600
_OPENED = TimestampSigner(salt="site.call-form")
_RECEIPT = Signer(salt="site.call-receipt")


_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}
"""The full-width forms of ASCII, as a Chinese keyboard writes them, and the ideographic space."""


def narrowed(typed: str) -> str:
    """A number or an address with full-width letters, digits and signs made narrow; nothing else becomes a digit."""
    return typed.translate(_WIDE).strip()


class Consent(forms.BooleanField):
    """A box whose words are long; ``short`` names it where something is wrong."""

    short = _("Agreement to be called back")


class Trap(forms.TextInput):
    """A field that only programs see: off the page, out of the order of keys, not read aloud."""

    template_name = "site/trap.html"
    is_hidden = True  # no label, no help


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
    way = forms.ChoiceField(
        label=_("How we know it is you"),
        choices=[(str(way), _(label)) for way, label in WAY_LABELS.items()],
        initial=Way.PHONE,
        widget=forms.RadioSelect,
        help_text=_("A code goes there; your answer counts once you have typed it in."),
    )
    address = forms.CharField(
        label=_("Postal address"), max_length=200, required=False, help_text=_("Only for the letter.")
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
    website = forms.CharField(max_length=200, required=False, widget=Trap)
    opened = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        begun = {"client_key": uuid4().hex, "opened": _OPENED.sign("form")}
        super().__init__(data, initial={**begun, **(initial or {})})
        self.offered: list[str] = []
        self.fields["place"].widget.attrs.update(list="places", autocomplete="off")
        self.fields["place"].widget.attrs["data-places"] = reverse("site:places")

    def clean_website(self) -> str:
        """People do not see this field; what fills in every field it finds is no person."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this empty."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Nobody reads and fills in the form in less than a few seconds, and no page stays open for days."""
        try:
            _OPENED.unsign(self.cleaned_data.get("opened") or "", max_age=LONGEST_OPEN)
            soon = LEAST_SECONDS > 0 and _age(self.cleaned_data["opened"]) < LEAST_SECONDS
        except BadSignature as old:
            self._open_again()
            raise forms.ValidationError(
                _("This page was open for too long. Please send it once more.")
            ) from old
        if soon:
            raise forms.ValidationError(_("That was very quick. Please look it over and send it once more."))
        return self.cleaned_data

    def _open_again(self) -> None:
        self.data = (
            {**self.data.dict(), "opened": _OPENED.sign("form")} if hasattr(self.data, "dict") else self.data
        )

    def clean_contact(self) -> str:
        """A number that can be dialled, whichever width its digits were typed in."""
        typed = narrowed(self.cleaned_data["contact"])
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
    this = found_call(key)
    counted = joined_a_month(this.id)
    months = _grown(counted)
    page = page_of(request, sum(counted.values()), partial(joined_through, this.id), ON_A_PAGE)
    context = framed(
        request,
        call=this,
        open=this.state == CallState.PUBLISHED,
        paragraphs=[part for part in this.text.split("\n") if part.strip()],
        page=page,
        months=months,
        growth=plot(total for _month, _new, total in months),
        address=f"{settings.BASE_URL}{reverse('site:call', args=[key])}",
    )
    return render(request, "site/call.html", context)


@never_cache
@require_safe
def thanks(request: HttpRequest, key: str, receipt: str) -> HttpResponse:
    """What happens next, with the number to name when asking. The number is signed, nothing is looked up."""
    this = found_call(key)
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


def _age(signed: str) -> float:
    """Seconds since the form was made; the signature has been looked at."""
    return time.time() - b62_decode(signed.rsplit(":", 2)[1])


def receipt_of(response: int) -> str:
    """The signed number of an answer, for the page of thanks."""
    return _RECEIPT.sign(str(response))


def found_call(key: str) -> Call:
    """A call of the public. Raises Http404."""
    found = next((one for one in public_calls() if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _grown(joined: Mapping[date, int]) -> list[tuple[date, int, int]]:
    """Month by month, those without anybody too: its first day, how many joined, how many there were by then."""
    if not joined:
        return []
    months, end = [min(joined)], civil_date(timezone.now()).replace(day=1)
    while months[-1] < end:
        last = months[-1]
        months.append(last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1))
    new = [joined.get(month, 0) for month in months]
    return list(zip(months, new, accumulate(new), strict=True))
