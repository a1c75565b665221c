"""The stories keep the lengths the pages are made for, are told soon after they happened, and are their own."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from lianjian.apps.parties.rules.kinds import Kind
from lianjian.demonstration.pictures import SCENES
from tests.demonstration.content import keyed, stories

COLUMNS = {"policy-explained", "village-stories", "featured-industries", "quality-produce"}
RUN = 25
HAN = re.compile(r"[\u3400-\u9fff]")


def test_forty_stories_ten_in_each_column() -> None:
    """Forty stories, ten a column; 36 published, two in review, a draft and one withdrawn."""
    assert Counter(s["column"] for s in stories().values()) == dict.fromkeys(COLUMNS, 10)
    states = Counter(s["state"] for s in stories().values())
    assert states == {"published": 36, "in-review": 2, "draft": 1, "withdrawn": 1}


@pytest.mark.parametrize("name", stories())
def test_story_is_whole(name: str) -> None:
    """Each story keeps the lengths the pages are made for, names a village of the network and a scene."""
    story = stories()[name]
    assert re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*\.toml", name)
    assert 0 < len(HAN.findall(story["title"])) <= 30
    assert 500 <= len(HAN.findall(story["body"])) <= 1200
    assert 60 <= len(story["loudspeaker"].strip()) <= 120
    assert all(story[field].strip() for field in ("byline", "caption", "alt", "subtitle"))
    assert story["scene"] in SCENES
    assert story["village"] == "" or keyed("organisation")[story["village"]]["kind"] == Kind.VILLAGE
    paragraphs = story["body"].strip().split("\n\n")
    assert all("\n" not in paragraph for paragraph in paragraphs), "a paragraph is one line"
    assert any(paragraph.startswith("> ") for paragraph in paragraphs), "somebody is quoted"
    assert any(paragraph.startswith("## ") for paragraph in paragraphs)


@pytest.mark.parametrize("name", stories())
def test_story_is_told_soon_after_it_happened(name: str) -> None:
    """Published up to nine days after the fact, within the year; unpublished ones carry no day."""
    story = stories()[name]
    if story["state"] in {"draft", "in-review"}:
        assert "published_days_ago" not in story
        return
    assert 0 <= story["happened_days_ago"] - story["published_days_ago"] <= 9
    assert 0 <= story["published_days_ago"] <= 365
    if story["state"] == "withdrawn":
        assert story["withdrawn_days_ago"] < story["published_days_ago"]
        assert story["withdrawn_because"]


def test_a_week_and_a_year_of_stories() -> None:
    """There is something of this week, and no gap of more than three weeks in the year."""
    days = sorted(s["published_days_ago"] for s in stories().values() if s["state"] == "published")
    assert sum(day <= 7 for day in days) >= 3
    assert days[-1] > 330
    assert max(later - day for day, later in pairwise(days)) <= 21


def test_texts_are_their_own() -> None:
    """Titles and drawings are unique and no two stories share a run of 25 characters."""
    titles = Counter(s["title"] for s in stories().values())
    seeds = Counter(s["scene_seed"] for s in stories().values())
    assert max(titles.values()) == max(seeds.values()) == 1
    seen: dict[str, str] = {}
    for name, story in stories().items():
        text = re.sub(r"\s", "", story["title"] + story["subtitle"] + story["body"] + story["loudspeaker"])
        runs = {text[at : at + RUN] for at in range(len(text) - RUN + 1)}
        shared = [(run, seen[run]) for run in runs if run in seen]
        assert not shared, f"{name}: {shared[:1]}"
        seen.update(dict.fromkeys(runs, name))


def test_texts_name_no_month_of_their_own_day() -> None:
    """Days are relative to the day of loading, so no text says which date or month it was."""
    for name, story in stories().items():
        assert not re.search(r"\d{4}年|[0-9]+月[0-9]+日", story["body"]), name
