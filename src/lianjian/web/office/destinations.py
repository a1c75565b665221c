"""What a visitor needs to know of a destination, and its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.projects.actions.describe_destination import describe_destination
from lianjian.apps.projects.actions.show_picture import show_picture
from lianjian.apps.projects.actions.take_down_picture import take_down_picture
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit.seasons import MONTH_CHOICES
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.linked_marks import OPENING_WORDS
from lianjian.web.office.projects import page_of, worked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MONTHS = [("", "—"), *MONTH_CHOICES]


def _words(label: Any, rows: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class DestinationForm(OfficeForm):
    """What a visitor needs to know."""

    opening = forms.ChoiceField(
        label=gettext_lazy("Is it open"), choices=[("", "—"), *OPENING_WORDS.items()], required=False
    )
    first_month = forms.TypedChoiceField(
        label=gettext_lazy("Season: first month"),
        choices=MONTHS,
        coerce=int,
        required=False,
        empty_value=None,
    )
    last_month = forms.TypedChoiceField(
        label=gettext_lazy("Season: last month"), choices=MONTHS, coerce=int, required=False, empty_value=None
    )
    season = forms.CharField(label=gettext_lazy("When to come"), required=False, max_length=200)
    capacity = forms.CharField(label=gettext_lazy("How many fit"), required=False, max_length=200)
    route = _words(gettext_lazy("How to get there by car"), 3)
    by_bus = _words(gettext_lazy("How to get there by bus"), 3)
    near = _words(
        gettext_lazy("What is near"), 3, gettext_lazy("What else one can see, eat or do within a short way.")
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom to ask"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("An office's number, not a person's: it may be shown to everybody."),
    )
    public = forms.BooleanField(
        label=gettext_lazy("Show it to everybody on the public site"),
        required=False,
        help_text=gettext_lazy("With the project's title, what it is about, and the names of its parties."),
    )


class PictureForm(OfficeForm):
    """A picture and what it shows."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy("What the camera wrote beside it (place, time, device) is removed."),
    )
    caption = forms.CharField(
        label=gettext_lazy("What it shows"),
        max_length=120,
        help_text=gettext_lazy("Read aloud to those who cannot see it. Ask whoever can be recognised."),
    )


@in_office
def describe(request: HttpRequest, project: int) -> HttpResponse:
    """Say what a visitor needs to know."""
    card = worked(request, project)
    names = (
        "opening",
        "first_month",
        "last_month",
        "season",
        "capacity",
        "route",
        "by_bus",
        "near",
        "contact",
        "public",
    )
    there = card.destination

    def deed(values: dict[str, Any]) -> str:
        shown = describe_destination(
            by=actor_of(request), project=project, **{name: values[name] for name in names}
        )
        messages.success(
            request,
            _("Saved. Everybody sees it now.") if shown.public else _("Saved. Only the network sees it."),
        )
        return reverse("office:project", args=[project])

    initial = {name: getattr(there, name) for name in names} if there else {}
    form = DestinationForm(request.POST or None, initial=initial)
    return run(request, form, deed, action=_("Save"), wide=True, **page_of(card, _("For visitors")))


@in_office
def picture(request: HttpRequest, project: int) -> HttpResponse:
    """Add a picture."""
    card = worked(request, project)

    def deed(values: dict[str, Any]) -> str:
        show_picture(
            by=actor_of(request),
            project=project,
            data=values["picture"].read(LARGEST_FILE + 1),
            caption=values["caption"],
        )
        messages.success(request, _("The picture is there."))
        return reverse("office:project", args=[project])

    form = PictureForm(request.POST or None, request.FILES or None)
    return run(request, form, deed, action=_("Add a picture"), **page_of(card, _("Add a picture")))


@require_POST
@in_office
def picture_gone(request: HttpRequest, project: int, picture: int) -> HttpResponse:
    """Delete a picture for good."""
    card = worked(request, project)
    if card.destination is None or picture not in {one.id for one in card.destination.pictures}:
        raise NotThere
    take_down_picture(by=actor_of(request), picture=picture)
    messages.success(request, _("The picture is deleted."))
    return redirect("office:project", project)
