"""The pages on which a text is read before it is decided on."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.store_picture import store_picture
from lianjian.apps.newsroom.models import ArchiveItem
from lianjian.apps.newsroom.rules.archive.unpacking import unpack
from tests.apps.matrix.stories import draft, png
from tests.network import ROOT
from tests.web.desk.test_desk import signed_in

if TYPE_CHECKING:
    from tests.network import Network


def test_a_cover_that_stands_in_the_text_is_shown_once(network: Network) -> None:
    """In the text, where its caption is; another picture as cover stands above. The day is said in words."""
    written = draft(network)
    other = store_picture(by=network.actor("editor"), data=png(60), title="村口", description="村口的樟树")
    client = signed_in(network, "reviewer")
    for cover, shown in ((written.blocks[-1].picture, 1), (other.pk, 2)):
        story = start_story(
            by=network.actor("editor"), draft=replace(written, cover=cover, happened_on=date(2025, 12, 16))
        )
        page = client.get(f"/desk/review/{story.pk}/").content.decode().partition("<article")[2]
        article = page.partition("</article>")[0]
        assert article.count("<img ") == shown
        assert "<figcaption>春天的茶山</figcaption>" in article
        assert ">2025年12月16日</time>" in article


def test_nothing_uncertain_is_not_taken_for_all_is_well(network: Network) -> None:
    """Where the repair found no doubt, the page says that none was found."""
    source = "夜校开课\n近日，村里的夜校开课了，来了三十多人。".encode()
    import_archive(by=network.actor("editor"), sources=unpack("好.txt", io.BytesIO(source)))
    item = ArchiveItem.objects.by(ROOT).get()
    page = signed_in(network, "editor").get(f"/desk/archive/{item.pk}/").content.decode()
    assert "没有发现存疑处" in page
    assert f'href="{reverse("desk_origin", args=[item.pk])}"' in page
