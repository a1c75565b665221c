"""After a gathering: minutes, resolutions that become promises, photographs, and the story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.coordination.actions.accept_resolution import accept_resolution
from lianjian.apps.coordination.actions.drop_resolution import drop_resolution
from lianjian.apps.coordination.actions.keep_gathering_minutes import keep_gathering_minutes
from lianjian.apps.coordination.actions.remove_gathering_photo import remove_gathering_photo
from lianjian.apps.coordination.actions.resolve_at_gathering import resolve_at_gathering
from lianjian.apps.coordination.actions.tell_of_gathering import MOST_PICTURES, tell_of_gathering
from lianjian.apps.coordination.queries.gathering_records import notes_of_gathering, resolution, tellings_of
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import area_field, offer
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.gatherings import organised_by, page_about
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.safestring import SafeString


class MinutesForm(OfficeForm):
    """What was said, and what readers may know of it."""

    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Read by those who were invited."),
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary for readers"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Becomes the paragraphs of a story. Who, where, when and how many are added by themselves."
        ),
    )


class ResolutionForm(Picking):
    """Who does what for whom by when."""

    text = forms.CharField(
        label=gettext_lazy("What was resolved"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    giver = PartyPick(label=gettext_lazy("Who gives or does it"), help_text=PARTY_HELP)
    receiver = PartyPick(
        label=gettext_lazy("For whom"),
        required=False,
        help_text=gettext_lazy("Left empty, it is a duty of whoever does it and no commitment."),
    )
    work_area = area_field(required=False)
    due_on = Day(label=gettext_lazy("By which day"))


class TellForm(OfficeForm):
    """Which photographs, and who gets the draft."""

    newsroom = forms.TypedChoiceField(label=gettext_lazy("Media centre that gets the draft"), coerce=int)
    photos = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Photos for the story"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    again = forms.BooleanField(label=gettext_lazy("Make another draft beside the first"), required=False)


@in_office
def minutes(request: HttpRequest, gathering: int) -> HttpResponse:
    """Keep minutes and summary."""
    card = organised_by(request, gathering)
    form = MinutesForm(request.POST or None, initial={"minutes": card.minutes, "summary": card.summary})

    def deed(values: dict[str, Any]) -> str:
        keep_gathering_minutes(
            by=actor_of(request), gathering=gathering, minutes=values["minutes"], summary=values["summary"]
        )
        messages.success(request, _("The minutes are kept."))
        return reverse("office:gathering", args=[gathering])

    page = page_about(card, _("Write the minutes"))
    return run(request, form, deed, action=_("Keep the minutes"), **page)


@in_office
def resolve(request: HttpRequest, gathering: int) -> HttpResponse:
    """Write down a resolution."""
    card = organised_by(request, gathering)
    actor = actor_of(request)
    form = ResolutionForm(request.POST or None, by=actor)

    def deed(values: dict[str, Any]) -> str:
        resolve_at_gathering(
            by=actor,
            gathering=gathering,
            **{
                name: values[name]
                for name in ("text", "giver", "receiver", "work_area", "due_on", "client_key")
            },
        )
        messages.success(request, _("The resolution is written down. It binds once the giver accepts it."))
        return reverse("office:gathering", args=[gathering])

    page = page_about(card, _("Write down a resolution"))
    return run(request, form, deed, action=_("Write it down"), **page)


@in_office
@require_POST
def accept(request: HttpRequest, gathering: int, resolution_key: int) -> HttpResponse:
    """Make a resolution a promise."""
    line = resolution(actor_of(request), resolution_key)
    if line.gathering != gathering:
        raise NotThere
    try:
        made = accept_resolution(by=actor_of(request), resolution=resolution_key)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        said = _("It is a commitment now.") if made.commitment else _("It is a duty now.")
        messages.success(request, said)
    return redirect("office:gathering", gathering)


@in_office
@require_POST
def drop(request: HttpRequest, gathering: int, resolution_key: int) -> HttpResponse:
    """Strike out a resolution."""
    organised_by(request, gathering)
    return _told(
        request,
        gathering,
        lambda by: drop_resolution(by=by, gathering=gathering, resolution=resolution_key),
        _("The resolution is struck out."),
    )


@in_office
@require_POST
def remove_photo(request: HttpRequest, gathering: int) -> HttpResponse:
    """Delete a photograph for good."""
    photo = whole_number(request.POST.get("photo", ""))
    if photo is None:
        raise NotThere
    return _told(
        request,
        gathering,
        lambda by: remove_gathering_photo(by=by, gathering=gathering, photo=photo),
        _("The photo is deleted for good."),
    )


def _told(request: HttpRequest, gathering: int, verb: Any, said: str) -> HttpResponse:
    try:
        verb(actor_of(request))
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, said)
    return redirect("office:gathering", gathering)


def _shot(photo: int, words: str) -> SafeString:
    """A photograph to tick: seen, not read."""
    address = reverse("mobile:gathering-photo", args=[photo, "small"])
    return format_html('<img class="gathering-pick" src="{}" alt="{}" loading="lazy">', address, words)


@in_office
def tell(request: HttpRequest, gathering: int) -> HttpResponse:
    """Make a story draft at a media centre."""
    card = organised_by(request, gathering)
    actor = actor_of(request)
    told = tellings_of(actor, gathering)
    newsrooms = [(one.pk, one.short_name) for one in organisations(Kind.MEDIA_CENTRE)[:100]]
    own = next((key for key, _name in newsrooms if key in actor.organisations), None)
    shots = [
        (photo.id, _shot(photo.id, f"{note.person_name} {n}"))
        for note in notes_of_gathering(actor, gathering)
        for n, photo in enumerate(note.photos, start=1)
    ]
    form = TellForm(
        request.POST or None, initial={"newsroom": own or (newsrooms[0][0] if newsrooms else None)}
    )
    offer(form, "newsroom", newsrooms)
    offer(form, "photos", shots)
    form.fields["photos"].help_text = _("Up to %(most)d photos; the first one is the cover.") % {
        "most": MOST_PICTURES
    }
    if not shots:
        del form.fields["photos"]
    if not told:
        del form.fields["again"]

    def deed(values: dict[str, Any]) -> str:
        tell_of_gathering(
            by=actor,
            gathering=gathering,
            newsroom=values["newsroom"],
            photos=values.get("photos", []),
            again=values.get("again", False),
        )
        messages.success(request, _("The draft lies at the media centre; its editors see it on their desk."))
        return reverse("office:gathering", args=[gathering])

    page = page_about(card, _("Make a story draft"))
    return run(request, form, deed, action=_("Make a story draft"), style="office/gathering.css", **page)
