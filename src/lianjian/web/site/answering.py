"""Answers of organisations without an account: the form, the code that comes back, and the links of invitations."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lianjian.apps.agreements.actions.answer_invitation import answer_invitation
from lianjian.apps.agreements.actions.ask_to_answer import Asked, ask_to_answer
from lianjian.apps.agreements.actions.confirm_answer import confirm_answer
from lianjian.apps.agreements.actions.open_invitation import open_invitation
from lianjian.apps.agreements.actions.send_code_again import send_code_again
from lianjian.apps.agreements.queries import invited, waiting
from lianjian.apps.agreements.rules.responses import CallState
from lianjian.apps.agreements.rules.verifying import VALID_FOR, Way
from lianjian.apps.spread.actions.draw_salt import draw_salt
from lianjian.apps.spread.queries import salt_of
from lianjian.foundation.actor import Actor
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused, Unreachable
from lianjian.web.acting import actor_of
from lianjian.web.site.calling import ANSWERS, AnswerForm, found_call, receipt_of
from lianjian.web.site.frame import framed
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.ports import CodeSender
    from lianjian.apps.agreements.queries import Waiting

logger = logging.getLogger(__name__)
_PENDING = Signer(salt="site.call-pending")


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label=gettext_lazy("The code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class LetterCodeForm(CodeForm):
    """Number and code as they stand in the letter."""

    number = forms.CharField(
        label=gettext_lazy("The number in the letter"),
        max_length=18,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("number", "code")


class InvitedForm(AnswerForm):
    """The answer of an invited organisation: its name is known, and no code is needed."""

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial)
        for name in ("organisation_name", "place", "way", "address"):
            del self.fields[name]


def network_of(request: HttpRequest) -> str:
    """A hash of the network address under today's salt: tomorrow it is another one, and nobody can compute back."""
    today = civil_date(timezone.now())
    salt = salt_of(today) or draw_salt(by=Actor.system("spread.counting"), day=today)
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
    return hashlib.sha256(f"{salt}\nnetwork\n{address}".encode()).hexdigest()[:32]


