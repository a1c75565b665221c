"""Minutes, speeches, official papers, reports with three head lines and texts in traditional characters."""

from __future__ import annotations

from datetime import date

import pytest

from tests.apps.newsroom.recognising import names_of, said, taken_apart

BODY = "渠修好以后，坡下的一百多亩田有了水，几位老人沿着渠走了一个来回，说比过去省心。"


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text or block.caption) for block in taken_apart(text).blocks]


def test_the_byline_opens_the_report_below_three_head_lines() -> None:
    """引题, 主题 and 副题 stand above 本报讯（记者 …）."""
    found = taken_apart(
        f"一渠清水上高坡 三代村民了心愿\n坡上的水渠通了\n——大展村修渠记\n"
        f"本报讯（记者 林小满 通讯员 周山）日前，永泰县大洋镇大展村的渠通了水。{BODY}"
    )
    assert found.title == "坡上的水渠通了"
    assert names_of(found, "byline") == ["林小满", "周山"]


def test_the_time_of_a_meeting_belongs_to_its_minutes() -> None:
    """It stands among place and chair: the line stays, and the meeting was on that day."""
    lines = [
        "时间：2022年6月18日",
        "地点：镇政府三楼",
        "主持人：某某",
        "会议听取了三个村修渠的进度，议定由农技站每周去看一次。",
    ]
    found = taken_apart("\n".join(["关于修渠工作的会议纪要", *lines]))
    assert found.title == "关于修渠工作的会议纪要"
    assert [block.text for block in found.blocks] == lines
    assert (found.happened_on, found.published_on) == (date(2022, 6, 18), None)


def test_a_speech_is_not_called_after_its_speaker() -> None:
    """The line under its title says who spoke; it is no headline and no caption either."""
    found = taken_apart(
        "在全镇修渠动员会上的讲话\n镇长 周大山\n同志们：\n今天我们只讲一件事，就是怎么把水引到坡上去，回去以后说给每一户听。"
    )
    assert found.title == "在全镇修渠动员会上的讲话"
    assert found.blocks[0].kind == "paragraph"


def test_a_long_official_title_is_one_line() -> None:
    """Longer than any headline, and nothing else could be one."""
    title = "中共某某县委办公室　某某县人民政府办公室关于印发《某某县二〇二二年山区水渠修复和长效管护工作实施方案》的通知"
    found = taken_apart(
        f"{title}\n某委办〔2022〕8号\n各乡镇党委、政府：\n方案已经研究同意，现印发给你们，请结合各自的实际认真落实，遇到困难及时报告。"
    )
    assert found.title == title
    assert {block.kind for block in found.blocks} == {"paragraph"}


def test_what_is_attached_is_a_list() -> None:
    """A numbered line under 附件 heads nothing."""
    found = blocks(f"关于修渠的通知\n一、早些动手\n{BODY}\n附件：1.任务表\n2.联系人\n某某县水利局")
    assert ("heading", "一、早些动手") in found
    assert ("paragraph", "2.联系人") in found


def test_what_parts_a_long_story_stays() -> None:
    """上篇：…, 关键词：… and numbers alone over paragraphs, and none of them is the headline."""
    for heads in (
        ("上篇：守山", "下篇：兴山"),
        ("1", "2"),
        ("01", "02"),
        ("关键词：水", "关键词：路"),
    ):
        found = taken_apart(f"一座山的三十年\n{heads[0]}\n{BODY}\n{heads[1]}\n{BODY}")
        assert found.title == "一座山的三十年"
        told = [block.text or block.caption for block in found.blocks if block.kind != "paragraph"]
        assert told == list(heads)


def test_headings_with_the_words_of_a_page_stay_in_the_text() -> None:
    """阅读 and 分享 count on pages; followed by words they head a part."""
    lines = [BODY, "阅读：一天一小时", BODY, "分享：一周一个夜晚", BODY]
    found = blocks("\n".join(["书屋的一年", *lines]))
    assert [words for _, words in found] == lines
    assert [words for _, words in blocks(f"书屋的一年\n阅读：1024次\n{BODY}")] == [BODY]


def test_verses_under_the_source_are_no_subtitle() -> None:
    """What comes after the line with the source is the text, however short its lines are."""
    found = taken_apart(f"山居\n来源：山乡诗刊\n山雨初晴鸟自啼\n人家几处隔疏篱\n{BODY}")
    assert (found.title, found.subtitle, found.kicker) == ("山居", "", "")


def test_a_report_without_a_headline_is_not_called_after_its_dateline() -> None:
    """Who sent it and from where says nothing about what it tells."""
    for opening in ("东南网福州7月1日电 ", "本报讯 ", "新华社福州3月5日电 记者从省农业部门获悉，"):
        found = taken_apart(f"{opening}闽侯县上街镇侯官村的龙舟下水了，岸上站满了人。\n{BODY}")
        assert found.title == "闽侯县上街镇侯官村的龙舟下水了"


