"""Newer words of the template from which a draft was made: looked at side by side, taken one by one or all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lianjian.apps.agreements.actions.take_newer_words import take_newer_words
from lianjian.apps.agreements.queries import newer_words
from lianjian.apps.agreements.rules.newer import Looked
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.office.agreements import editable
from lianjian.web.office.door import in_office
from lianjian.web.office.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import NewerWords


@in_office
def newer(request: HttpRequest, agreement: int) -> HttpResponse:
    """What the template says by now against what stands there; a POST takes the words that were looked at."""
    card = editable(request, agreement)
    refusal = ""
    if request.method == "POST":
        try:
            number = take_newer_words(by=actor_of(request), agreement=agreement, looked=_looked(request))
        except NotThere:
            raise
        except Refused as refused:
            refusal = explain(refused)
        else:
            said = ngettext(
                "%(number)s clause has the template's newest words now. Who had agreed to the old words says so anew.",
                "%(number)s clauses have the template's newest words now. Who had agreed to the old words says so anew.",
                number,
            )
            messages.success(request, said % {"number": number})
            return redirect("office:talks", agreement)
    lines: list[NewerWords] = newer_words(actor_of(request), agreement)
    title = _("Newer words of the template")
    context = framed(
        request,
        card=card,
        lines=lines,
        at_once=sum(not one.own for one in lines),
        refusal=refusal,
        title=title,
        crumbs=[
            (_("Agreements"), reverse("office:agreements")),
            (card.title, reverse("office:agreement", args=[agreement])),
            (title, ""),
        ],
    )
    return render(request, "office/newer.html", context, status=422 if refusal else 200)


def _looked(request: HttpRequest) -> list[Looked]:
    """What was before the sender's eyes, for the clauses that were chosen: the one whose button was pressed, or all that
    the page offered at once."""
    only = request.POST.get("only", "")
    chosen = [only] if only else request.POST.getlist("follows")
    found = []
    for key in dict.fromkeys(chosen):
        clause, newest = whole_number(key), whole_number(request.POST.get(f"newest-{key}", ""))
        if clause is not None and newest is not None:
            found.append(Looked(clause, request.POST.get(f"words-{key}", ""), newest))
    return found