def _send(asked: Asked) -> bool:
    """Hand the code to the message service; False where it did not take it."""
    if not asked.code:
        return True
    sender: CodeSender = import_string(import_string(settings.LIANJIAN_CODE_SENDER))()
    try:
        sender.send(to=asked.to, code=asked.code, minutes=int(VALID_FOR[Way.PHONE].total_seconds() // 60))
    except Unreachable as failure:
        logger.warning("%s did not take a code: %s", sender.name, failure.reason)
        return False
    return True


@never_cache
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """The form, and taking it: once however often it is sent. It counts when the code has come back."""
    this = found_call(key)
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
            names = (
                "organisation_name",
                "contact_name",
                "contact",
                "message",
                "client_key",
                "way",
                "address",
            )
            try:
                asked = ask_to_answer(
                    by=actor_of(request),
                    initiative=this.id,
                    division=words["place"] or None,
                    network=network_of(request),
                    **{name: words[name] for name in names},
                )
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
            else:
                if not _send(asked):
                    messages.error(request, _("The code could not be sent. Ask for another one in a moment."))
                return redirect("site:call-confirm", key, _PENDING.sign(str(asked.pending.pk)))
    return render(request, "site/call_answer.html", framed(request, call=this, form=form), status=status)


def _waiting(key: str, token: str) -> Waiting:
    try:
        found = waiting(int(_PENDING.unsign(token)))
    except (BadSignature, ValueError, NotThere) as broken:
        raise Http404 from broken
    if found.call != key:
        raise Http404
    return found


@never_cache
def confirm(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Type in the code. A right one leads to the thanks, as often as it is sent."""
    this, pending = found_call(key), _waiting(key, token)
    if pending.response is not None:
        return redirect("site:call-thanks", key, receipt_of(pending.response))
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        answered = _try(request, form, pending.id)
        if answered is not None:
            return redirect("site:call-thanks", key, receipt_of(answered))
        status = 422
    context = framed(
        request,
        call=this,
        form=form,
        letter=pending.way is Way.LETTER,
        number=pending.id,
        ending=pending.contact[-4:],
        minutes=int(VALID_FOR[Way.PHONE].total_seconds() // 60),
        again=reverse("site:call-again", args=[key, token]),
        on_console=str(import_string(settings.LIANJIAN_CODE_SENDER)).endswith(".console.Console"),
    )
    return render(request, "site/call_confirm.html", context, status=status)


@never_cache
@require_POST
def again(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """Another code to the same telephone."""
    found_call(key)
    pending = _waiting(key, token)
    try:
        asked = send_code_again(by=actor_of(request), pending=pending.id, network=network_of(request))
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        if _send(asked):
            messages.success(request, _("Another code is on its way; the one before is void."))
        else:
            messages.error(request, _("The code could not be sent. Ask for another one in a moment."))
    return redirect("site:call-confirm", key, token)


@never_cache
def by_letter(request: HttpRequest, key: str) -> HttpResponse:
    """Number and code of a letter, for whoever types them."""
    this = found_call(key)
    begun = {"number": request.GET.get("number", "")[:18]}
    form = LetterCodeForm(request.POST if request.method == "POST" else None, initial=begun)
    status = 200
    if request.method == "POST":
        status = 422
        if not ANSWERS.allows(visitor_of(request)):
            status = 429
            form.add_error(None, _("Too often. Wait a minute."))
        elif form.is_valid():
            pending = whole_number(form.cleaned_data["number"].strip()) or 0
            try:
                found = waiting(pending)
                answered = (
                    _try(request, form, pending) if found.call == key and found.way is Way.LETTER else None
                )
            except NotThere:
                answered = None
            if answered is not None:
                return redirect("site:call-thanks", key, receipt_of(answered))
            if not form.errors:
                form.add_error("number", _("There is no letter with this number."))
    return render(request, "site/call_letter.html", framed(request, call=this, form=form), status=status)


def _try(request: HttpRequest, form: CodeForm, pending: int) -> int | None:
    """The key of the answer where the code fits; else the form says why not."""
    if not form.is_valid():
        return None
    try:
        tried = confirm_answer(by=actor_of(request), pending=pending, code=form.cleaned_data["code"])
    except NotThere:
        raise
    except Refused as refused:
        form.add_error(None, explain(refused))
        return None
    if tried.response is not None:
        return int(tried.response.pk)
    if tried.why:
        form.add_error("code", f"{_(tried.why)} {_('Ask for another one.')}")
    else:
        form.add_error("code", _("The code does not fit; %(left)s tries are left.") % {"left": tried.left})
    return None


@never_cache
def invitation(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The form of an invited organisation, filled in as far as it is known. Opening it is no answer."""
    this, guest = found_call(key), invited(token)
    if guest.call != key:
        raise Http404
    if guest.response is not None and request.method != "POST":
        return redirect("site:call-thanks", key, receipt_of(guest.response))
    if this.state != CallState.PUBLISHED:
        return redirect("site:call", key)
    form = InvitedForm(
        request.POST if request.method == "POST" else None,
        {"contact_name": guest.contact_name, "contact": guest.contact},
    )
    status = 200
    if request.method == "GET":
        open_invitation(by=actor_of(request), invitation=guest.id)
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            words = form.cleaned_data
            names = ("contact_name", "contact", "message", "client_key")
            try:
                made = answer_invitation(
                    by=actor_of(request), invitation=guest.id, **{name: words[name] for name in names}
                )
            except NotThere:
                raise
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
            else:
                return redirect("site:call-thanks", key, receipt_of(made.pk))
    context = framed(request, call=this, form=form, guest=guest)
    return render(request, "site/call_answer.html", context, status=status)
