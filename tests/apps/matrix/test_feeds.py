"""Feeds as the outlets fetch them: read by a reader of another house, and counted as evidence."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest
from django.utils import timezone
from django.utils.http import http_date
from hypothesis import given
from hypothesis import strategies as st

from lianjian.adapters.outlets.feeds.wire import CONTENT_TYPES, write_feed
from lianjian.apps.matrix.actions.accept_own_words import accept_own_words
from lianjian.apps.matrix.actions.pause_outlet import pause_outlet
from lianjian.apps.matrix.actions.write_own_words import write_own_words
from lianjian.apps.matrix.models import Attempt, FeedFetch
from lianjian.apps.matrix.queries.feeds import feed_addresses
from lianjian.apps.matrix.rules.feeds import Feed, FeedItem, FeedPiece, Form
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.foundation.installation import lasting_name
from lianjian.foundation.models import EventRecord
from tests.apps.matrix.stories import TITLE, correct, deliveries, delivery, outlet, publish
from tests.network import ROOT

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.network import Network

OUTLET = "people"
FORMS = [form.value for form in Form]


def address(form: str, key: str = OUTLET) -> str:
    """The path of an outlet's feed."""
    return f"/feeds/{key}/{outlet(key).feed_token}.{form}"


@pytest.mark.parametrize("form", FORMS)
def test_a_reader_of_another_house_reads_what_was_written(
    network: Network, client: Client, form: str
) -> None:
    """Title, link with the outlet's mark, stable id, dates with their zone, the whole text, the picture."""
    story = publish(network, text="茶农说：“今年 <b>好</b> & 早”。")
    answer = client.get(address(form))
    assert answer.status_code == 200
    assert answer["Content-Type"] == CONTENT_TYPES[Form(form)]
    row = delivery(story, OUTLET)
    link = f"http://127.0.0.1:8000/stories/{story}/?o={OUTLET}&d={row.key[:10]}"
    if form == "json":
        feed = json.loads(answer.content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert {"title", "home_page_url", "feed_url", "items"} <= set(feed)
        (item,) = feed["items"]
        assert all(
            isinstance(item[name], str) for name in ("id", "url", "title", "content_html", "date_published")
        )
        assert (item["title"], item["url"]) == (TITLE, link)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d", item["date_published"])
        assert item["authors"] == [{"name": "甲 乙"}]
        assert item["attachments"][0]["mime_type"] == "image/png"
        body = item["content_html"]
    else:
        feed = feedparser.parse(answer.content)
        assert not feed.bozo, feed.get("bozo_exception")
        assert feed.version == {"xml": "rss20", "atom": "atom10"}[form]
        (item,) = feed.entries
        assert (item.title, item.link, item.author) == (TITLE, link, "甲 乙")
        assert item.id == lasting_name(f"stories/{story}")
        assert item.id.startswith("urn:uuid:")
        assert item.published_parsed is not None
        assert item.enclosures[0].type == "image/png"
        assert int(item.enclosures[0].length) > 0
        body = item.content[0].value
    assert "今年 &lt;b&gt;好&lt;/b&gt; &amp; 早" in body
    assert "<h2>小标题</h2>" in body
    assert 'alt="一片茶山"' in body
    picture = client.get(re.search(r'src="http://127\.0\.0\.1:8000([^"]+)"', body)[1])
    assert picture.status_code == 200
    picture.close()


def test_a_fetch_is_the_evidence_that_the_outlet_has_it(network: Network, client: Client) -> None:
    """Planned until then, handed over from then on, never "published" by a fetch; other outlets' rows stay."""
    story = publish(network)
    assert delivery(story, OUTLET).state == "planned"
    client.get(address("xml"), headers={"User-Agent": "PeopleBot/1"})
    row = delivery(story, OUTLET)
    assert (row.state, row.evidence, row.url) == ("accepted", "feed-fetch", "")
    assert row.accepted_at is not None
    assert delivery(story, "xinhua").state == "planned"
    (told,) = EventRecord.objects.filter(name="matrix.feed_fetched")
    assert told.payload == {"outlet": OUTLET, "deliveries": [row.pk]}
    fetch = FeedFetch.objects.by(ROOT).get()
    assert (fetch.agent, fetch.items, fetch.times) == ("PeopleBot/1", 1, 1)
    (tried,) = Attempt.objects.by(ROOT).filter(delivery=row.pk)
    assert (tried.began_as, tried.state, tried.detail) == ("planned", "accepted", "PeopleBot/1")


def test_looking_without_taking_is_no_evidence(network: Network, client: Client) -> None:
    """HEAD counts nothing; a wrong token or another outlet's token finds nothing."""
    story = publish(network)
    assert client.head(address("xml")).status_code == 200
    token = outlet("xinhua").feed_token
    for path in (f"/feeds/{OUTLET}/{token}.xml", f"/feeds/{OUTLET}/guess.xml", f"/feeds/toutiao/{token}.xml"):
        assert client.get(path).status_code == 404
    assert client.get(address("html")).status_code == 404
    assert client.post(address("xml")).status_code == 405
    assert delivery(story, OUTLET).state == "planned"
    assert not FeedFetch.objects.by(ROOT).exists()


@pytest.mark.parametrize("form", FORMS)
def test_asking_again_for_the_same_costs_nothing(network: Network, client: Client, form: str) -> None:
    """With the tag it got, a client is told "nothing new"; after a correction it gets the new text."""
    story = publish(network)
    first = client.get(address(form))
    tag = first["ETag"]
    same = client.get(address(form), headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert FeedFetch.objects.by(ROOT).get().times == 2
    correct(network, story, "改过的标题")
    assert delivery(story, OUTLET).state == "planned"
    newer = client.get(address(form), headers={"If-None-Match": tag})
    assert newer.status_code == 200
    assert "改过的标题" in newer.content.decode()
    assert delivery(story, OUTLET).state == "accepted"


def test_the_date_of_the_last_change_serves_clients_without_tags(network: Network, client: Client) -> None:
    """Last-Modified is said once the second is over, and holds: 304 since then, 200 after a withdrawal."""
    from lianjian.apps.newsroom.models import Story

    first, second = publish(network, "第一篇"), publish(network, "第二篇")
    assert "Last-Modified" not in client.get(address("atom"))
    past = timezone.now() - timedelta(hours=1)
    Story.objects.update(last_published_at=past, first_published_at=past)
    deliveries().update(moved_at=past)
    answer = client.get(address("atom"))
    if "Last-Modified" not in answer:  # the fetch before counts as no change
        raise AssertionError(answer.headers)
    since = answer["Last-Modified"]
    assert client.get(address("atom"), headers={"If-Modified-Since": since}).status_code == 304
    withdraw_story(by=network.actor("chief"), story=second, reason="数字有误")
    deliveries(second).update(moved_at=timezone.now() - timedelta(seconds=10))
    again = client.get(address("atom"), headers={"If-Modified-Since": since})
    assert again.status_code == 200
    assert [entry.title for entry in feedparser.parse(again.content).entries] == ["第一篇"]
    assert delivery(first, OUTLET).state == "accepted"
    assert http_date(0) != since


def test_a_withdrawn_story_leaves_the_feed_at_once(network: Network, client: Client) -> None:
    """And the client that took it is a person's matter."""
    story = publish(network)
    client.get(address("json"))
    withdraw_story(by=network.actor("chief"), story=story, reason="数字有误")
    assert json.loads(client.get(address("json")).content)["items"] == []
    assert (delivery(story, OUTLET).state, delivery(story, OUTLET).cause) == (
        "withdrawal_needed",
        "copy-fetched",
    )


def test_a_client_that_stayed_away_misses_nothing(
    network: Network, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a feed holds: what was never fetched comes first, the next fetch brings the rest."""
    monkeypatch.setattr("lianjian.apps.matrix.queries.feeds.MOST_ITEMS", 3)
    stories = [publish(network, f"第{n}篇", picture=False) for n in range(5)]
    client.get(address("xml"))
    first = deliveries(outlet=OUTLET).filter(state="accepted").values_list("story", flat=True)
    assert list(first) == stories[:3]
    client.get(address("xml"))
    assert deliveries(outlet=OUTLET).filter(state="accepted").count() == len(stories)


def test_an_editors_words_for_one_outlet_stand_in_its_feed_only(network: Network, client: Client) -> None:
    """And the feed counts as changed."""
    story = publish(network)
    tag = client.get(address("json"))["ETag"]
    typed = {"title": "短题", "text": "只有一段。"}
    words = write_own_words(by=network.actor("editor"), story=story, outlet=OUTLET, typed=typed)
    assert words is not None
    accept_own_words(by=network.actor("reviewer"), story=story, outlet=OUTLET, mark=words.mark)
    (item,) = json.loads(client.get(address("json"), headers={"If-None-Match": tag}).content)["items"]
    assert (item["title"], item["content_html"]) == ("短题", "<p>只有一段。</p>")
    (other,) = json.loads(client.get(address("json", "xinhua")).content)["items"]
    assert other["title"] == TITLE


def test_a_paused_outlet_is_asked_to_come_back(network: Network, client: Client) -> None:
    """503 with the time to wait, and nothing counts as fetched."""
    story = publish(network)
    pause_outlet(by=ROOT, outlet=OUTLET)
    answer = client.get(address("xml"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
    assert delivery(story, OUTLET).state == "planned"


def test_addresses_are_absolute_and_told_apart(network: Network, settings: SettingsWrapper) -> None:
    """One for each form; outlets of other modes have none; tokens differ."""
    settings.BASE_URL = "https://lianjian.example"
    found = feed_addresses(outlet(OUTLET))
    assert set(found) == {"rss", "atom", "json"}
    assert found["rss"].startswith(f"https://lianjian.example/feeds/{OUTLET}/")
    assert feed_addresses(outlet("toutiao")) == {}
    assert outlet(OUTLET).feed_token != outlet("xinhua").feed_token


texts = st.text(max_size=40)
moments = st.integers(0, 10**9).map(lambda seconds: timezone.now() - timedelta(seconds=seconds))
items = st.builds(
    FeedItem,
    id=st.uuids().map(lambda key: f"tag:example.cn,2026:stories/{key}"),
    url=st.integers(1).map(lambda key: f"https://example.cn/stories/{key}/?o=a&d=b"),
    title=texts,
    digest=texts,
    author=texts,
    source=texts,
    tags=st.lists(texts, max_size=3).map(tuple),
    published=moments,
    updated=moments,
    pieces=st.lists(
        st.builds(FeedPiece, st.sampled_from(["paragraph", "heading", "quote"]), texts), max_size=4
    ).map(tuple),
    pictures=st.just(()),
)


@given(st.lists(items, max_size=4, unique_by=lambda item: item.id), st.sampled_from(list(Form)))
def test_any_text_gives_a_feed_that_can_be_read(found: list[FeedItem], form: Form) -> None:
    """Control characters, broken surrogates, markup: always well-formed, every item there, the same bytes each time."""
    feed = Feed(
        id="tag:example.cn,2026:feeds/a",
        title="联建",
        description="说明",
        home="https://example.cn/",
        address="https://example.cn/feeds/a/b.xml",
        language="zh-CN",
        updated=timezone.now(),
        items=tuple(found),
    )
    written = write_feed(form, feed)
    assert written == write_feed(form, feed)
    if form == Form.JSON:
        assert [item["id"] for item in json.loads(written)["items"]] == [item.id for item in found]
        return
    read = feedparser.parse(written)
    assert not read.bozo, read.get("bozo_exception")
    assert [entry.id for entry in read.entries] == [item.id for item in found]
