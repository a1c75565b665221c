"""The storyboard: what a film shows can be read in its time, and nothing is lost without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from lianjian.apps.matrix.rules import filming
from lianjian.apps.matrix.rules.filming import Narration, storyboard
from lianjian.apps.matrix.rules.lines import NEVER_FIRST, NEVER_LAST, one_line, pages, sentences, width, wrap
from lianjian.apps.newsroom.rules.content import Block, Picture, PublishedStory

SIGNS = "茶山上的书记走过墘垵岞漈老路，村里人说：“今年好收成！”（合作社）、；？。…abc 12.5%《报》"
WORDS = st.text(st.sampled_from(SIGNS), min_size=0, max_size=160)
KINDS = st.sampled_from(["paragraph", "heading", "quote"])


def picture(number: int, caption: str = "") -> Picture:
    return Picture(number, f"p/{number}.jpg", f"{number:064x}", "image/jpeg", 1600, 900, "", caption)


@st.composite
def stories(draw: st.DrawFn) -> PublishedStory:
    blocks = [Block(kind, text) for kind, text in draw(st.lists(st.tuples(KINDS, WORDS), max_size=12))]
    for number in range(draw(st.integers(0, 25))):
        blocks.insert(draw(st.integers(0, len(blocks))), Block("picture", picture=picture(number + 1)))
    return story(*blocks, title=draw(st.text(st.sampled_from(SIGNS), max_size=70)))


def story(*blocks: Block, title: str = "茶山上的第一书记") -> PublishedStory:
    now = datetime(2026, 11, 1, 8, tzinfo=UTC)
    return PublishedStory(
        1, 1, title, "", "", "甲", "测试融媒中心", "village", "驻村书记", 1, "岞村", "35", date(2026, 10, 30),
        now, now, tuple(blocks), None, "", demonstration=True,
    )  # fmt: skip


def board(one: PublishedStory, **more: object) -> filming.Storyboard:
    return storyboard(one, site="驻友", link="https://example.org/stories/1/", **more)  # type: ignore[arg-type] # as given


NARRATIONS = st.none() | st.floats(0.5, 700).map(lambda seconds: Narration("a" * 64, seconds))


@given(WORDS, st.floats(4, 20))
@example("” ””《", 4.0)
def test_lines_are_set_as_chinese_is(text: str, most: float) -> None:
    """No line begins with a closing mark or ends with an opening one, and together they are the text. Nothing but marks can
    be set no better than it comes."""
    said = set(text) - NEVER_FIRST - NEVER_LAST - {" "}
    lines = wrap(text, most)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for before, line in pairwise(lines):
        assert line[0] not in NEVER_FIRST or not said
        assert before[-1] not in NEVER_LAST or not said


@given(WORDS)
def test_pages_are_the_whole_paragraph(text: str) -> None:
    """Cutting into captions neither loses nor adds a character; sentences likewise."""
    paragraph = one_line(text)
    assert "".join(pages(paragraph, line=13, lines=2)) == paragraph
    assert "".join(sentences(paragraph)) == paragraph


def test_an_ordinary_paragraph_is_cut_where_one_breathes() -> None:
    """Sentences and clauses end captions; words and figures stay whole."""
    text = "清明前后，岞村的茶山醒得很早。驻村第一书记跟着采茶工上山，手机里记着三件事：水管漏在哪一段，全村产值2300万元。"
    assert [wrap(page, 13) for page in pages(text, line=13, lines=2)] == [
        ["清明前后，", "岞村的茶山醒得很早。"],
        ["驻村第一书记跟着采茶工", "上山，手机里记着三件事："],
        ["水管漏在哪一段，", "全村产值2300万元。"],
    ]


@settings(max_examples=60, deadline=None)
@given(stories(), NARRATIONS)
def test_what_is_shown_can_be_read_and_nothing_is_lost(
    one: PublishedStory, narration: Narration | None
) -> None:
    """Every caption stands long enough; captions and what was left out are the story's text, cut at a sentence's end."""
    film = board(one, narration=narration)
    shown = "".join("".join(scene.lines) for scene in film.scenes[1:])
    whole = "".join(block.text for block in one.blocks)
    assert "".join((shown + film.left_out).split()) == "".join(whole.split())
    speed = filming.SPEED if narration is None else filming.FASTEST
    for scene in film.scenes:
        assert len(scene.lines) <= filming.LINES or scene.part == "title"
        assert scene.milliseconds / 1000 >= width("".join(scene.lines)) / speed
    assert film.scenes[0].part == "title"
    assert film.scenes[-1].part == "end"
    assert not film.left_out or film.scenes[-2].part != "heading"


@settings(max_examples=60, deadline=None)
@given(stories(), NARRATIONS)
def test_the_length_is_bounded_or_follows_the_narration(
    one: PublishedStory, narration: Narration | None
) -> None:
    """15 to 90 seconds; with a recording as long as it, at most ten minutes. Whole pictures of the film."""
    film = board(one, narration=narration)
    frame = 1 / filming.RATE
    if narration is None:
        assert filming.SHORTEST <= film.seconds <= filming.LONGEST + frame
    else:
        wanted = min(max(narration.seconds, filming.SHORTEST), filming.LONGEST_NARRATED)
        assert wanted - frame <= film.seconds <= wanted + frame * (len(film.scenes) + 1)
    assert all(scene.milliseconds * filming.RATE % 1000 == 0 for scene in film.scenes)


@settings(max_examples=60, deadline=None)
@given(stories())
def test_every_picture_is_seen_in_order_or_counted(one: PublishedStory) -> None:
    """Pictures come in the story's order, each of those kept is behind some scene, the others are counted."""
    film = board(one)
    places = [scene.picture for scene in film.scenes if scene.picture is not None and scene.part != "title"]
    assert places == sorted(places)
    assert len(film.stills) + film.pictures_left_out == len(one.pictures)
    assert [still.path for still in film.stills] == [p.path for p in one.pictures][: len(film.stills)]


def test_the_fingerprint_follows_what_is_seen() -> None:
    """Another word, picture, mark or narration is another film; where a picture lies is not."""
    one = story(Block("paragraph", "第一段。"), Block("picture", picture=picture(1)))
    first = board(one).fingerprint
    moved = story(
        Block("paragraph", "第一段。"), Block("picture", picture=replace(picture(1), path="elsewhere"))
    )
    assert board(moved).fingerprint == first
    others = [
        board(replace(one, title="另一个题目")),
        board(one, mark="预览"),
        board(one, narration=Narration("b" * 64, 20.0)),
        board(one, unreadable=[picture(1).sha256]),
    ]
    assert len({first, *(other.fingerprint for other in others)}) == 5


def test_a_heading_over_nothing_is_left_out_with_its_text() -> None:
    """Where the text ends before its section begins, the section's heading ends with it."""
    blocks = []
    for number in range(8):
        blocks += [
            Block("heading", f"第{number}节"),
            Block("paragraph", "一二三四五六七八九十，" * 7 + "完。"),
        ]
    film = board(story(*blocks))
    assert film.left_out.startswith("第")
    assert film.scenes[-2].part == "words"
