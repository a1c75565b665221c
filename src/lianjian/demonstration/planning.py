"""What the newsroom of the demonstration plans: leads from the villages, topics with their assignments, a series."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from lianjian.apps.coordination.queries import log_of
from lianjian.apps.newsroom.actions.answer_assignment import answer_assignment
from lianjian.apps.newsroom.actions.arrange_series import arrange_series
from lianjian.apps.newsroom.actions.assign_topic import assign_topic
from lianjian.apps.newsroom.actions.decline_lead import decline_lead
from lianjian.apps.newsroom.actions.move_topic import move_topic
from lianjian.apps.newsroom.actions.name_series import name_series
from lianjian.apps.newsroom.actions.offer_lead import offer_lead
from lianjian.apps.newsroom.actions.propose_topic import propose_topic
from lianjian.apps.newsroom.actions.take_up_lead import take_up_lead
from lianjian.demonstration.society import LOADER
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

HOUSE = "shanhai"
LEADS = (
    ("chen-wangshu", "水位在两道线中间", "桥柱本子记了八年，翻开就是一部守水的账。清早六点半最好拍。"),
    ("liu-yiming", "备用机组试机", "轮换表是棚主自己画的，可以问他。"),
    ("chen-wangshu", "桥头林家", "借地的字据这两天就补上。"),
    ("liu-yiming", "灭菌柜和全村做饭", ""),
)
"""Who wrote the entry, how it begins, what is said to the newsroom."""

TOPICS = (
    (
        "冬修水渠：一条渠一年要补几次",
        "跟一次冬修，把用工、用料和钱说清楚。",
        "featured-industries",
        3,
        ("web-site",),
    ),
    (
        "城乡居民医保缴费季，最常被问的六个问题",
        "请镇里经办的人当面答，附咨询电话。",
        "policy-explained",
        5,
        ("web-site",),
    ),
    ("茶青按克算钱之后", "回访三户茶农，看一季收成。", "quality-produce", -4, ()),
    ("驻村书记的年终清单", "七个村各说一件做成的、一件没做成的。", "village-stories", 12, ()),
    ("返乡青年夜谈会", "", "village-stories", None, ()),
)
"""Title, what it is about, column, in how many days it is planned, outlets. The first three are approved."""

SERIES = (
    "柴火与灯火",
    "山村里的电和火：从停电的一夜说起。",
    ("night-without-power", "stoves-vs-parking", "electric-drying"),
)


def load_planning(days: Calendar, society: Society) -> int:
    """Enter what is planned; returns how many topics and leads there are."""
    leads = _leads(days, society)
    topics = _topics(days, society)
    name, about, keys = SERIES
    editor = society.now(society.editors[0])
    series = name_series(by=editor, title=name, about=about, demonstration=True)
    arrange_series(by=editor, series=series.pk, stories=[society.stories[key] for key in keys])
    return leads + topics


def _leads(days: Calendar, society: Society) -> int:
    house, editor = society.organisations[HOUSE], society.now(society.editors[0])
    found = []
    for person, begins, note in LEADS:
        writer = society.now(person)
        entry = next(line for line in log_of(writer, limit=200) if line.text.startswith(begins))
        found.append(offer_lead(by=writer, entry=entry.id, newsroom=house, note=note))
    _waiting, taken, _also, declined = found
    lead = take_up_lead(
        by=editor,
        lead=taken.pk,
        into="topic",
        title="停电那一夜之后",
        answer="周四上山，想看一次换班。",
        demonstration=True,
    )
    if lead.topic_id is not None:
        move_topic(by=society.now(society.reviewers[0]), topic=lead.topic_id, to="approved")
        _assign(days, society, lead.topic_id, person=1, ahead=2, place="黄龙村九号棚")
    decline_lead(by=editor, lead=declined.pk, answer="错峰用电上月写过，等新线路通了再写一篇。")
    return len(found)


def _topics(days: Calendar, society: Society) -> int:
    editor, senior = society.now(society.editors[1]), society.now(society.reviewers[0])
    for number, (title, about, column, ahead, outlets) in enumerate(TOPICS):
        topic = propose_topic(
            by=editor,
            title=title,
            about=about,
            column=column,
            planned_on=None if ahead is None else days.day(-ahead),
            outlets=outlets,
            demonstration=True,
        )
        if number < 3:  # noqa: PLR2004 - the first three are approved
            move_topic(by=senior, topic=topic.pk, to="approved")
        if number == 0:
            _assign(days, society, topic.pk, person=0, ahead=2, place="张洋村桥亭")
        elif number == 1:
            one = _assign(days, society, topic.pk, person=0, ahead=4, place="")
            answer_assignment(
                by=society.now(society.editors[0]), assignment=one, cannot="那天在外地学习，请换人。"
            )
        elif number == 2:  # noqa: PLR2004 - this one is late
            _assign(days, society, topic.pk, person=1, ahead=-5, place="")
    return len(TOPICS) + 1


def _assign(days: Calendar, society: Society, topic: int, *, person: int, ahead: int, place: str) -> int:
    """To one of the editors, until five in the afternoon of a day; only the system sets a deadline that is over."""
    return assign_topic(
        by=LOADER,
        topic=topic,
        person=society.people[society.editors[person]],
        due_at=datetime.combine(days.day(-ahead), time(17), CHINA),
        place=place,
    ).pk
