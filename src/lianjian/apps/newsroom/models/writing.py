"""Putting a draft onto a story object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from lianjian.apps.newsroom.models.body import blocks_in, body_of
from lianjian.apps.newsroom.models.column import Column
from lianjian.apps.newsroom.models.picture import StoryPicture
from lianjian.apps.newsroom.models.shelf import shelf_of
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock, tidy
from lianjian.apps.parties.queries import divisions_matching, organisation_names, organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from typing import Any

    from lianjian.apps.newsroom.models.story import Story
    from lianjian.foundation.actor import Actor


def newsroom_for(by: Actor, wanted: int | None) -> int:
    """The key of the media centre in whose newsroom ``by`` is to work. Raises Refused where that is not clear."""
    houses = organisations(Kind.MEDIA_CENTRE)
    if not by.network_wide:
        houses = houses.filter(pk__in=newsrooms_of(by))
    if wanted is not None:
        houses = houses.filter(pk=wanted)
    keys = list(houses.values_list("pk", flat=True)[:2])
    if not keys:
        raise NotThere(gettext_noop("There is no newsroom in which you work."))
    if len(keys) > 1:
        raise Refused(gettext_noop("Say in which newsroom: there are several."), field="newsroom")
    return int(keys[0])


def account_of(by: Actor) -> Any:
    """The account with which ``by`` signed in, None for the system and for people without one."""
    return get_user_model().objects.filter(pk=by.account).first() if by.account is not None else None


def write_onto(story: Story, draft: Draft) -> None:
    """Set the fields of ``story`` to what ``draft`` says. Raises Refused where it names things that do not exist."""
    column = None
    if draft.column:
        column = Column.objects.filter(slug=draft.column).first()
        if column is None:
            raise Refused(gettext_noop("There is no column “%(slug)s”."), field="column", slug=draft.column)
    if draft.party is not None and draft.party not in organisation_names([draft.party]):
        raise Refused(gettext_noop("This party is not in the register."), field="party")
    if draft.division and not any(d.code == draft.division for d in divisions_matching(draft.division)):
        raise Refused(
            gettext_noop("There is no division with the code %(code)s."),
            field="division",
            code=draft.division,
        )
    wanted = {block.picture for block in draft.blocks if block.picture is not None}
    if draft.cover is not None:
        wanted.add(draft.cover)
    ours = StoryPicture.objects.filter(collection=shelf_of(story.newsroom_id))
    if ours.filter(pk__in=wanted).count() != len(wanted):
        raise Refused(gettext_noop("A picture of this story is not there any more."), field="body")
    story.title = tidy(draft.title)
    story.subtitle = tidy(draft.subtitle)
    story.digest = tidy(draft.digest)
    story.column = column
    story.party_id = draft.party
    story.division_id = draft.division or None
    story.byline = tidy(draft.byline)
    story.source = tidy(draft.source)
    story.happened_on = draft.happened_on
    story.cover_id = draft.cover
    story.loudspeaker = tidy(draft.loudspeaker)
    story.body = body_of(
        DraftBlock(b.kind, tidy(b.text), b.picture, tidy(b.alt), tidy(b.caption)) for b in draft.blocks
    )


def draft_of(story: Story) -> Draft:
    """The text of a story object as a draft."""
    return Draft(
        title=story.title,
        subtitle=story.subtitle,
        digest=story.digest,
        column=story.column.slug if story.column else "",
        party=story.party_id,
        division=story.division_id or "",
        byline=story.byline,
        source=story.source,
        happened_on=story.happened_on,
        blocks=tuple(blocks_in(story.body)),
        cover=story.cover_id,
        loudspeaker=story.loudspeaker,
    )
