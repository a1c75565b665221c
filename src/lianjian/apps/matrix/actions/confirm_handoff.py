from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

# the deed is told in move()
from lianjian.apps.matrix.actions._standing import delivery_for, move, require_state
from lianjian.apps.matrix.models import ConfirmedPage, Delivery
from lianjian.apps.matrix.rules.addresses import check_address
from lianjian.apps.matrix.rules.captures import check_capture
from lianjian.apps.matrix.rules.reading_back import Sight
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.newsroom.queries import published
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

CONFIRMABLE = (State.NEEDS_HUMAN, State.PLANNED, State.ACCEPTED, State.UNKNOWN, State.REFUSED, State.PARKED)


@transaction.atomic
def confirm_handoff(
    *, by: Actor, delivery: int, url: str, capture: bytes | None = None, at: datetime | None = None
) -> Delivery:
    """Say that the story is public at ``url``: a person saw it there. ``capture`` is a picture of the page
    (PNG or JPEG, at most 8 MB). The same link twice is once; another link for the same delivery is refused,
    as is a link that belongs to another platform or to another story. ``at`` is when it was seen there, for what is
    written down later; not a moment to come.
    """
    now = timezone.now()
    row = delivery_for(by, delivery)
    address = check_address(url, row.outlet.domains)
    if row.state == State.PUBLISHED and row.url == address:
        return row
    if row.state == State.PUBLISHED:
        raise Refused(
            gettext_noop("This delivery is confirmed already with another link: %(url)s."),
            cure=gettext_noop("If that link is wrong, withdraw the delivery there first."),
            field="url",
            url=row.url,
        )
    if row.deed == Deed.WITHDRAW:
        raise Refused(
            gettext_noop("This story was withdrawn; it must not be published any more."),
            cure=gettext_noop("Delete it at the outlet and confirm that it is gone."),
        )
    require_state(row, CONFIRMABLE)
    _require_free(row, address)
    if capture is not None:
        row.capture = _keep_capture(row, capture)
    row.url, row.published_at, row.evidence, row.next_at = address, min(at or now, now), "person", None
    # tell() stands in move()
    move(row, State.PUBLISHED, by=by)
    _have_it_read(row)
    return row


def _require_free(row: Delivery, address: str) -> None:
    """One address is one story: a link pasted into the wrong line is found here."""
    taken = (
        Delivery.objects.across_organisations("an address belongs to one story")
        .filter(url=address, state=State.PUBLISHED)
        .exclude(story=row.story)
    )
    if taken.exists():
        raise Refused(
            gettext_noop("This link is already confirmed for another story."),
            cure=gettext_noop("Copy the link again from the item you have just published."),
            field="url",
        )


def _have_it_read(row: Delivery) -> None:
    """Not for demonstrations: their addresses are invented."""
    story = published(row.story)
    if not settings.LIANJIAN_READ_BACK or story is None or story.demonstration:
        return
    waits = {"sight": Sight.WAITING, "next_at": timezone.now(), "tries": 0, "read_at": None}
    ConfirmedPage.objects.across_organisations("the delivery is already in scope").update_or_create(
        delivery=row, defaults=waits
    )


def _keep_capture(row: Delivery, capture: bytes) -> str:
    ending = check_capture(capture)
    name = f"matrix/captures/{row.story}/{row.pk}.{ending}"
    kept: str = storages["private"].save(name, ContentFile(capture))
    return kept
