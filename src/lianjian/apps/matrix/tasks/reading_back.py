"""Reading confirmed pages back."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from lianjian.apps.matrix.actions.record_reading import record_reading
from lianjian.apps.matrix.models import ConfirmedPage
from lianjian.apps.matrix.rules.states import State
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.matrix.models import Delivery
    from lianjian.apps.matrix.rules.reading_back import PageRead, PageReading

logger = logging.getLogger("lianjian.matrix")
AT_ONCE = 20
_WHY = "the system reads pages of all organisations"


def read_confirmed_pages() -> None:
    """Read the pages whose turn it is. Safe to be killed and called again at any time."""
    read_back(timezone.now())


def read_back(now: datetime) -> int:
    """Read what is due and write down what was found; returns how many pages were asked for. Nothing where reading is
    switched off (``settings.LIANJIAN_READ_BACK``)."""
    if not settings.LIANJIAN_READ_BACK:
        return 0
    rows = ConfirmedPage.objects.across_organisations(_WHY)
    # what was taken down again is not looked for
    rows.filter(next_at__isnull=False).exclude(delivery__state=State.PUBLISHED).update(next_at=None)
    due = list(rows.filter(next_at__lte=now).select_related("delivery").order_by("next_at")[:AT_ONCE])
    if not due:
        return 0
    stories = newsroom.published_many({row.delivery.story for row in due})
    path: str = import_string(settings.LIANJIAN_PAGE_READER)
    reader: PageReading = import_string(path)()
    answers = asyncio.run(_read([row.delivery.url for row in due], reader))
    by = Actor.system("matrix.pages")
    for row, (read, why) in zip(due, answers, strict=True):
        story = stories.get(row.delivery.story)
        wanted = _titles(row.delivery, story.title if story else "")
        record_reading(by=by, page=row.pk, read=read, wanted=wanted, why=why, now=now)
    return len(due)


def _titles(delivery: Delivery, title: str) -> list[str]:
    """What the page may be called: an editor's own words for this outlet, else the story's."""
    own = str(delivery.changes.get("title", ""))
    return [one for one in (own, title) if one]


async def _read(urls: Sequence[str], reader: PageReading) -> list[tuple[PageRead | None, str]]:
    return await asyncio.gather(*(_one(url, reader) for url in urls))


async def _one(url: str, reader: PageReading) -> tuple[PageRead | None, str]:
    try:
        return await reader.read(url), ""
    except Unreachable as away:
        return None, away.reason
    except Exception as fault:  # one strange page keeps no other from being read
        logger.exception("A confirmed page could not be read.")
        return None, type(fault).__name__
