"""What copying sites add is cut with its reason; what only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.archive import furniture
from lianjian.apps.newsroom.rules.archive.furniture import LONGEST_IN_THE_MIDDLE, without_furniture
from lianjian.apps.newsroom.rules.archive.lines import Line
from lianjian.apps.newsroom.rules.archive.reading import read_source
from lianjian.apps.newsroom.rules.archive.sources import Source
from tests.apps.newsroom.saved_pages import TITLE, story

BEFORE, AFTER = story(1, 2)

FURNITURE = [
    ("上一篇：别处也有一所夜校", furniture.WHY_NEIGHBOURS),
    ("下一篇", furniture.WHY_NEIGHBOURS),
    ("首页 上一页 1 2 3 下一页 尾页", furniture.WHY_NEIGHBOURS),
    ("您现在的位置：首页 > 新闻 > 正文", furniture.WHY_PATH),
    ("首页 > 新闻中心 > 镇村动态", furniture.WHY_PATH),
    ("分享到：微信 QQ空间 新浪微博 更多", furniture.WHY_BUTTONS),
    ("【打印本页】【关闭窗口】", furniture.WHY_BUTTONS),
    ("转载请注明出处：某某网", furniture.WHY_RIGHTS),
    ("Copyright © 2008-2020 某某网 All Rights Reserved", furniture.WHY_RIGHTS),
    ("专业代开发票 加微信 fp88888", furniture.WHY_ADVERT),
    ("茶叶加盟代理 QQ：12345678 电话：13800000000", furniture.WHY_ADVERT),
    ("广告", furniture.WHY_ADVERT),
    ("点击下载客户端", furniture.WHY_INVITED),
    ("长按识别二维码关注我们！", furniture.WHY_INVITED),
    ("微信扫一扫", furniture.WHY_INVITED),
    ("发布时间：2018-09-10 来源：某镇人民政府 浏览次数：33", furniture.WHY_COUNTED),
    ("（责任编辑：甲乙）", furniture.WHY_EDITED),
    ("原文链接：https://a.example/news/1.html", furniture.WHY_ADDRESS),
    ("关键词：夜校 乡村 记账", furniture.WHY_KEYWORDS),
    ("闽ICP备00000000号 公网安备00号", furniture.WHY_RECORD),
    ("关于我们 | 广告服务 | 联系我们", furniture.WHY_RECORD),
]


@pytest.mark.parametrize(("line", "why"), FURNITURE, ids=[line for line, _ in FURNITURE])
def test_furniture_is_cut_with_its_reason(line: str, why: str) -> None:
    """Between two paragraphs, with the place where it stood."""
    kept, cuts = without_furniture([Line(BEFORE), Line(line), Line(AFTER)])
    assert [line.text for line in kept] == [BEFORE, AFTER]
    assert [(cut.line, cut.why, cut.at) for cut in cuts] == [(line, why, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "上一篇文章发表后，村里来了许多人。",
        "“点击下载”这四个字，老人们学了三个晚上。",
        "版权声明怎么写，他们请教了县里的律师。",
        "报名电话：0594-0000000",
        "枇杷批发请联系村委会，电话：0594-0000000",
        "时间：2021年5月6日",
        "2021年5月6日",
        "来源：山乡日报",
        "作者：林小满",
        "分享会现场",
        "打印店开张了",
        "广告牌换成了宣传栏",
        "转载的故事",
        "大家学到九点",
        "地点：张洋村部二楼",
        "一、微信怎么用",
        "编辑部里的一天",
        "扫码也能领书",
    ],
)
def test_what_only_looks_like_furniture_stays(line: str) -> None:
    """Headings, contacts of a village, days and sources of a text belong to it."""
    kept, cuts = without_furniture([Line(BEFORE), Line(line), Line(AFTER)])
    assert [line.text for line in kept] == [BEFORE, line, AFTER]
    assert not cuts


_WORDS = st.sampled_from(
    ["上一篇：", "点击下载", "转载请注明", "版权声明：", "免责声明：", "责任编辑：", "分享到", "QQ：12345", "加微信", "代开发票", "电话：13800000000",
     "关键词：", "来源：", "https://a.example/", "如有侵权请联系删除", "博彩", "相关阅读", "村里", "夜校", "大家说", "，", "、", " "]
)  # fmt: skip


@given(st.lists(_WORDS, min_size=6, max_size=30), st.sampled_from("。！？；"))
def test_no_paragraph_in_the_middle_is_ever_cut(words: list[str], stop: str) -> None:
    """More than thirty characters with a full stop, between paragraphs of the story: it stays, whatever it says."""
    line = "".join(words).strip() + stop
    assume(len(line) > LONGEST_IN_THE_MIDDLE)
    kept, _ = without_furniture([Line(TITLE), Line(BEFORE), Line(line), Line(AFTER)])
    assert [line.text for line in kept] == [TITLE, BEFORE, line, AFTER]


@given(
    st.lists(
        st.one_of(_WORDS, st.text(max_size=40), st.sampled_from([row[0] for row in FURNITURE])), max_size=15
    )
)
def test_nothing_is_lost(texts: list[str]) -> None:
    """Every line is kept or stands among the cuts, and both keep their order."""
    lines = [Line(text) for text in texts]
    kept, cuts = without_furniture(lines)
    together: list[str] = []
    left = iter(cuts)
    cut = next(left, None)
    for number, line in enumerate(kept):
        while cut is not None and cut.at <= number and cut.line != line.text:
            together.append(cut.line)
            cut = next(left, None)
        together.append(line.text)
    together += [cut.line, *(other.line for other in left)] if cut is not None else []
    assert sorted(together) == sorted(texts)


def test_long_notices_go_at_the_end_only() -> None:
    """Behind the story a disclaimer of any length; before a paragraph it stays."""
    notice = "免责声明：本文转载自网络，版权归原作者所有。文章仅代表作者观点，与本站无关；如有侵权，请联系我们删除。"
    kept, cuts = without_furniture([Line(BEFORE), Line(AFTER), Line(notice), Line("打印")])
    assert [line.text for line in kept] == [BEFORE, AFTER]
    assert [cut.line for cut in cuts] == [notice, "打印"]
    assert len(without_furniture([Line(BEFORE), Line(notice), Line(AFTER)])[0]) == 3


def test_headlines_of_other_stories_go_with_their_heading() -> None:
    """Where a paragraph follows the heading, all of it stays."""
    others = [Line("相关阅读："), Line("别处的夜校"), Line("又一个村子")]
    kept, cuts = without_furniture([Line(BEFORE), *others])
    assert [line.text for line in kept] == [BEFORE]
    assert {cut.why for cut in cuts} == {furniture.WHY_OTHERS}
    assert not without_furniture([Line(BEFORE), *others, Line(AFTER)])[1]


def test_a_stamp_inside_a_paragraph_goes_and_the_paragraph_stays() -> None:
    """What a copying system wrote into the text is reported, too."""
    half = len(BEFORE) // 2
    for stamp in (
        "本文来自织梦内容管理系统",
        "内容来自dedecms",
        "【www.a.example】",
        "（本文来自https://a.example/x）",
    ):
        kept, cuts = without_furniture([Line(BEFORE[:half] + stamp + BEFORE[half:])])
        assert [line.text for line in kept] == [BEFORE]
        assert [cut.line for cut in cuts] == [stamp]


def test_what_a_cut_line_said_is_handed_on() -> None:
    """Day, source and author of the line under the headline of a text."""
    line = "发布时间：2018-09-10 来源：某镇人民政府 作者：林小满 浏览次数：33"
    reading = read_source(Source("a.txt", "txt", f"{TITLE}\n{line}\n{BEFORE}".encode()))
    assert reading.text.split("\n") == [TITLE, BEFORE]
    assert reading.says == {"published": "2018-09-10", "source": "某镇人民政府", "author": "林小满"}
