"""Asking without an account: about an alliance, a product or a destination. The asker gets a page of their own, under a
secret address, to see how it stands and to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.projects.actions.ask_enquiry import ask_enquiry
from lianjian.apps.projects.actions.withdraw_enquiry import withdraw_enquiry
from lianjian.apps.projects.queries import (
    public_alliance,
    public_destination,
    public_enquiry,
    public_product,
)
from lianjian.apps.projects.rules.enquiries import ENQUIRY_LABELS, LONGEST_TEXT, STEP_LABELS, EnquiryState
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.site.calling import Consent, narrowed
from lianjian.web.site.frame import framed
from lianjian.web.site.pacing import Pace
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ASKING = Pace(6)
LEAST_SECONDS = 2
"""Nobody reads the page, writes a question and sends it faster."""
_BEGAN = TimestampSigner(salt="site.enquiry-began")
_MARKS = {
    EnquiryState.NEW: "wait",
    EnquiryState.TAKEN: "wait",
    EnquiryState.ANSWERED: "ok",
    EnquiryState.SOLD: "ok",
    EnquiryState.VISIT: "ok",
    EnquiryState.NOT_POSSIBLE: "stop",
    EnquiryState.NO_ANSWER: "unknown",
    EnquiryState.WITHDRAWN: "withdrawn",
}


class AskForm(forms.Form):
    """What is needed to answer, and nothing else."""

    name = forms.CharField(
        label=_("Your name"), max_length=60, help_text=_("A nickname will do."), strip=True
    )
    contact = forms.CharField(
        label=_("Telephone or e-mail"), max_length=120, help_text=_("The answer comes there.")
    )
    text = forms.CharField(
        label=_("What you would like to know or buy"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = Consent(
        label=_(
            "I agree that the people who answer see my name and contact. They are deleted 60 days after the end, "
            "or at once when I take the question back."
        )
    )
    website = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    began = forms.CharField(max_length=200, widget=forms.HiddenInput)
    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"client_key": uuid4().hex, "began": _BEGAN.sign("began")})

    def clean_contact(self) -> str:
        """A number or an address that can be used, whichever width it was typed in."""
        return narrowed(self.cleaned_data["contact"])

    def shown(self) -> list[forms.BoundField]:
        """The fields a person fills in."""
        return [self[name] for name in ("name", "contact", "text", "consent")]

    def clean(self) -> dict[str, Any]:
        """A form that filled itself in, or was sent before anybody could read it, is no person's."""
        values = super().clean() or {}
        if values.get("website") or _too_fast(values.get("began", "")):
            raise forms.ValidationError(_("That was too fast. Read it through once more and send it again."))
        return values


def _too_fast(began: str) -> bool:
    """Whether the form is younger than anybody writes, or no page of ours made it."""
    try:
        _BEGAN.unsign(began)
        _BEGAN.unsign(began, max_age=LEAST_SECONDS)
    except SignatureExpired:
        return False
    except BadSignature:
        return True
    return True


@never_cache
def ask(request: HttpRequest, about: str, key: str) -> HttpResponse:
    """The form, and taking it: once however often it is sent."""
    what, facts, back = _asked(about, key)
    form = AskForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if not ASKING.allows(visitor_of(request)):
            status = 429
            form.add_error(None, _("Too often. Wait a minute."))
        elif form.is_valid():
            names = ("name", "contact", "text", "consent", "client_key")
            try:
                _row, secret = ask_enquiry(
                    by=actor_of(request),
                    about=about,
                    key=key,
                    **{name: form.cleaned_data[name] for name in names},
                )
            except NotThere:
                raise
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
            else:
                messages.success(request, _("Your question has arrived. Keep the address of this page."))
                return redirect("site:asked", secret)
    context = framed(request, form=form, what=what, facts=facts, back=back)
    return render(request, "site/ask.html", context, status=status)


@never_cache
@require_safe
def asked(request: HttpRequest, secret: str) -> HttpResponse:
    """How a question stands, for whoever has its address."""
    line, steps = _mine(secret)
    context = framed(
        request,
        line=line,
        mark=_MARKS[line.state],
        word=_(ENQUIRY_LABELS[line.state]),
        steps=[(step, _(STEP_LABELS[step.kind])) for step in steps],
        secret=secret,
        address=request.build_absolute_uri(),
    )
    answer = render(request, "site/asked.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_POST
def taken_back(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the question back: name, contact and words are deleted at once."""
    withdraw_enquiry(by=actor_of(request), secret=secret)
    messages.success(request, _("Taken back. Your name, contact and words are deleted."))
    return redirect("site:asked", secret)


def _mine(secret: str) -> Any:
    return public_enquiry(secret, civil_date(timezone.now()))


def _asked(about: str, key: str) -> tuple[str, str, str]:
    """What it is about, who answers, and the page to go back to. Raises Http404 for what is not public."""
    try:
        if about == "alliance":
            line = public_alliance(key).line
            return line.name, line.keeper_name, reverse("site:alliance", args=[key])
        if about == "destination":
            place = public_destination(key)
            return (
                place.title,
                place.place_name or "、".join(place.parties[:1]),
                reverse("site:destination", args=[key]),
            )
        number = whole_number(key) if about == "product" else None
        if number is not None:
            product, alliance = public_product(number)
            return product.name, product.organisation_name, reverse("site:alliance", args=[alliance.key])
    except NotThere as gone:
        raise Http404 from gone
    raise Http404
