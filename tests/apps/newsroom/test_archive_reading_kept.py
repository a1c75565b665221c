"""Lines of stories that have the words of furniture: they stay, wherever they stand."""

from __future__ import annotations

import pytest

from lianjian.apps.newsroom.rules.archive import furniture
from lianjian.apps.newsroom.rules.archive.furniture import without_furniture
from lianjian.apps.newsroom.rules.archive.lines import Line
from tests.apps.newsroom.saved_pages import story

BEFORE, AFTER = story(1, 2)

OF_STORIES = [
    "反诈课堂进村 教老人识破刷单骗局",
    "从棋牌室到图书角",
    "镇里三个月查处网络赌博窝点五处",
    "《采茶灯》《摇篮曲》《回家的路》",
    "学《条例》《准则》有感",
    "主办：某县人民政府",
    "协办单位：山乡镇人民政府",
    "扫码识别一篮枇杷的来路",
    "扫码加入，十户人家一个账本",
    "点击下载量，山歌排第一",
    "采摘地点：坡上村枇杷专业合作社 电话：0594-0000000 手机：13800000000",
    "编辑：老周，六十九岁，从前是会计",
    "3200",
    "01",
    "2021 2022 2023",
]


@pytest.mark.parametrize("line", OF_STORIES)
def test_a_line_of_a_story_stays_wherever_it_stands(line: str) -> None:
    """As the headline, between paragraphs and as the last line."""
    for lines in ([line, BEFORE], [BEFORE, line, AFTER], [BEFORE, line]):
        kept, cuts = without_furniture([Line(text) for text in lines])
        assert [line.text for line in kept] == lines
        assert not cuts


@pytest.mark.parametrize(
    "line",
    [
        "该合作社的三十名工人来自邻近四个村，每到采收季，理事长提前一周与各村联系。",
        "未经村民会议同意，这笔钱谁也不能使用。",
        "如有侵犯农民利益的事，村民可以联系镇里的调解员。",
    ],
)
def test_a_last_paragraph_is_no_notice_of_a_site(line: str) -> None:
    """Words of such notices (来自, 未经同意, 侵犯) stand in stories too; at both ends of a text they count only with their like."""
    for lines in ([BEFORE, line], [line, BEFORE]):
        kept, _ = without_furniture([Line(text) for text in lines])
        assert [line.text for line in kept] == lines


@pytest.mark.parametrize(
    "line",
    [
        "以上文章均来自网络，如有侵权请联系我们删除。",
        "未经本网书面授权，任何单位不得转载、镜像本网内容。",
        "如有侵犯您的版权，请与我们联系删除。",
        "上篇：别处的夜校",
        "下篇",
    ],
)
def test_furniture_behind_the_story_still_goes(line: str) -> None:
    """At the end, where nothing of the story follows."""
    kept, cuts = without_furniture([Line(BEFORE), Line(AFTER), Line(line)])
    assert [line.text for line in kept] == [BEFORE, AFTER]
    assert [cut.line for cut in cuts] == [line]


def test_parts_of_a_long_story_keep_their_headings() -> None:
    """上篇, 中篇 and 下篇 are no links to other pages, and keywords over each paragraph are no list for a search."""
    for heads in (("上篇：守山", "下篇：兴山"), ("上篇", "下篇"), ("关键词：产业", "关键词：人才")):
        lines = [heads[0], BEFORE, heads[1], AFTER]
        kept, _ = without_furniture([Line(text) for text in lines])
        assert [line.text for line in kept] == lines


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("棋牌室加盟 客服QQ：12345678", furniture.WHY_ADVERT),
        ("百家乐技巧大全", furniture.WHY_ADVERT),
        ("点击蓝字，关注我们", furniture.WHY_INVITED),
        ("扫描二维码，下载客户端", furniture.WHY_INVITED),
        ("长按识别二维码关注某县融媒体中心公众号", furniture.WHY_INVITED),
        ("1 2 3 4", furniture.WHY_NEIGHBOURS),
        ("责任编辑：周山，林水", furniture.WHY_EDITED),
        ("主办：某县人民政府网站管理中心", furniture.WHY_RECORD),
    ],
)
def test_what_sells_or_leads_away_goes(line: str, why: str) -> None:
    """The same words where they do what they do on sites."""
    _, cuts = without_furniture([Line(BEFORE), Line(line), Line(AFTER)])
    assert [(cut.line, cut.why) for cut in cuts] == [(line, why)]
