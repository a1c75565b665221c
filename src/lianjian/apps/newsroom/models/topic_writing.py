"""Putting what is typed about a topic onto it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.models.column import Column
from lianjian.apps.newsroom.rules.drafts import TITLE_LIMIT
from lianjian.apps.newsroom.rules.planning import ABOUT_LIMIT, outlets_in_order
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian.kernel.texts import clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lianjian.apps.newsroom.models.planning import Topic


def write_topic(
    row: Topic, *, title: str, about: str, column: str, planned_on: date | None, outlets: Iterable[str]
) -> None:
    """Set the fields of ``row``. Raises Refused by field."""
    row.title = clean_line(title, field="title", longest=TITLE_LIMIT)
    row.about = clean(about, field="about", longest=ABOUT_LIMIT, needed=False)
    row.column = Column.objects.filter(slug=column).first() if column else None
    if column and row.column is None:
        raise Refused(gettext_noop("There is no column “%(slug)s”."), field="column", slug=column)
    row.planned_on = planned_on
    row.outlets = outlets_in_order(outlets)
