from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import LinksAsked
from lianjian.apps.newsroom.models import StoryLinks
from lianjian.apps.newsroom.rules.checking.reaching import next_look, opens
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_links(
    *,
    by: Actor,
    story: int,
    revision: int,
    addresses: Sequence[str],
    answers: Mapping[str, int | None],
    now: datetime,
) -> StoryLinks:
    """Keep what the links of a text answered (status by address, None where nothing answered); answers of links that are not
    in the text any more are forgotten. Only the system."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system asks links."))
    rows = StoryLinks.objects.across_organisations("links are asked for all newsrooms")
    row = rows.select_for_update().filter(story=story).first()
    known = dict(row.found) if row is not None else {}
    for address, status in answers.items():
        before = known.get(address)
        failed_before = before is not None and opens(before["status"]) is False
        tries = int(before["tries"]) + 1 if before is not None and failed_before else 1
        known[address] = {"status": status, "at": now.isoformat(), "tries": tries}
    kept = {address: known[address] for address in addresses if address in known}
    if row is None:
        row = StoryLinks(story_id=story)
    row.revision, row.found, row.looked_at = revision, kept, now
    row.next_at = next_look(addresses, kept)
    row.save()
    if answers:
        broken = sum(opens(status) is False for status in answers.values())
        tell(LinksAsked(story=story, asked=len(answers), broken=broken), by=by)
    return row
