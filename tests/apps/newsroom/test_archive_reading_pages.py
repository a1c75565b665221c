"""Saved pages in every manner: exactly the lines of the article, what the page says of it, and nothing of its scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian.apps.newsroom.rules.archive.furniture import WHY_BUTTONS, WHY_NEIGHBOURS, WHY_PATH
from lianjian.apps.newsroom.rules.archive.page_says import without_site
from lianjian.apps.newsroom.rules.archive.pages import WHY_BESIDE, WHY_HIDDEN, read_page
from lianjian.apps.newsroom.rules.archive.reading import read_source
from lianjian.apps.newsroom.rules.archive.sources import Source
from tests.apps.newsroom.saved_pages import KINDS, TITLE, in_one_file, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apps.newsroom.saved_pages import Page


@pytest.mark.parametrize("build", [*KINDS, in_one_file], ids=lambda build: build.__name__)
def test_the_article_is_found_and_nothing_else(build: Callable[[int], Page]) -> None:
    """Title and lines as the page shows them, captions and subheadings marked."""
    page = build(3)
    reading = read_source(Source("a", "mhtml" if build is in_one_file else "html", page.data))
    lines = reading.text.split("\n")
    assert lines == [page.title, *page.lines]
    assert reading.hints[0] == "title"
    kinds = {lines[number]: kind for number, kind in reading.hints.items()}
    assert page.kinds.items() <= kinds.items()
    assert "脚本" not in reading.text


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("wechat", {"published": "2022-03-04", "source": "乡村来信", "author": "林小满"}),
        ("people", {"published": "2019-07-01", "source": "山乡日报"}),
        ("sina", {"published": "2020-11-12", "source": "山乡晚报"}),
        ("official", {"published": "2018-09-10", "source": "某镇人民政府"}),
        ("layout_tables", {"published": "2003-06-07", "source": "山乡日报"}),
        ("headed", {"published": "2023-08-09", "author": "林小满", "site": "某某新闻网"}),
    ],
)
def test_what_a_page_says_of_its_article_is_handed_on(name: str, says: dict[str, str]) -> None:
    """In its meta or in the line under its headline."""
    page = next(build for build in KINDS if build.__name__ == name)(1)
    assert read_source(Source("a", "html", page.data)).says == {"title": TITLE, **says}


@pytest.mark.parametrize(
    ("window", "title"),
    [
        (f"{TITLE}_新闻_某某网", TITLE),
        (f"{TITLE}--社会--某网", TITLE),
        (f"{TITLE} - 某某日报", TITLE),
        (f"{TITLE}-某某新闻网", TITLE),
        ("夜校-山里人的第二张课桌", "夜校-山里人的第二张课桌"),
        (TITLE, TITLE),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(window: str, title: str) -> None:
    """A hyphen inside a headline is."""
    assert without_site(window) == title


def test_hidden_words_are_cut_and_reported() -> None:
    """What a copying site hid for search engines."""
    lines = story(2)
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = read_page(
        f"<html><body><div class=c>{body}<p style='display: none'>藏起来的话。</p></div></body></html>"
    )
    assert [line.text for line in page.lines] == lines
    assert [(cut.line, cut.why) for cut in page.cuts] == [("藏起来的话。", WHY_HIDDEN)]


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 40_000,
        "<a><b>" * 20_000,
        "<p x='" + "a" * 2_000_000 + "'>",
        "<p " + "a=1 " * 20_000 + ">",
        "<!--" * 20_000,
        "<script>" * 2000 + "</script>",
        "\0<p>\0",
    ],
    ids=["boxes", "links", "attribute", "attributes", "comments", "scripts", "nuls"],
)
def test_what_stands_behind_hostile_markup_is_still_read(hostile: str) -> None:
    """libxml2 alone drops the rest of such a page."""
    line = story(4, 1)[0]
    reading = read_source(Source("a", "html", f"<html><body>{hostile}<p>{line}</p></body></html>".encode()))
    assert line in reading.text.split("\n")


def test_words_that_a_page_hides_inside_a_line_do_not_stand_in_it() -> None:
    """Copying sites sprinkle what only copiers see; it is reported and the sentence is whole."""
    for hidden in (
        "<span style='display: none'>本站</span>",
        "<font style='display:none'>本<b>站</b><font>x</font></font>",
    ):
        paragraph = f"村口的老树{hidden}今年又开花了，树下摆了十几张桌子，大家坐到很晚。"
        page = read_page(f"<html><body><div><p>{paragraph}</p><p>{story(1, 1)[0]}</p></div></body></html>")
        assert page.lines[0].text == "村口的老树今年又开花了，树下摆了十几张桌子，大家坐到很晚。"
        assert any(cut.line.startswith("本站") for cut in page.cuts)


def test_lines_of_preformatted_text_are_lines() -> None:
    """Old pages put the whole article into one box whose line ends count."""
    lines = ["山青水也秀", "人勤春来早", *story(1, 2)]
    text = "\n".join(lines)
    page = read_page(f"<html><body><pre>{text}</pre></body></html>")
    assert [line.text for line in page.lines] == lines


def test_a_page_that_nobody_gave_a_title_has_none() -> None:
    """What the program that wrote it calls such pages is no headline."""
    for name in ("无标题文档", "Untitled Document", "新建网页 1"):
        page = read_page(
            f"<html><head><title>{name}</title></head><body><p>{story(1, 1)[0]}</p></body></html>"
        )
        assert "title" not in page.says


def test_what_stands_outside_the_article_is_told_sentences_first() -> None:
    """Path, buttons and neighbours with their own reasons, other words as outside; of a menu of hundreds no more than fits."""
    menu = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(300))
    story = "".join(f"<p>第{n}天，桥上的灯亮了，过路的人都停下来看了一会儿。</p>" for n in range(9))
    page = read_page(
        f"<html><body><ul>{menu}</ul><div>您的位置：首页 > 乡村 > 正文</div><h1>新桥通了</h1>"
        f"<div class='TRS_Editor'>{story}</div><p>【打印】【关闭】</p><p>上一篇：旧渡口</p><p>这里从前有一座渡口。</p></body></html>"
    )
    assert [line.text for line in page.lines[1:]] == [
        f"第{n}天，桥上的灯亮了，过路的人都停下来看了一会儿。" for n in range(9)
    ]
    told = {cut.line: cut.why for cut in page.cuts}
    assert told["您的位置：首页 > 乡村 > 正文"] == WHY_PATH
    assert told["【打印】【关闭】"] == WHY_BUTTONS
    assert told["上一篇：旧渡口"] == WHY_NEIGHBOURS
    assert told["这里从前有一座渡口。"] == WHY_BESIDE
    assert len(page.cuts) == 60
    assert "新桥通了" not in told
