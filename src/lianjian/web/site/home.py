"""The front page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone

from lianjian.apps.agreements.queries import public_agreements, public_calls
from lianjian.apps.newsroom.queries import columns, count_published, latest_published
from lianjian.apps.projects.queries import public_fulfilment
from lianjian.apps.spread.queries import Selection, coverage, report
from lianjian.kernel.clock import civil_date
from lianjian.web.acting import actor_of
from lianjian.web.site.frame import framed
from lianjian.web.site.tiles import districts_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


YEAR = timedelta(days=364)


def home(request: HttpRequest) -> HttpResponse:
    """Lead, side column, four columns, the network as movable type, the call."""
    newest = latest_published(limit=9)
    shown = {story.id for story in newest[:4]}
    by_column = [
        (
            column,
            [story for story in latest_published(column=column.slug, limit=6) if story.id not in shown][:3],
        )
        for column in columns()
    ]
    today = civil_date(timezone.now())
    calls = [call for call in public_calls() if call.published_at is not None]
    context = framed(
        request,
        lead=newest[0] if newest else None,
        side=newest[1:4],
        brief=newest[4:9],
        by_column=by_column,
        districts=districts_of(coverage(today).silent),
        call=calls[0] if calls else None,
        call_begins=next((part for part in calls[0].text.split("\n") if part.strip()), "") if calls else "",
        stories_total=count_published(),
        agreements_total=len(public_agreements()),
        kept=public_fulfilment(today),
        forwarded=report(actor_of(request), Selection(since=today - YEAR, until=today)).item_forward_rate,
        today=today,
    )
    return render(request, "site/home.html", context)