def test_the_day_of_a_reprint_is_the_day_of_publication() -> None:
    """原载《…》 with its day at the end, also where 据《…》报道 stands at the opening."""
    found = taken_apart(
        f"茶山上的铃声\n据《山乡日报》报道，武夷山市星村镇的茶农装上了铃。\n{BODY}\n（原载《山乡日报》2021年4月6日第3版）"
    )
    assert (found.source, found.happened_on, found.published_on) == ("山乡日报", None, date(2021, 4, 6))


@pytest.mark.parametrize("line", ["（来源：东南网）", "（来源：东南网", "【来源：东南网】"])
def test_a_source_keeps_no_bracket(line: str) -> None:
    assert taken_apart(f"龙舟下水\n{BODY}\n{line}").source == "东南网"


def test_labels_in_traditional_characters_are_read() -> None:
    """Names stay as they are written; place and days are those of the register and the calendar."""
    found = taken_apart(
        "老街重生\n來源：泉州晚報\n記者：陳文彬\n發佈時間：2019-05-06\n編輯：林小玲\n昨日，泉州市鯉城區的老街修繕完成，許多老店重新開張，街坊說這裡又熱鬧了。\n"
        "圖為老街。（圖／王大明）\n老人們在門口喝茶，孩子們在巷子裡跑。\n攝影：王大明"
    )
    assert (found.title, found.source, found.byline) == ("老街重生", "泉州晚報", "記者 陳文彬 图/王大明")
    assert (found.published_on, found.happened_on) == (date(2019, 5, 6), date(2019, 5, 5))
    assert found.division == "350502"
    assert set(names_of(found, "photographer")) == {"王大明"}
    assert [guess.value for guess in said(found, "caption")] == ["圖為老街。（圖／王大明）"]


def test_rows_of_a_table_are_neither_headlines_nor_captions() -> None:
    """The format says that they are rows."""
    found = taken_apart(
        f"各村的田\n村　亩数\n侯官村　320\n上街村　210\n{BODY}", {1: "row", 2: "row", 3: "row"}
    )
    assert (found.title, found.subtitle) == ("各村的田", "")
    assert {block.kind for block in found.blocks} == {"paragraph"}


def test_a_byline_over_the_headline_is_no_headline() -> None:
    """Some files begin with who wrote them."""
    found = taken_apart(f"本报记者 林小满 通讯员 周山 摄影报道\n山里的路\n{BODY}\n{BODY}")
    assert found.title == "山里的路"
    assert names_of(found, "byline") == ["林小满", "周山"]


def test_the_place_and_day_under_a_text_stay_and_are_no_source() -> None:
    """So authors sign; the name over it is the caption of no picture."""
    found = taken_apart(f"山里的路\n{BODY}\n{BODY}\n周小山\n2020年5月6日于龙潭村")
    assert found.source == ""
    assert [block.text for block in found.blocks] == [BODY, BODY, "周小山", "2020年5月6日于龙潭村"]


@pytest.mark.parametrize(
    "line", ["上联：春到山乡处处新", "问：您怎么来了？", "草莓　30元/斤", "By Zhang Wei"]
)
def test_what_is_said_or_sold_is_no_headline(line: str) -> None:
    """Couplets, questions, prices and English bylines under a short headline."""
    found = taken_apart(f"春联\n{line}\n{BODY}\n{BODY}")
    assert (found.title, found.kicker) == ("春联", "")


def test_where_somebody_comes_from_is_not_where_it_happened() -> None:
    """The place of a trader's birth is told as a guess and not filled in."""
    found = taken_apart(f"茶商在外\n在云南省勐海县的山里，来自安溪的茶商老林租下一座初制所。{BODY}")
    assert found.division == ""
    assert [guess.sure for guess in said(found, "division")] == ["weak"]


def test_a_heading_over_everything_is_the_headline() -> None:
    """Where the file has no title, the first line that it marks as a heading is one."""
    assert taken_apart(f"山里的路\n{BODY}\n缘起\n{BODY}", {0: "heading", 2: "heading"}).title == "山里的路"


def test_days_of_a_headline_and_parts_of_years() -> None:
    """昨天 in a headline is mostly a manner of speaking; 去年底 is a span; what lies after the publication is no day of it."""
    spoken = taken_apart(f"昨天和今天\n2022年3月8日\n{BODY}")
    assert spoken.happened_on is None
    (guess,) = said(
        taken_apart(f"新桥\n2022年3月8日\n去年底，桥修好了，两岸的人都来看。{BODY}"), "happened_on"
    )
    assert (guess.begins, guess.ends) == ("2021-12-01", "2021-12-31")
    assert not said(
        taken_apart(f"新路\n2021年7月9日\n今年底，这条路就要通到山顶的那个村。{BODY}"), "happened_on"
    )


def test_the_day_at_the_end_of_a_page_is_not_the_day_it_happened() -> None:
    """Also where the page says the day of publication itself."""
    found = taken_apart(f"山里的路\n{BODY}\n2012年5月6日", published=date(2012, 5, 6))
    assert found.happened_on is None
