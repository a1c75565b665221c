"""The feeds of the outlets that fetch from us: what lies in each, as it is served."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.files.storage import default_storage

from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.ports import FEEDS, adapters
from lianjian.apps.matrix.queries.facts import facts_of, version_of
from lianjian.apps.matrix.rules.feeds import (
    MOST_ITEMS,
    Feed,
    FeedDocument,
    FeedItem,
    FeedPicture,
    FeedPiece,
    Form,
)
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.installation import lasting_name
from lianjian.kernel.refusals import NotThere, Unreachable

if TYPE_CHECKING:
    from lianjian.apps.matrix.ports import FeedWriting, OutletAdapter
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory

_WHY = "the token in the address names the outlet"
LYING_THERE = (State.PLANNED, State.ACCEPTED, State.PUBLISHED)
LATER = 3600.0
"""Seconds after which a client of a paused outlet should ask again."""


def feed_address(outlet: Outlet, form: Form) -> str:
    """Where the outlet fetches; whoever knows the address counts as the outlet."""
    return f"{settings.BASE_URL}/feeds/{outlet.key}/{outlet.feed_token}.{form.value}"


def feed_addresses(outlet: Outlet) -> dict[str, str]:
    """The addresses of a feed outlet by the name of the form: rss, atom, json. {} for outlets of other modes."""
    if outlet.mode != Mode.FEED:
        return {}
    return {form.name.lower(): feed_address(outlet, form) for form in Form}


def feed_for(token: str, key: str, form: Form) -> FeedDocument:
    """The feed that the outlet ``key`` fetches with its ``token``. Raises NotThere where they do not belong
    together, and Unreachable (come back later) while the outlet is paused."""
    outlet = (
        Outlet.objects.across_organisations(_WHY).filter(key=key, feed_token=token, mode=Mode.FEED).first()
    )
    if outlet is None:
        raise NotThere
    if outlet.state != OutletState.READY:
        raise Unreachable("the outlet is paused", after=LATER)
    adapter = adapters().by_platform[FEEDS]
    lying = _lying_there(outlet)
    stories = newsroom.published_many((row.story for row in lying), bodies=True)
    newest_first = sorted(lying, key=lambda row: (-row.planned_at.timestamp(), -row.pk))
    shown = [(row, stories[row.story]) for row in newest_first if row.story in stories]
    changes = [story.updated_at for _, story in shown]
    changes += [row.moved_at for row in _gone(outlet)]
    # an editor's own words for this outlet change no story
    changes += [row.moved_at for row, _ in shown if row.changes and row.state == State.PLANNED]
    feed = Feed(
        id=lasting_name(f"feeds/{outlet.key}"),
        title=settings.SITE_NAME,
        description=f"{settings.SITE_NAME} · {outlet.name}",
        home=f"{settings.BASE_URL}/",
        address=feed_address(outlet, form),
        language="zh-CN",
        updated=max(changes, default=outlet.state_since),
        items=tuple(_item(row, story, outlet, adapter) for row, story in shown),
        hub=settings.LIANJIAN_WEBSUB_HUB,
    )
    body, content_type = cast("FeedWriting", adapter).write(form, feed)
    return FeedDocument(
        body=body,
        content_type=content_type,
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        items=len(shown),
        updated=feed.updated,
        stories={story.id: story.revision for _, story in shown},
        link=f'<{feed.hub}>; rel="hub", <{feed.address}>; rel="self"' if feed.hub else "",
    )


def _lying_there(outlet: Outlet) -> list[Delivery]:
    """The newest delivery of each story in the feed: what was never fetched first, however old, so that a client
    that stayed away misses nothing; the room that is left is for the newest of the others."""
    rows = Delivery.objects.across_organisations(_WHY).filter(
        outlet=outlet, deed__in=[Deed.PUBLISH, Deed.CORRECT], state__in=LYING_THERE
    )
    waiting = list(rows.filter(state=State.PLANNED).order_by("planned_at", "pk")[:MOST_ITEMS])
    taken = list(rows.exclude(state=State.PLANNED).order_by("-planned_at", "-pk")[: 2 * MOST_ITEMS])
    found: dict[int, Delivery] = {}
    for row in [*waiting, *taken]:
        if len(found) < MOST_ITEMS:
            found.setdefault(row.story, row)
    return list(found.values())


def _gone(outlet: Outlet) -> list[Delivery]:
    """The latest story that left the feed, if any: the feed changed when it went."""
    rows = Delivery.objects.across_organisations(_WHY).filter(outlet=outlet)
    return list(rows.exclude(state__in=LYING_THERE).order_by("-moved_at")[:1])


def _item(row: Delivery, story: PublishedStory, outlet: Outlet, adapter: OutletAdapter) -> FeedItem:
    version = version_of(adapter, story, facts_of(outlet), row.key, row.changes)
    if version.text == story.text.strip():
        pieces = tuple(
            FeedPiece(block.kind, block.text, _picture(block.picture) if block.picture else None)
            for block in story.blocks
        )
    else:  # an editor's own words for this outlet, or a text cut to its limit
        pieces = tuple(FeedPiece("paragraph", line) for line in version.text.splitlines() if line.strip())
    return FeedItem(
        id=lasting_name(f"stories/{story.id}"),
        url=version.link,
        title=version.title,
        digest=version.digest,
        author=version.author,
        source=story.source,
        tags=version.tags,
        published=story.published_at,
        updated=story.updated_at,
        pieces=pieces,
        pictures=tuple(_picture(picture) for picture in version.pictures),
    )


def _picture(picture: Picture) -> FeedPicture:
    try:
        size: int = default_storage.size(picture.path)
    except OSError:
        size = 0
    return FeedPicture(
        url=f"{settings.BASE_URL}{default_storage.url(picture.path)}",
        media_type=picture.media_type,
        size=size,
        alt=picture.alt,
        caption=picture.caption,
    )
