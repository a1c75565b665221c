"""Stories about us: the people of a village see where they were seen; nobody else sees theirs."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.models import Story
from tests.apps.matrix.stories import deliveries, delivery, publish
from tests.web.mobile.promising import signed_in

if TYPE_CHECKING:
    from tests.network import Network

CHANNELS = "wechat-channels"
GOOD = "https://channels.weixin.qq.com/web/pages/feed?id=1"


@pytest.fixture
def story(network: Network) -> int:
    """A story about village A, seen at one outlet and refused at another."""
    key = publish(network, "张洋村的路")
    Story.objects.filter(pk=key).update(
        party=network.village_a.pk, first_published_at=timezone.now() - timedelta(hours=2)
    )
    confirm_handoff(by=network.actor("editor"), delivery=delivery(key, CHANNELS).pk, url=GOOD)
    deliveries(key, "toutiao").update(state="refused", cause="said-by-person", detail="内部的话")
    deliveries(key, "people").update(state="accepted", evidence="feed-fetch")
    return key


def page_of(client: Client, address: str) -> str:
    answer = client.get(address, headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 200, address
    return answer.content.decode().replace("<wbr>", "")


def test_the_village_sees_where_its_story_was_seen(network: Network, story: int) -> None:
    """A mark an outlet, the public link, and of what was handed over no more than that; not why somebody refused it."""
    client = signed_in(network, "secretary_a")
    listed = page_of(client, "/m/stories/")
    for said in ("张洋村的路", "视频号 · 驻友：已发布", "人民号：已交付", "26 个出口里 1 个已发布"):
        assert said in listed, said
    one = page_of(client, f"/m/stories/{story}/")
    assert GOOD in one
    assert "未收" in one
    assert "内部的话" not in listed + one
    assert "/desk/" not in one
    assert "/m/stories/" in page_of(client, "/m/")


def test_a_story_that_was_taken_back_says_so(network: Network, story: int) -> None:
    """And where it is still public."""
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    one = page_of(signed_in(network, "secretary_a"), f"/m/stories/{story}/")
    assert "已由融媒体中心撤回" in one
    assert one.index("视频号 · 驻友") < one.index("驻友网")
    assert f"/stories/{story}/" not in one.replace(f"/m/stories/{story}/", "")


def test_nobody_else_follows_it(network: Network, story: int) -> None:
    """Village B, the association and the media centre's editor: not on their list, not at its address, not in a workbook; a
    visitor is asked to sign in."""
    for name in ("secretary_b", "leader", "editor"):
        client = signed_in(network, name)
        assert "张洋村的路" not in page_of(client, "/m/stories/"), name
        assert client.get(f"/m/stories/{story}/").status_code == 404, name
        sheet = load_workbook(io.BytesIO(client.get("/m/stories/?as=xlsx").content)).active
        assert sheet.max_row == 1, name
    for address in ("/m/stories/", f"/m/stories/{story}/", "/m/stories/?as=xlsx"):
        assert Client().get(address).status_code == 302


def test_the_workbook_holds_every_outlet(network: Network, story: int) -> None:
    """A row for each outlet, with its state in words."""
    answer = signed_in(network, "secretary_a").get(
        "/m/stories/?as=xlsx", headers={"Accept-Language": "zh-hans"}
    )
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 26
    assert {row[5] for row in rows if row[4] == "视频号 · 驻友"} == {"已发布"}
    assert "内部的话" not in str(rows)
