"""Carrying a story over by hand: the list of what waits, the kit within each outlet's limits, its pictures, what comes next."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lianjian.apps.matrix.actions.accept_own_words import accept_own_words
from lianjian.apps.matrix.actions.write_own_words import write_own_words
from lianjian.apps.matrix.queries import kit as kit_of
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from tests.apps.matrix.stories import deliveries, delivery, publish
from tests.network import ROOT, Network
from tests.web.desk.carrying import CHANNELS, GOOD, SCRIPT, at_the_desk, by_hand, page_picture, verb
from tests.web.desk.test_desk import a_stranger

if TYPE_CHECKING:
    from django.http import HttpResponse

    from lianjian.apps.matrix.models import Delivery

LONG = "茶山上新修的机耕路通车那天，八十户茶农把秋茶自己定了价"


def kit_page(client: Client, row: Delivery, query: str = "") -> HttpResponse:
    return client.get(f"/desk/kit/{row.pk}/{query}")


def test_what_waits_is_listed_oldest_first(network: Network) -> None:
    """Two stories, the older one first; a narrowed list keeps to one outlet; the numbers agree."""
    old, new = publish(network, "旧稿"), publish(network, "新稿")
    deliveries(new).update(planned_at=deliveries(old)[0].planned_at - timedelta(days=3))
    client = at_the_desk(network)
    page = client.get("/desk/waiting/").content.decode()
    assert page.index("新稿") < page.index("旧稿")
    assert "等了 3 天" in page
    assert page.count("/desk/kit/") == 21 * 2 + 1
    narrow = client.get(f"/desk/waiting/?outlet={CHANNELS}").content.decode()
    assert narrow.count("/desk/kit/") == 2 + 1
    assert f"?outlet={CHANNELS}" in narrow
    for nonsense in ("?p=x", "?p=99", "?outlet=../x", f"?outlet={SCRIPT}"):
        answer = client.get(f"/desk/waiting/{nonsense}")
        assert answer.status_code == 200
        assert SCRIPT not in answer.content.decode()


def test_an_empty_list_says_so(network: Network) -> None:
    """Nothing to do is said in words, with the way on."""
    assert "没有等着代发的" in at_the_desk(network).get("/desk/waiting/").content.decode()


def test_nobody_else_sees_what_waits(network: Network) -> None:
    """List, kit, picture and capture: not there for an editor elsewhere, a village, a visitor."""
    row = by_hand(publish(network, LONG))
    editor = at_the_desk(network)
    editor.post(verb(row, "confirm"), {"url": GOOD, "capture": page_picture(), "back": "kit"})
    stranger, village = a_stranger(network), at_the_desk(network, "secretary_a")
    assert LONG not in stranger.get("/desk/waiting/").content.decode()
    for tail in ("", "pictures/1.jpg", "capture/"):
        assert editor.get(f"/desk/kit/{row.pk}/{tail}").status_code == 200, tail
        assert stranger.get(f"/desk/kit/{row.pk}/{tail}").status_code == 404, tail
        assert village.get(f"/desk/kit/{row.pk}/{tail}").status_code == 404, tail
        assert Client().get(f"/desk/kit/{row.pk}/{tail}").status_code == 302, tail
    assert village.get("/desk/waiting/").status_code == 404


@pytest.mark.parametrize(
    "key", ["wechat-channels", "xiaohongshu", "douyin", "weibo-zhuyou", "sohu", "toutiao"]
)
def test_each_text_keeps_within_the_outlets_limit(network: Network, key: str) -> None:
    """Title, digest and text as this outlet takes them, counted as it counts, with what was cut said below."""
    story = publish(network, LONG, text="茶山上的路修通了。" * 300)
    row = by_hand(story, key)
    found = kit_of(network.actor("editor"), row.pk)
    assert [field.name for field in found.fields] == ["title", "digest", "text"]
    assert all(field.fits for field in found.fields)
    page = kit_page(at_the_desk(network), row).content.decode()
    for field in found.fields:
        assert f'id="paste-{field.name}"' in page
        if field.most:
            assert f"<b>{field.length:,}</b> / {field.most:,}" in page
    assert bool(found.notes) == ("为合上限做的删减" in page)
    assert f"/stories/{story}/?o={key}" in page


def test_pictures_are_kept_as_pixels(network: Network) -> None:
    """A JPEG that every platform takes, to look at and to save; a number that is not there is not there."""
    row = by_hand(publish(network))
    client = at_the_desk(network)
    shown = client.get(f"/desk/kit/{row.pk}/pictures/1.jpg")
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 180))
    assert "Content-Disposition" not in shown
    assert "attachment" in client.get(f"/desk/kit/{row.pk}/pictures/1.jpg?save=1")["Content-Disposition"]
    for number in (0, 2, 99):
        assert client.get(f"/desk/kit/{row.pk}/pictures/{number}.jpg").status_code == 404


def test_the_code_for_the_phone_holds_the_address_only(network: Network) -> None:
    """Whoever scans it has to sign in: no token, no session, nothing but this page and its list."""
    story = publish(network)
    row = by_hand(story)
    context: Any = kit_page(at_the_desk(network), row, f"?story={story}").context
    assert context["phone_address"] == f"{settings.BASE_URL}/desk/kit/{row.pk}/?story={story}"
    assert Client().get(f"/desk/kit/{row.pk}/")["Location"].startswith("/sign-in/")


def test_one_outlet_after_another(network: Network) -> None:
    """Confirming leads to the same page with the next one of the list: the next outlet of the story, or the next story of
    the outlet; the last one says that it was the last."""
    first, second = publish(network, "甲稿"), publish(network, "乙稿")
    client = at_the_desk(network)
    row = by_hand(first)
    done = client.post(verb(row, "confirm"), {"url": GOOD, "back": "kit", "story": str(first)})
    assert done["Location"] == f"/desk/kit/{row.pk}/?story={first}"
    page = client.get(done["Location"]).content.decode()
    assert f'href="/desk/kit/{delivery(first, "douyin").pk}/?story={first}">下一个：抖音' in page
    page = kit_page(client, row, f"?outlet={CHANNELS}").content.decode()
    assert f'href="/desk/kit/{by_hand(second).pk}/?outlet={CHANNELS}">下一个' in page
    client.post(verb(by_hand(second), "confirm"), {"url": GOOD + "2", "back": "kit", "outlet": CHANNELS})
    page = kit_page(client, by_hand(second), f"?outlet={CHANNELS}").content.decode()
    assert "这一批做完了" in page


def test_a_wrong_link_comes_back_to_the_kit(network: Network) -> None:
    """Beside the field, what was typed kept, the place in the list kept."""
    story = publish(network)
    row = by_hand(story)
    answer = at_the_desk(network).post(
        verb(row, "confirm"), {"url": "https://example.com/x", "back": "kit", "story": str(story)}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="url-kit-error"' in page
    assert 'value="https://example.com/x"' in page
    assert f'name="story" value="{story}"' in page


@pytest.mark.parametrize(
    "content", [b"<html><script>alert(1)</script></html>", b"\x89PNG\r\n\x1a\n" + b"0" * 8 * 1024 * 1024]
)
def test_a_capture_that_is_none_is_refused(network: Network, content: bytes) -> None:
    """No picture, or one over 8 MB: said beside that field, nothing confirmed, nothing kept."""
    row = by_hand(publish(network))
    upload = SimpleUploadedFile("a.png", content, "image/png")
    answer = at_the_desk(network).post(verb(row, "confirm"), {"url": GOOD, "capture": upload, "back": "kit"})
    assert answer.status_code == 422
    assert 'id="capture-kit-error"' in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.capture) == ("needs_human", "")


def test_a_kit_waits_for_words_that_nobody_accepted(network: Network) -> None:
    """While own words are undecided the kit gives nothing to copy and says why; then it gives the words."""
    story = publish(network, "短标题")
    row, client = by_hand(story), at_the_desk(network)
    words = write_own_words(
        by=network.actor("editor"), story=story, outlet=CHANNELS, typed={"title": SCRIPT[:16]}
    )
    assert words is not None
    page = kit_page(client, row).content.decode()
    assert "还没有同事认可" in page
    assert "paste-title" not in page
    accept_own_words(by=network.actor("reviewer"), story=story, outlet=CHANNELS, mark=words.mark)
    page = kit_page(client, row).content.decode()
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page
    assert "这一端单独改过" in page
    assert kit_of(ROOT, delivery(story, "douyin").pk).fields[0].text == "短标题"


def test_a_withdrawn_story_has_no_kit(network: Network) -> None:
    """Nothing to carry over any more; where it was public the steps say how to take it down."""
    story = publish(network)
    client = at_the_desk(network)
    client.post(verb(by_hand(story), "confirm"), {"url": GOOD})
    other = by_hand(story, "xiaohongshu")
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    page = kit_page(client, by_hand(story)).content.decode()
    assert "找到那条，删除" in page
    assert 'id="paste-title"' not in page
    assert client.get(f"/desk/kit/{other.pk}/pictures/1.jpg").status_code == 404
    assert "不用代发了" in kit_page(client, other).content.decode()
    waiting = client.get("/desk/waiting/").content.decode()
    assert waiting.count("待人工撤下") == 1
