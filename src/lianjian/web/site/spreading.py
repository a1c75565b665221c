"""How far the stories travel: the two forward rates, where they come from, and how one story was carried on.

Figures of stories, columns, villages and outlets; never of a person. Small figures are not shown (``rates.show``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianjian.apps.newsroom.queries import (
    columns,
    count_published,
    latest_published,
    published,
    published_many,
)
from lianjian.apps.parties.queries import organisation, organisations
from lianjian.apps.spread import queries
from lianjian.apps.spread.queries import Selection
from lianjian.apps.spread.rules.metrics import METRIC_LABELS, Metric
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date
from lianjian.web.acting import actor_of
from lianjian.web.kit.sheets import MOST_ROWS
from lianjian.web.site import exports, plotting
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.rules.content import PublishedStory
    from lianjian.apps.spread.queries import GroupFigures
    from lianjian.apps.spread.rules.rates import Shown

PERIODS = (30, 90, 365)
USUAL = 365
ON_A_PAGE = 30
AT_ONCE = 1000
"""Stories that a workbook fetches at once."""
MOST_CARRIED = 1000
"""So many stories at most stand in the list that begins with the most carried."""


@dataclass(frozen=True, slots=True)
class Line:
    """A column, a village or another party, with where its rows are."""

    name: str
    figures: GroupFigures
    rows: str
    carried: str


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story with what was seen of it; ``seen`` is None where it is not followed."""

    story: PublishedStory
    seen: Shown | None


class _Shelf:
    """The published stories of a choice for Django's paginator, fetched page by page."""

    def __init__(self, chosen: Selection) -> None:
        since = datetime.combine(chosen.since or date.min, time.min, timezone.get_current_timezone())
        self.chosen: dict[str, Any] = {"column": chosen.column or "", "party": chosen.party, "since": since}

    def __len__(self) -> int:
        return count_published(**self.chosen)

    def __getitem__(self, wanted: slice) -> Sequence[PublishedStory]:
        return latest_published(**self.chosen, offset=wanted.start, limit=wanted.stop - wanted.start)


def board(request: HttpRequest) -> HttpResponse:
    """Both rates, by column and by village, week by week, and the stories that went furthest."""
    by, days = actor_of(request), _days(request)
    selection = _selection(days)
    names = {column.slug: column.name for column in columns()}
    outlets = queries.outlet_names()
    villages = {str(one.pk): one.key for one in organisations()}
    whole = queries.report(by, selection)
    # the exact days only to add them up: what is shown passes the threshold week by week
    weeks = plotting.weeks(queries.by_day(Actor.system("site.spread"), selection))
    context = framed(
        request,
        whole=whole,
        days=days,
        periods=_periods(days),
        until=selection.until,
        since=selection.since,
        if_all=_if_all_unknown_were_forwarded(whole),
        certainly_not=_certainly_not(whole),
        columns=[
            _line(one, names.get(one.key, one.key), days, column=one.key)
            for one in queries.by_column(by, selection)
        ],
        parties=[
            _line(one, one.name, days, party=villages.get(one.key, ""))
            for one in queries.by_party(by, selection)
        ],
        outlets=[one for one in queries.by_outlet(by, selection) if one.seen.reads is not None],
        carried=[one for one in queries.most_carried(by, selection, limit=8) if one.seen.forwards],
        weeks=weeks,
        reads_plot=plotting.plot((week.reads for week in weeks), fewest=plotting.FEWEST),
        forwards_plot=plotting.plot((week.forwards for week in weeks), fewest=plotting.FEWEST),
        rows_all=_rows(days),
        rows_carried=_rows(days, order="carried"),
        platform=[
            (one, outlets.get(one.outlet, one.outlet), _(METRIC_LABELS[Metric(one.metric)]))
            for one in whole.platform
        ],
    )
    return render(request, "site/spread.html", context)


