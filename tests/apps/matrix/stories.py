"""Stories and outlets for the tests of the matrix, made through the same actions that users use."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.db import transaction
from PIL import Image

from lianjian.apps.matrix.actions.store_credentials import store_credentials
from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.store_picture import store_picture
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from tests.network import ROOT
from tests.six_steps import pass_through

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from tests.network import Network

TITLE = "茶山上的第一书记"
SECRETS = {"appid": "wx-test", "secret": "s3cret", "callback_token": "callback-token"}


def png(shade: int = 120) -> bytes:
    """A small picture; another shade is another picture."""
    out = io.BytesIO()
    Image.new("RGB", (320, 180), (shade, 90, 60)).save(out, "PNG")
    return out.getvalue()


def draft(network: Network, title: str = TITLE, *, picture: bool = True, text: str = "第一段。") -> Draft:
    """What an editor wrote."""
    blocks = [DraftBlock("paragraph", text), DraftBlock("heading", "小标题"), DraftBlock("quote", "一句话。")]
    if picture:
        kept = store_picture(
            by=network.actor("editor"), data=png(), title="茶山", description="一片茶山", people="nobody"
        )
        blocks.append(DraftBlock("picture", picture=kept.pk, alt="一片茶山", caption="春天的茶山"))
    return Draft(
        title=title, column="village-stories", byline="甲 乙", source="测试融媒中心", blocks=tuple(blocks)
    )


def reviewed(network: Network, written: Draft) -> int:
    """A story that may be published now; its key."""
    story = start_story(by=network.actor("editor"), draft=written)
    pass_through(network, story.pk)
    return story.pk


def publish(network: Network, title: str = TITLE, *, picture: bool = True, text: str = "第一段。") -> int:
    """A published story; its key."""
    key = reviewed(network, draft(network, title, picture=picture, text=text))
    publish_story(by=network.actor("editor"), story=key)
    return key


def correct(network: Network, story: int, title: str) -> None:
    """Publish a newer text of a published story."""
    save_story_draft(by=network.actor("editor"), story=story, draft=draft(network, title))
    pass_through(network, story)
    publish_story(by=network.actor("editor"), story=story)


def deliveries(story: int | None = None, outlet: str = "") -> QuerySet[Delivery]:
    """Rows of the outbox, the oldest first."""
    rows = Delivery.objects.across_organisations("a test looks at all").order_by("pk")
    if story is not None:
        rows = rows.filter(story=story)
    return rows.filter(outlet__key=outlet) if outlet else rows


def delivery(story: int, outlet: str) -> Delivery:
    """The newest delivery of a story to an outlet."""
    row = deliveries(story, outlet).last()
    assert row is not None
    return row


def outlet(key: str) -> Outlet:
    """An outlet's row."""
    return Outlet.objects.across_organisations("a test looks at all").get(key=key)


def connect(key: str, api_base: str, values: Mapping[str, str] = SECRETS) -> None:
    """Store credentials for an account, at another address of the interface."""
    with transaction.atomic():
        store_credentials(by=ROOT, outlet=key, values=values, api_base=api_base)


def copies(story: int, key: str, number: int) -> list[Delivery]:
    """So many deliveries of one story to an outlet, each with a key and a link of its own, waiting. They stand for so
    many stories (as revisions of one), which take a hundred times as long to make."""
    row = delivery(story, key)
    more = []
    for count in range(1, number):
        other = Delivery.objects.across_organisations("a test looks at all").get(pk=row.pk)
        other.pk, other.revision, other.key = None, row.revision + count, f"{count:010x}{row.key[10:]}"
        more.append(other)
    Delivery.objects.bulk_create(more)
    return list(deliveries(story, key))
