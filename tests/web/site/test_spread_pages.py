"""The public pages of spread: both rates with their parts, rows behind each number, small figures kept back."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.spread.actions.mint_share import mint_share
from lianjian.apps.spread.actions.record_events import record_events
from lianjian.apps.spread.actions.record_metrics import record_metrics
from lianjian.apps.spread.queries import DayFigures
from lianjian.apps.spread.rules.metrics import Period, PlatformFigureGiven, Source
from lianjian.apps.spread.rules.rates import Shown
from lianjian.foundation.actor import Actor
from lianjian.web.site import exports, plotting
from tests.apps.spread.following import seen
from tests.network import ROOT, today
from tests.web.site.test_pages import public

if TYPE_CHECKING:
    from tests.network import Network

VISITOR = Actor.visitor()


def text(path: str) -> str:
    """A page in Chinese as words, tags and breaks gone."""
    answer = Client(headers={"Accept-Language": "zh-hans"}).get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().replace("<wbr>", "")).split())


def read_and_passed_on(story: int, reads: int, forwards: int) -> None:
    """A chain of ``forwards`` hands, and readers of the page itself."""
    record_events(by=VISITOR, batch=[seen(story) for _ in range(reads)])
    parent = None
    for _ in range(forwards):
        parent = mint_share(by=VISITOR, story=story, parent=parent, event_id=uuid4()).token


@pytest.mark.django_db
def test_before_anything_is_counted_everything_is_unknown() -> None:
    """No rate is invented: the page says unknown, not 0."""
    words = text("/spread/")
    assert "单篇转发率" in words
    assert "未知" in words
    assert "0.0%" not in words


def test_both_rates_stand_with_numerator_and_denominator(network: Network) -> None:
    """One of two stories was forwarded, twice, at eight reads: 50.0 % of stories, 25.00 % of reads."""
    story = public(network)
    public(network, title="夜校开课", column="policy-explained")
    read_and_passed_on(story, reads=8, forwards=2)
    words = text("/spread/")
    assert "50.0%" in words
    assert "25.00%" in words
    assert re.search(r"50\.0% 1 2 篇", words)
    assert re.search(r"25\.00% 2 8 次", words)


def test_every_number_leads_to_its_stories(network: Network) -> None:
    """By column, by village, newest first or most carried first: the rows hold just the stories meant."""
    story = public(network, party=network.village_a.pk)
    public(network, title="夜校开课")
    read_and_passed_on(story, reads=5, forwards=1)
    assert "夜校开课" in text("/spread/rows/")
    mine = text("/spread/rows/?party=village-a")
    assert "茶山通了路" in mine
    assert "夜校开课" not in mine
    carried = text("/spread/rows/?order=carried&column=village-stories")
    assert "茶山通了路" in carried
    assert "夜校开课" not in carried
    for wrong in ("?column=none", "?party=nobody"):
        assert Client().get(f"/spread/rows/{wrong}").status_code == 404


def test_a_story_shows_how_it_was_carried_on(network: Network) -> None:
    """Chain, hands and reads are there; tokens, which are working links, are not."""
    story = public(network)
    read_and_passed_on(story, reads=4, forwards=3)
    token = mint_share(by=VISITOR, story=story).token
    page = f"/spread/stories/{story}/"
    words = text(page)
    assert re.search(r"最深 3 手", words)
    assert str(token) not in words
    assert "第 2 手" in words or "小支" in words
    assert f'href="{page}"' in Client().get(f"/stories/{story}/").content.decode()


def test_few_readers_are_not_shown(network: Network) -> None:
    """One reader of a story stays unseen on every public page, and is there for the newsroom."""
    story = public(network)
    record_events(by=VISITOR, batch=[seen(story)])
    for page in (f"/spread/stories/{story}/", "/spread/rows/", f"/stories/{story}/"):
        assert "不足 3" in text(page), page
    editor = Client(headers={"Accept-Language": "zh-hans"})
    editor.force_login(network.accounts["editor"])
    assert "不足 3" not in editor.get("/spread/rows/").content.decode()


def test_the_workbook_withholds_what_the_page_withholds(network: Network) -> None:
    """Two reads are "fewer than 3" and no number there either; who works with the figures gets them; not counted is empty
    and said."""
    exports.DOWNLOADS.forget()
    few, many = public(network, title="少人看的"), public(network, title="多人看的")
    record_events(by=VISITOR, batch=[seen(few) for _ in range(2)])
    read_and_passed_on(many, reads=8, forwards=2)
    client = Client(headers={"Accept-Language": "zh-hans"})
    assert "as=xlsx" in client.get("/spread/rows/").content.decode()
    for address in ("/spread/rows/?as=xlsx", "/spread/rows/?order=carried&as=xlsx"):
        book = load_workbook(io.BytesIO(client.get(address).content)).active
        told = {row[0]: row[4:] for row in book.iter_rows(min_row=2, values_only=True)}
        assert told["少人看的"] == (None, None, None, "不足 3")
        assert told["多人看的"] == (8, 2, 0.25, None)
    answers = [client.get("/spread/rows/?as=xlsx").status_code for _time in range(14)]
    assert 429 in answers


def test_withdrawn_and_unknown_stories_have_no_spread(network: Network) -> None:
    """Neither a guessed number nor a story that was taken back shows figures."""
    story = public(network)
    withdraw_story(by=network.actor("chief"), story=story, reason="地名写错")
    assert Client().get(f"/spread/stories/{story}/").status_code == 404
    assert Client().get("/spread/stories/999999/").status_code == 404


def test_weeks_pass_the_threshold_as_weeks() -> None:
    """Two days of two reads make a week of four; a week of two reads is kept back, not shown as 0."""
    monday = date(2026, 11, 23)
    days = [DayFigures(monday, Shown(2, 0), None), DayFigures(date(2026, 11, 29), Shown(2, 0), None)]
    assert [(week.reads, week.forwards) for week in plotting.weeks(days)] == [(4, 0)]
    assert [week.reads for week in plotting.weeks(days[:1])] == [None]


def test_a_bar_that_is_not_known_is_marked() -> None:
    """The highest value fills the drawing, what is not known is hatched, nothing divides by zero."""
    drawn = plotting.plot([4, None, 2, 0])
    assert [bar.height for bar in drawn.bars if not bar.unknown] == [100, 50, 0]
    assert [bar.unknown for bar in drawn.bars] == [False, True, False, False]
    assert plotting.plot([0, 0]).top == 0
    assert plotting.plot([]).bars == ()


def test_what_platforms_tell_stands_apart_with_its_definition(network: Network) -> None:
    """A platform's figure is named and defined, and no rate of ours changes by it."""
    story = public(network)
    read_and_passed_on(story, reads=8, forwards=2)
    before = re.search(r"阅读转发率 .{0,40}?(\d+\.\d\d%)", text("/spread/"))
    record_metrics(
        by=ROOT,
        figures=[
            PlatformFigureGiven(
                "douyin",
                story,
                today(),
                "plays",
                36_395,
                "播放三秒算一次",
                Period.TO_DATE,
                Source.MANUAL,
                timezone.now(),
            )
        ],
    )
    words = text("/spread/")
    assert "播放三秒算一次" in words
    assert "36,395" in words
    after = re.search(r"阅读转发率 .{0,40}?(\d+\.\d\d%)", words)
    assert before
    assert after
    assert before[1] == after[1]
