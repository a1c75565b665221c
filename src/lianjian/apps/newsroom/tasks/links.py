"""Asking whether the links of texts open."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from lianjian.apps.newsroom.actions.record_links import record_links
from lianjian.apps.newsroom.models import Story, StoryLinks
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.checking import passages_of
from lianjian.apps.newsroom.rules.checking.reaching import addresses_in, to_ask
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.newsroom.ports import LinkAsking

logger = logging.getLogger("lianjian.newsroom")
WORKED_ON = timedelta(days=30)
"""Texts that nobody touched for longer are not asked for."""
AT_ONCE = 20
TOGETHER = 4
_WHY = "links are asked for all newsrooms"


def ask_links() -> None:
    """Ask the links of texts that changed, and those again that did not open. Safe to be killed and called again."""
    links_asked(timezone.now())


def links_asked(now: datetime) -> int:
    """Look at the texts whose turn it is; returns how many addresses were asked. Nothing where the hub does not reach the
    open network (``settings.LIANJIAN_READ_BACK``)."""
    if not settings.LIANJIAN_READ_BACK:
        return 0
    worked = Q(stage__in=[Stage.IN_REVIEW, Stage.SENT_BACK, Stage.APPROVED]) | Q(
        stage=Stage.DRAFT, archive_item=None
    )
    changed = Q(links_asked=None) | ~Q(links_asked__revision=F("latest_revision"))
    recent = Q(latest_revision__created_at__gte=now - WORKED_ON)
    due = Story.objects.filter(worked, recent, changed | Q(links_asked__next_at__lte=now))
    rows = list(due.select_related("latest_revision").order_by("-latest_revision__created_at")[:AT_ONCE])
    kept = StoryLinks.objects.across_organisations(_WHY).filter(story__in=rows)
    known = {row.story_id: dict(row.found) for row in kept}
    texts: dict[int, list[str]] = {
        row.pk: addresses_in(passages_of(draft_of(row.get_latest_revision_as_object()))) for row in rows
    }
    asked = {row.pk: to_ask(texts[row.pk], known.get(row.pk, {}), now) for row in rows}
    wanted = list(dict.fromkeys(address for addresses in asked.values() for address in addresses))
    answers = asyncio.run(_answers(wanted)) if wanted else {}
    by = Actor.system("newsroom.links")
    for row in rows:
        record_links(
            by=by,
            story=row.pk,
            revision=row.latest_revision_id or 0,
            addresses=texts[row.pk],
            answers={address: answers[address] for address in asked[row.pk]},
            now=now,
        )
    return len(wanted)


async def _answers(addresses: Sequence[str]) -> dict[str, int | None]:
    path: str = import_string(settings.LIANJIAN_LINK_ASKER)
    asker: LinkAsking = import_string(path)()
    gate = asyncio.Semaphore(TOGETHER)
    found = await asyncio.gather(*(_one(address, asker, gate) for address in addresses))
    return dict(zip(addresses, found, strict=True))


async def _one(address: str, asker: LinkAsking, gate: asyncio.Semaphore) -> int | None:
    async with gate:
        try:
            return (await asker.ask(address)).status
        except Unreachable:
            return None
        except Exception:  # one strange address keeps no other from being asked
            logger.exception("A link could not be asked.")
            return None
