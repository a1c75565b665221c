"""Pictures and consents of one story: who is seen, who agreed, and what stands in the way of publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.newsroom import queries
from lianjian.apps.newsroom.actions.record_consent import record_consent
from lianjian.apps.newsroom.actions.say_who_is_shown import say_who_is_shown
from lianjian.apps.newsroom.actions.settle_consent import settle_consent
from lianjian.apps.newsroom.actions.withdraw_consent import withdraw_consent
from lianjian.apps.newsroom.queries.consents import consents_of_words, pictures_of_story
from lianjian.apps.newsroom.rules.consents import PEOPLE_LABELS, SAID_BY_HAND, WAY_LABELS, WHY, People, Way
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.widgets import DayInput

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor


class ConsentForm(forms.Form):
    """One consent. The rule says what is missing."""

    who = forms.CharField(label=gettext_lazy("Who agreed"), required=False)
    use = forms.CharField(label=gettext_lazy("To what"), required=False)
    way = forms.ChoiceField(label=gettext_lazy("How"), required=False)
    kept_at = forms.CharField(label=gettext_lazy("Where the paper lies"), required=False)
    given_on = forms.DateField(label=gettext_lazy("On which day"), widget=DayInput())
    until = forms.DateField(label=gettext_lazy("Until when"), required=False, widget=DayInput())
    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(str(way), _(label)) for way, label in WAY_LABELS.items()]  # type: ignore[attr-defined] # a choice field
        self.fields["who"].help_text = _(
            "A name, or a description: as little as is needed to find them again."
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def story_pictures(request: HttpRequest, story: int) -> HttpResponse:
    """The page; a POST does one deed about one picture, or about the words of the story."""
    actor = actor_of(request)
    queries.story_of(actor, story)
    form, fault = None, ""
    picture = whole_number(request.POST.get("picture", ""))
    if request.method == "POST":
        if request.POST.get("deed") == "record":
            form = ConsentForm(request.POST)
        try:
            if form is None:
                _do(actor, picture, request)
            elif form.is_valid():
                record_consent(
                    by=actor, picture=picture, story=None if picture else story, **form.cleaned_data
                )
        except NotThere:
            raise
        except Refused as refused:
            if form is not None and refused.field in form.fields:
                form.add_error(refused.field, explain(refused))
            else:
                fault = explain(refused)
        if not fault and (form is None or not form.errors):
            messages.success(request, _("Written down."))
            return redirect("desk_pictures", story)
    return _page(request, story, form, picture, fault)


def _do(actor: Actor, picture: int | None, request: HttpRequest) -> None:
    deed, key = request.POST.get("deed"), whole_number(request.POST.get("consent", ""))
    if deed == "say" and picture is not None:
        say_who_is_shown(
            by=actor,
            picture=picture,
            people=request.POST.get("people", ""),
            note=request.POST.get("note", ""),
        )
    elif deed == "withdraw" and key is not None:
        withdraw_consent(by=actor, consent=key)
    elif deed == "settle" and key is not None:
        settle_consent(by=actor, consent=key)
    else:
        raise NotThere


def _page(
    request: HttpRequest, story: int, form: ConsentForm | None, picture: int | None, fault: str
) -> HttpResponse:
    actor, today = actor_of(request), civil_date(timezone.now())
    row = queries.story_of(actor, story)
    blank = {"given_on": today, "use": _("to be shown in stories of this newsroom"), "way": Way.PAPER}
    shown = [
        {
            "one": one,
            "word": _(PEOPLE_LABELS[People(one.picture.people)]),
            "why": _(WHY[one.why]) if one.why else "",
            "form": form
            if form and picture == one.picture.pk
            else ConsentForm(initial=blank, auto_id=f"id_{one.picture.pk}_%s"),
            "open": form is not None and picture == one.picture.pk,
        }
        for one in pictures_of_story(actor, row, today)
    ]
    of_words = form if form and picture is None else ConsentForm(initial=blank, auto_id="id_words_%s")
    context = {
        "row": row,
        "shown": shown,
        "words": consents_of_words(actor, story, today),
        "words_form": of_words,
        "words_open": form is not None and picture is None,
        "choices": [(str(word), _(PEOPLE_LABELS[word])) for word in SAID_BY_HAND],
        "ways": {str(way): _(label) for way, label in WAY_LABELS.items()},
        "fault": fault,
    }
    faulty = bool(fault or (form and form.errors))
    return render(request, "desk/pictures.html", context, status=422 if faulty else 200)
