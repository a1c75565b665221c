from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.spread.events import PlatformFiguresRecorded
from lianjian.apps.spread.models import Item, PlatformMetric
from lianjian.apps.spread.rules.metrics import PlatformFigureGiven, Source, check_figure
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_metrics(*, by: Actor, figures: Iterable[PlatformFigureGiven]) -> int:
    """Keep figures that platforms gave about their own pages; returns how many are new.

    Editors and the system may. The same fetch twice is once; a later fetch of the same day stands beside the
    earlier one and counts instead of it. Raises Refused, and keeps nothing of the batch, where one figure
    cannot be kept.
    """
    if not by.holds(Role.EDITOR, Role.REVIEWER, Role.ADMINISTRATOR):
        raise NotAllowed(gettext_noop("Only editors enter the figures of platforms."))
    given = list(figures)
    today = civil_date(timezone.now())
    stories = set(Item.objects.filter(pk__in={figure.story for figure in given}).values_list("pk", flat=True))
    rows = []
    for figure in given:
        check_figure(figure, today=today)
        if figure.story not in stories:
            raise Refused(
                gettext_noop("Story %(story)s is not published here."), field="story", story=figure.story
            )
        rows.append(
            PlatformMetric(
                outlet=figure.outlet,
                item_id=figure.story,
                stat_date=figure.stat_date,
                metric=figure.metric,
                value=figure.value,
                definition=figure.definition.strip(),
                period=figure.period,
                fetched_at=figure.fetched_at,
                source=figure.source,
                entered_by_id=by.person if figure.source == Source.MANUAL else None,
            )
        )
    before = PlatformMetric.objects.filter(item__in=stories).count()
    PlatformMetric.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    new = PlatformMetric.objects.filter(item__in=stories).count() - before
    outlets = sorted({figure.outlet for figure in given})
    tell(PlatformFiguresRecorded(outlets=outlets, figures=new), by=by)
    return new