def rows(request: HttpRequest) -> HttpResponse:
    """The stories behind a figure: those published in the period, the newest first, or with ``order=carried``
    those read or carried on in it, the most carried first."""
    by, days = actor_of(request), _days(request)
    slug, key = request.GET.get("column", ""), request.GET.get("party", "")
    column = next((one for one in columns() if one.slug == slug), None)
    party = organisation(key) if key else None
    if (slug and column is None) or (key and party is None):
        raise Http404
    chosen = Selection(
        column=slug or None, party=party.pk if party else None, since=_since(days), until=_today()
    )
    carried = request.GET.get("order") == "carried"
    if exports.wanted(request):
        return exports.too_often(request) or exports.spread(_every(by, chosen, carried=carried))
    listed = _carried if carried else _newest
    page, lines = listed(by, chosen, request.GET.get("page"))
    context = framed(
        request,
        page=page,
        lines=lines,
        carried=carried,
        days=days,
        named=" · ".join(filter(None, (column.name if column else "", party.name if party else ""))),
        other_order=_rows(days, column=slug, party=key, order="" if carried else "carried"),
    )
    return render(request, "site/spread_rows.html", context)


def _newest(
    by: Actor, chosen: Selection, page: str | None, size: int = ON_A_PAGE
) -> tuple[Page[Any], list[StoryRow]]:
    shelf = cast("list[PublishedStory]", _Shelf(chosen))  # the paginator only counts and slices
    found = Paginator(shelf, size).get_page(page)
    seen = queries.by_story(by, [story.id for story in found])
    return found, [StoryRow(story, seen.get(story.id)) for story in found]


def _carried(
    by: Actor, chosen: Selection, page: str | None, size: int = ON_A_PAGE
) -> tuple[Page[Any], list[StoryRow]]:
    best = queries.most_carried(by, chosen, limit=MOST_CARRIED)
    found = Paginator(best, size).get_page(page)
    stories = published_many(row.story for row in found)
    return found, [StoryRow(stories[row.story], row.seen) for row in found if row.story in stories]


def _every(by: Actor, chosen: Selection, *, carried: bool) -> Iterator[StoryRow]:
    """All rows of the list, piece by piece, each seen as the page shows it."""
    listed, number = (_carried if carried else _newest), 1
    while True:
        page, lines = listed(by, chosen, str(number), AT_ONCE)
        yield from lines
        if not page.has_next() or number * AT_ONCE > MOST_ROWS:
            return
        number += 1


def one_story(request: HttpRequest, story_id: int) -> HttpResponse:
    """How one story was carried on, as a tree without names."""
    by, story = actor_of(request), published(story_id)
    if story is None:
        raise Http404
    figures = queries.report(by, Selection(story=story_id))
    tree = queries.cascade(by, story_id)
    weeks = plotting.weeks(queries.by_day(Actor.system("site.spread"), Selection(story=story_id)))
    names = queries.outlet_names()
    context = framed(
        request,
        story=story,
        figures=figures,
        tree=tree,
        widest=max((node.reads_below for node in tree.nodes), default=0),
        nodes=[(node, names.get(node.outlet, node.outlet)) for node in tree.nodes],
        shown=not figures.seen.hidden,
        weeks=weeks,
        reads_plot=plotting.plot((week.reads for week in weeks), fewest=plotting.FEWEST),
        silent=[names[key] for key in figures.outlets_unknown],
    )
    return render(request, "site/spread_story.html", context)


def _today() -> date:
    return civil_date(timezone.now())


def _since(days: int) -> date:
    return _today() - timedelta(days=days - 1)


def _selection(days: int) -> Selection:
    return Selection(since=_since(days), until=_today())


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in PERIODS} else USUAL


def _periods(chosen: int) -> list[tuple[str, str, bool, None]]:
    said = {30: _("30 days"), 90: _("90 days"), 365: _("One year")}
    return [
        (said[days], f"{reverse('site:spread')}?{urlencode({'days': days})}", days == chosen, None)
        for days in PERIODS
    ]


def _rows(days: int, **chosen: str) -> str:
    asked = {name: value for name, value in chosen.items() if value}
    return f"{reverse('site:spread-rows')}?{urlencode({**asked, 'days': days})}"


def _line(figures: GroupFigures, name: str, days: int, **chosen: str) -> Line:
    return Line(name, figures, _rows(days, **chosen), _rows(days, **chosen, order="carried"))


def _certainly_not(whole: queries.Report) -> int | None:
    """Stories of which we know that nobody forwarded them."""
    rate = whole.item_forward_rate
    if rate.numerator is None or rate.denominator is None:
        return None
    return max(rate.denominator - rate.numerator - whole.items_unknown, 0)


def _if_all_unknown_were_forwarded(whole: queries.Report) -> float | None:
    rate = whole.item_forward_rate
    if rate.numerator is None or not rate.denominator or not whole.items_unknown:
        return None
    return (rate.numerator + whole.items_unknown) / rate.denominator
