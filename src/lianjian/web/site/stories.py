"""Columns and stories."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from lianjian.apps.newsroom.queries import (
    columns,
    count_published,
    latest_published,
    published,
    was_published,
)
from lianjian.apps.newsroom.queries.series import in_series
from lianjian.apps.spread.queries import Selection, report
from lianjian.web.acting import actor_of
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.rules.content import PublishedStory

ON_A_PAGE = 12


class _Shelf:
    """The stories of a column for Django's paginator, fetched page by page."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __len__(self) -> int:
        return count_published(column=self.column)

    def __getitem__(self, wanted: slice) -> Sequence[PublishedStory]:
        return latest_published(column=self.column, offset=wanted.start, limit=wanted.stop - wanted.start)


def column(request: HttpRequest, slug: str) -> HttpResponse:
    """One column, the newest first."""
    this = next((one for one in columns() if one.slug == slug), None)
    if this is None:
        raise Http404
    shelf = cast("list[PublishedStory]", _Shelf(slug))  # the paginator only counts and slices
    page = Paginator(shelf, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "site/column.html", framed(request, column=this, page=page))


def story(request: HttpRequest, story_id: int) -> HttpResponse:
    """One story with its provenance, QR code, reading tools and loudspeaker script; 410 where it was withdrawn."""
    found = published(story_id)
    if found is None:
        if was_published(story_id):
            context = framed(request, heading=_("This story was withdrawn"))
            return render(request, "site/withdrawn.html", context, status=410)
        raise Http404
    more = [one for one in latest_published(column=found.column_slug, limit=5) if one.id != found.id][:4]
    context = framed(
        request,
        story=found,
        address=f"{settings.BASE_URL}{found.path}",
        more=more,
        series=in_series(found.id),
        figures=report(actor_of(request), Selection(story=found.id)),
    )
    return render(request, "site/story.html", context)
