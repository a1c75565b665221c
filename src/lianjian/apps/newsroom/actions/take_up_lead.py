from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lianjian.apps.coordination.queries import open_photo_of
from lianjian.apps.newsroom.actions.propose_topic import propose_topic
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.store_picture import store_picture
from lianjian.apps.newsroom.events import LeadMoved
from lianjian.apps.newsroom.models import Lead
from lianjian.apps.newsroom.queries.leads import lead_line
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock, paragraphs
from lianjian.apps.newsroom.rules.leads import WORD_LIMIT, LeadState, require_move, title_from
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.apps.coordination.queries import LogLine
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_up_lead(
    *,
    by: Actor,
    lead: int,
    into: str = "story",
    title: str = "",
    answer: str = "",
    demonstration: bool = False,
) -> Lead:
    """Make a draft (``into`` "story") or a proposed topic ("topic") of an offered lead, or later a draft of one that became
    a topic. A draft copies the words and photographs; a topic copies nothing, it leads to the entry.

    ``title`` is the working title (its first sentence where ""), ``answer`` a word that the writer of the entry reads. Nobody
    has been asked about the people in the photographs yet: that stands between the draft and the public.
    """
    row = Lead.objects.by(by).select_for_update(of=("self",)).filter(pk=lead).first()
    if row is None or into not in {"story", "topic"}:
        raise NotThere
    require_writer(by, row.newsroom_id)
    planned = row.state == LeadState.TAKEN and row.topic_id is not None and row.story_id is None
    if not (planned and into == "story"):
        require_move(row.state, LeadState.TAKEN)
    entry = lead_line(by, lead).entry
    if entry is None or entry.withdrawn:
        raise Refused(gettext_noop("This entry was taken back; there is nothing left to offer."))
    word = clean_line(answer, field="answer", longest=WORD_LIMIT, needed=False)
    heading = (
        title.strip() or title_from(entry.text) or _("From %(village)s") % {"village": entry.village_name}
    )
    if into == "topic":
        row.topic = propose_topic(by=by, newsroom=row.newsroom_id, title=heading, demonstration=demonstration)
    else:
        row.story = start_story(
            by=by, newsroom=row.newsroom_id, draft=_draft(by, row.newsroom_id, entry, heading)
        )
    row.answer = word or row.answer
    row.state, row.answered_by_id, row.answered_at = LeadState.TAKEN, by.person, timezone.now()
    row.save(update_fields=["answer", "story", "topic", "state", "answered_by", "answered_at"])
    told = LeadMoved(
        lead=row.pk, newsroom=row.newsroom_id, entry=row.entry_id, state=row.state, story=row.story_id
    )
    tell(told, by=by)
    return row


def _draft(by: Actor, newsroom: int, entry: LogLine, heading: str) -> Draft:
    """The words of the entry as the first text. The village is named as the source, its writer is not."""
    pictures = []
    for number, photo in enumerate(entry.photos, start=1):
        with open_photo_of(entry.id, photo.id) as file:
            stored = store_picture(by=by, newsroom=newsroom, data=file.read(), title=f"{heading} {number}")
        pictures.append(stored.pk)
    shown = (DraftBlock("picture", picture=key) for key in dict.fromkeys(pictures))
    return Draft(
        title=heading,
        party=entry.village,
        source=entry.village_name,
        happened_on=civil_date(entry.happened_at),
        blocks=(*paragraphs(entry.text), *shown),
        cover=pictures[0] if pictures else None,
    )
