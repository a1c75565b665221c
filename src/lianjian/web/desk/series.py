"""Series at the desk: begun, named, and their stories put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.newsroom.actions.arrange_series import arrange_series
from lianjian.apps.newsroom.actions.name_series import name_series
from lianjian.apps.newsroom.models.series import ABOUT_LIMIT, NAME_LIMIT
from lianjian.apps.newsroom.queries import newsrooms, state_of
from lianjian.apps.newsroom.queries.series import series_list, series_one, stories_for, stories_in
from lianjian.apps.newsroom.rules.stages import STAGE_LABELS, Stage
from lianjian.apps.parties.queries import organisation_names
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.models import Series, Story
    from lianjian.foundation.actor import Actor

ON_A_PAGE = 30


class SeriesForm(forms.Form):
    """Its name and what it is about."""

    newsroom = forms.TypedChoiceField(label=gettext_lazy("Which newsroom"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Name of the series"), max_length=NAME_LIMIT)
    about = forms.CharField(label=gettext_lazy("What it is about"), max_length=ABOUT_LIMIT, required=False)

    def __init__(self, *args: Any, by: Actor, row: Series | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            del self.fields["newsroom"]
            return
        houses = sorted(organisation_names(newsrooms(by)).items())
        self.fields["newsroom"].choices = houses  # type: ignore[attr-defined] # a choice field
        if len(houses) == 1:
            self.fields["newsroom"].initial = houses[0][0]
            self.fields["newsroom"].widget = forms.HiddenInput()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """All series; a POST begins one."""
    actor = actor_of(request)
    rows = series_list(actor)
    if sheets.wanted(request):
        columns = [_("Name of the series"), _("What it is about"), _("Stories")]
        return sheets.workbook(
            pgettext("stories in an order", "Series"),
            columns,
            [[row.name, row.about, row.stories] for row in rows],  # type: ignore[attr-defined] # annotated
        )
    form = SeriesForm(request.POST or None, by=actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = name_series(by=actor, **form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        else:
            return redirect("desk_series", made.pk)
    page = page_of(
        request, rows.count(), lambda limit, offset: list(rows[offset : offset + limit]), ON_A_PAGE
    )
    context = framed(request, page=page, form=form)
    return render(request, "desk/series_list.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest, series: int) -> HttpResponse:
    """One series. A POST renames it, or moves (``up``, ``down``), takes out (``out``) or adds (``add``) a story."""
    actor = actor_of(request)
    row = series_one(actor, series)
    stories = stories_in(actor, series)
    if sheets.wanted(request):
        return _workbook(row, stories)
    naming = request.POST.get("deed") == "name"
    typed = {"title": row.name, "about": row.about}
    form = SeriesForm(request.POST if naming else None, by=actor, row=row, initial=typed)
    fault = ""
    if request.method == "POST" and (not naming or form.is_valid()):
        try:
            if naming:
                name_series(by=actor, series=series, **form.cleaned_data)
            else:
                arrange_series(by=actor, series=series, stories=_order([one.pk for one in stories], request))
        except NotThere:
            raise
        except Refused as refused:
            if naming:
                form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
            else:
                fault = explain(refused)
        else:
            messages.success(request, _("Written down."))
            return redirect("desk_series", series)
    context = framed(
        request,
        row=row,
        stories=[_shown(story) for story in stories],
        others=[(story.pk, _title(story)) for story in stories_for(actor, row.newsroom_id)],
        form=form,
        naming=naming,
        fault=fault,
    )
    return render(request, "desk/series.html", context, status=422 if fault or form.errors else 200)


def _order(keys: list[int], request: HttpRequest) -> list[int]:
    """The order after what was asked for; a story that is not there any more changes nothing."""
    story = whole_number(request.POST.get("story", ""))
    deed = request.POST.get("deed")
    if story is None:
        return keys
    if deed == "add":
        return [*keys, story]
    if story not in keys:
        return keys
    at = keys.index(story)
    rest = [key for key in keys if key != story]
    if deed in {"up", "down"}:
        rest.insert(max(0, at - 1) if deed == "up" else at + 1, story)
    elif deed != "out":
        return keys
    return rest


def _title(story: Story) -> str:
    revision = story.latest_revision
    return (revision.object_str if revision else "") or str(story)


def _shown(story: Story) -> dict[str, Any]:
    return {
        "pk": story.pk,
        "title": _title(story),
        "mark": "ok" if story.live else "due",
        "word": _(STAGE_LABELS[Stage(state_of(story))]),
    }


def _workbook(row: Series, stories: list[Story]) -> HttpResponse:
    columns = [_("Place in the series"), _("Story"), _("State"), _("Published")]
    cells = [
        [place, _title(story), _(STAGE_LABELS[Stage(state_of(story))]), story.first_published_at]
        for place, story in enumerate(stories, start=1)
    ]
    return sheets.workbook(row.name, columns, cells)
