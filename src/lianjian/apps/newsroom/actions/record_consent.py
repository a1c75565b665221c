from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions.say_who_is_shown import say_who_is_shown
from lianjian.apps.newsroom.events import ConsentRecorded
from lianjian.apps.newsroom.models import Consent, PictureShelf, Story
from lianjian.apps.newsroom.queries.consents import ours
from lianjian.apps.newsroom.rules.consents import People, require_recordable
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_consent(
    *,
    by: Actor,
    who: str,
    use: str,
    way: str,
    given_on: date,
    picture: int | None = None,
    story: int | None = None,
    until: date | None = None,
    kept_at: str = "",
    instead_of: int | None = None,
) -> Consent:
    """Write down that somebody agreed, about a picture or about the words of a story (one of the two).

    ``way`` is a word of ``rules.consents.Way``, ``until`` the last day, ``instead_of`` the key of an ended consent about the
    same thing in whose place this one stands. Raises Refused by field, NotThere outside the newsroom.
    """
    house = _newsroom(by, picture, story)
    now = timezone.now()
    today = civil_date(now)
    words = {
        name: " ".join(text.split()) for name, text in (("who", who), ("use", use), ("kept_at", kept_at))
    }
    require_recordable(
        who=words["who"], use=words["use"], way=way, given_on=given_on, until=until, today=today
    )
    for name, most in (("who", 60), ("use", 120), ("kept_at", 120)):
        if len(words[name]) > most:
            raise Refused(
                gettext_noop("This line has more than %(limit)d characters."), field=name, limit=most
            )
    if instead_of is not None:
        rows = Consent.objects.by(by).select_for_update(of=("self",))
        before = rows.filter(pk=instead_of, picture=picture, story=story).first()
        if before is None or not before.fact().ended(today):
            raise Refused(gettext_noop("This consent has not ended."), field="instead_of")
        before.settled_on = today
        before.save(update_fields=["settled_on"])
    row = Consent.objects.create(
        newsroom_id=house,
        picture_id=picture,
        story_id=story,
        way=way,
        given_on=given_on,
        until=until,
        recorded_by_id=by.person,
        recorded_at=now,
        who=words["who"],
        use=words["use"],
        kept_at=words["kept_at"],
    )
    if picture is not None:
        say_who_is_shown(by=by, picture=picture, people=People.CONSENT)
    tell(ConsentRecorded(consent=row.pk, picture=picture, story=story), by=by)
    return row


def _newsroom(by: Actor, picture: int | None, story: int | None) -> int:
    if picture is not None and story is None:
        found = ours(by).filter(pk=picture).first()
        shelf = PictureShelf.objects.by(by).filter(collection=found.collection_id).first() if found else None
        if shelf is not None:
            return int(shelf.newsroom_id)
    elif story is not None and picture is None:
        row = Story.for_actor(by).filter(pk=story).first()
        if row is not None:
            return int(row.newsroom_id)
    raise NotThere
