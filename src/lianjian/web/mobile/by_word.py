"""What people know by word of mouth: written down when it is said, settled when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.parties.actions.settle_by_word import settle_by_word
from lianjian.apps.parties.actions.withdraw_by_word import withdraw_by_word
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.parties.queries.by_word import by_word
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed
from lianjian.web.mobile.handing import THING_WORDS
from lianjian.web.mobile.handing_forms import HowForm, OwnSayForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write it down as soon as it was said."""
    actor = actor_of(request)
    if not actor.acting_for:
        raise NotThere
    form = OwnSayForm(request.POST or None, houses=sorted(organisation_names(actor.acting_for).items()))
    if request.method == "POST" and form.is_valid():
        try:
            made = write_by_word(by=actor, **form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            form.stand_beside(refused)
        else:
            messages.success(request, _("Written down. It goes into the list when you hand over."))
            return redirect("mobile:by-word", made.pk)
    return render(
        request, "mobile/by_word_new.html", framed(request, form=form), status=422 if form.errors else 200
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, by_word_key: int) -> HttpResponse:
    """One of them; a POST says what became of it."""
    actor = actor_of(request)
    line = by_word(actor, by_word_key)
    form = HowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            settle_by_word(by=actor, by_word=by_word_key, how=form.cleaned_data["how"])
        except NotThere:
            raise
        except Refused as refused:
            form.stand_beside(refused)
        else:
            messages.success(request, _("Done. It leaves the list of what is open."))
            return redirect("mobile:by-word", by_word_key)
    context = framed(request, line=line, kind=THING_WORDS[line.kind], form=form)
    return render(request, "mobile/by_word.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, by_word_key: int) -> HttpResponse:
    """Take it back: the words go for good."""
    actor = actor_of(request)
    line = by_word(actor, by_word_key)
    here = reverse("mobile:by-word", args=[by_word_key])
    if line.withdrawn:
        return redirect(here)
    if request.method == "POST":
        withdraw_by_word(by=actor, by_word=by_word_key)
        messages.success(request, _("Taken back. The words are gone."))
        return redirect(here)
    context = framed(
        request,
        title=_("Take this back?"),
        text=line.words,
        consequences=[_("The words are deleted for good, also in the lists of handovers.")],
        action=_("Delete the words"),
        grave=True,
        cancel_url=here,
    )
    return render(request, "mobile/confirm.html", context)
