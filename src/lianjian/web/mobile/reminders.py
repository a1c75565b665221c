"""What I was reminded of, and how I want to be; for whoever runs a group the list of the silent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.reminders.actions.choose_ways import choose_ways
from lianjian.apps.reminders.actions.see_reminders import see_reminders
from lianjian.apps.reminders.queries import (
    count_reminders,
    count_silent,
    last_mail,
    reminders_of,
    silent,
    unseen_keys,
    ways_of,
)
from lianjian.apps.reminders.rules.dispatches import DISPATCH_LABELS, DispatchState
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.reminding import kind_words, reminder_rows, silent_sheet, told_rows, trouble
from lianjian.web.mobile.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


class WaysForm(forms.Form):
    """E-mail and rest days; the page itself is always there."""

    by_mail = forms.BooleanField(label=gettext_lazy("Also by e-mail"), required=False)
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Nobody else sees it. Without e-mail it is forgotten."),
    )
    rest_days = forms.BooleanField(label=gettext_lazy("Nothing on Saturday and Sunday"), required=False)


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The open things of which I was reminded, the latest first; with it they are seen."""
    actor, today = actor_of(request), this_day()
    page = page_of(request, count_reminders(actor), partial(reminders_of, actor), ON_A_PAGE)
    rows = reminder_rows(page, today)
    if request.method == "GET":
        see_reminders(by=actor, reminders=unseen_keys(actor))
    context = framed(request, page=page, rows=rows, silent_count=count_silent(actor, today))
    return render(request, "mobile/reminders.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """Choose e-mail and rest days."""
    actor = actor_of(request)
    now = ways_of(actor)
    form = WaysForm(
        request.POST if request.method == "POST" else None,
        initial={"by_mail": now.by_mail, "email": now.email, "rest_days": now.rest_days},
    )
    if request.method == "POST" and form.is_valid():
        try:
            choose_ways(by=actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            messages.success(request, _("Kept. It holds from the next reminder on."))
            return redirect("mobile:reminders")
    mail = last_mail(actor) if now.by_mail else None
    context = framed(
        request,
        form=form,
        mail=mail,
        mail_state=_(DISPATCH_LABELS[mail.state]) if mail else "",
        mail_trouble=trouble(mail.cause) if mail and mail.state is DispatchState.REFUSED else "",
        no_server=settings.ENVIRONMENT.mail is None,
    )
    return render(request, "mobile/ways.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def silence(request: HttpRequest) -> HttpResponse:
    """What is late, was asked for and got no answer, with what was sent; the longest late first."""
    actor, today = actor_of(request), this_day()
    if sheets.wanted(request):
        return silent_sheet(silent(actor, today, sheets.MOST_ROWS + 1))
    page = page_of(request, count_silent(actor, today), partial(silent, actor, today), ON_A_PAGE)
    rows = [(line, kind_words(line.kind), told_rows(line.told[:3])) for line in page]
    return render(request, "mobile/silent.html", framed(request, page=page, rows=rows))
