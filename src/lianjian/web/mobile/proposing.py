"""Other words for a clause, a new one behind it or its removal, proposed from a phone: kept as it is typed, sent once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.agreements.actions.propose_change import propose_change
from lianjian.apps.agreements.queries import talks
from lianjian.apps.agreements.rules.negotiating import PROPOSAL_KIND_LABELS, ProposalKind
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.mobile.frame import framed
from lianjian.web.mobile.sent import answered, wants_json

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import TalkedClause, Talks


class ProposalForm(forms.Form):
    """What is proposed, and why; for which party, where there are several."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Your organisation"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("What you propose"), initial=ProposalKind.CHANGE, widget=forms.RadioSelect
    )
    heading = forms.CharField(label=gettext_lazy("Name of the clause"), required=False, max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        help_text=gettext_lazy(
            "The whole clause as it is to read. To take it out, only the reason is needed."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, talk: Talks, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        houses = talk.speaks_for
        offered: dict[str, list[tuple[Any, str]]] = {
            "organisation": list(houses),
            "kind": [(str(kind), _(PROPOSAL_KIND_LABELS[kind])) for kind in ProposalKind],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined] # both are choice fields
        if len(houses) == 1:
            self.fields["organisation"].initial = houses[0][0]
            self.fields["organisation"].widget = forms.HiddenInput()

    def refuse(self, refused: Refused) -> None:
        """A refusal stands beside its field, or above the form."""
        self.add_error(refused.field if refused.field in self.fields else None, explain(refused))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, agreement: int, position: int) -> HttpResponse:
    """The form, and what it sends: a page for people, JSON for the script that sends what was kept."""
    as_json = wants_json(request)
    if as_json and request.method == "POST" and (away := answered(request)) is not None:
        return away
    return _propose(request, agreement, position, as_json=as_json)


@login_required
def _propose(request: HttpRequest, agreement: int, position: int, *, as_json: bool) -> HttpResponse:
    talk = talks(actor_of(request), agreement)
    about = next((one for one in talk.clauses if one.position == position), None)
    if about is None:
        return _gone(as_json=as_json)
    if not talk.speaks_for:
        raise NotAllowed(gettext_noop("You hold no mandate to speak for this organisation."))
    initial = {"heading": about.heading, "text": about.text}
    form = ProposalForm(request.POST or None, talk=talk, initial=initial)
    if request.method == "POST" and form.is_valid() and _sent(request, talk, about, form):
        where = reverse("mobile:talk", args=[agreement, position])
        if as_json:
            return JsonResponse({"url": where})
        messages.success(request, _("The proposal is there; all parties see it."))
        return redirect(where)
    bad = request.method == "POST"
    if bad and as_json:
        return JsonResponse({"errors": form.errors}, status=422)
    context = framed(
        request,
        talk=talk,
        clause=about,
        form=form,
        client_key=request.POST.get("client_key") or uuid.uuid4().hex,
        seen_words=request.POST.get("seen_words") or about.words,
    )
    return render(request, "mobile/talk_propose.html", context, status=422 if bad else 200)


def _gone(*, as_json: bool) -> HttpResponse:
    if not as_json:
        raise NotThere
    return JsonResponse({"errors": {"text": [_("The clause is not there any more.")]}}, status=422)


def _sent(request: HttpRequest, talk: Talks, about: TalkedClause, form: ProposalForm) -> bool:
    """Propose; False where it was refused, which the form says then."""
    values = form.cleaned_data
    try:
        propose_change(
            by=actor_of(request),
            agreement=talk.agreement,
            organisation=values["organisation"],
            kind=values["kind"],
            clause=about.id,
            heading=values["heading"],
            text=values["text"],
            reason=values["reason"],
            seen_words=request.POST.get("seen_words", ""),
            client_key=request.POST.get("client_key", "")[:64] or None,
        )
    except NotThere:
        raise
    except Refused as refused:
        form.refuse(refused)
        return False
    return True
