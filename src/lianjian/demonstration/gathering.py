"""Gatherings of the demonstration: a theme day that took place, a salon that is announced, a signing that is being planned."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from lianjian.apps.coordination.actions.announce_gathering import announce_gathering
from lianjian.apps.coordination.actions.hold_gathering import hold_gathering
from lianjian.apps.coordination.actions.invite_to_gathering import invite_to_gathering
from lianjian.apps.coordination.actions.keep_gathering_minutes import keep_gathering_minutes
from lianjian.apps.coordination.actions.plan_gathering import plan_gathering
from lianjian.apps.coordination.actions.reply_to_gathering import reply_to_gathering
from lianjian.apps.coordination.actions.resolve_at_gathering import resolve_at_gathering
from lianjian.apps.coordination.actions.sign_in_guest import sign_in_guest
from lianjian.apps.coordination.actions.write_gathering_note import write_gathering_note
from lianjian.demonstration.photographs import photograph
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

AGO, AHEAD, LATER = 19, 6, 30
CAME = ("老支书", "小卖部店主", "返乡青年", "守渠人", "合作社会计")
MINUTES = """一、在桥亭重温入党誓词，由老支书领誓。

二、沿轮水渠走了一遍，看了三处要补的渠口。第二处最急，雨季之前要补好。

三、在旧村小书屋座谈。年轻人提出，夜里来看书的人多了，要一盏路灯。"""
SUMMARY = """老支书在桥亭讲了修渠的往事：那一年全村人轮流守水，写轮水表的木板至今还挂在桥柱上。

大家沿渠走了一遍，商定雨季之前补好三处渠口。"""


def load_gatherings(days: Calendar, society: Society) -> None:
    """Hold one, announce one, plan one."""
    _theme_day(days, society)
    _salon(days, society)
    begins = datetime.combine(days.day(-LATER), time(10), CHINA)
    plan_gathering(
        by=society.now("wu-jianchuan"),
        organiser=society.organisations["shanhai"],
        title="第二批共联共建协议签约仪式",
        kind="signing",
        begins_at=begins,
        ends_at=begins + timedelta(hours=2),
        place="山海新闻中心一楼演播厅",
        client_key="demonstration-signing",
    )


def _theme_day(days: Calendar, society: Society) -> None:
    liaison, house = society.now("chen-xiaolan"), society.organisations
    begins = days.moment(AGO, hour=9)
    row = plan_gathering(
        by=liaison,
        organiser=house["minshan"],
        title="沿着轮水渠走一遍",
        kind="theme-day",
        begins_at=begins,
        ends_at=begins + timedelta(hours=5),
        co_organisers=[house["zhangyang"]],
        place="张洋村桥亭",
        agenda="在桥亭重温入党誓词\n沿轮水渠走一遍\n在旧村小书屋座谈",
        bring="雨鞋、水壶",
        public=True,
        client_key="demonstration-theme-day",
    )
    invite_to_gathering(
        by=liaison,
        gathering=row.pk,
        organisations_invited=[house["shanhai"], house["huanglong"]],
        names=[("研究所的老师", "木兰山地农业研究所")],
    )
    announce_gathering(by=liaison, gathering=row.pk)
    reply_to_gathering(
        by=society.now("wu-jianchuan"),
        gathering=row.pk,
        organisation=house["shanhai"],
        answer="yes",
        people=3,
    )
    for place, name in enumerate(CAME):
        sign_in_guest(
            by=liaison,
            gathering=row.pk,
            name=name,
            client_key=f"demonstration-{place}",
            shown_at=begins + timedelta(minutes=3 * place),
        )
    for place, (scene, text) in enumerate(
        (("trail", "在桥亭集合，沿渠往上走"), ("reservoir", "最急的一处渠口"))
    ):
        write_gathering_note(
            by=liaison,
            gathering=row.pk,
            text=text,
            photos=[photograph(scene, 70 + place)],
            client_key=f"demonstration-{place}",
            shown_at=begins + timedelta(hours=1 + place),
        )
    hold_gathering(by=liaison, gathering=row.pk)
    keep_gathering_minutes(by=liaison, gathering=row.pk, minutes=MINUTES, summary=SUMMARY)
    resolve_at_gathering(
        by=liaison,
        gathering=row.pk,
        text="雨季之前补好轮水渠的三处渠口",
        giver=house["zhangyang"],
        receiver=house["minshan"],
        work_area="livelihood",
        due_on=days.day(-60),
        client_key="demonstration-1",
    )


def _salon(days: Calendar, society: Society) -> None:
    begins = datetime.combine(days.day(-AHEAD), time(14, 30), CHINA)
    liaison, house = society.now("chen-xiaolan"), society.organisations
    row = plan_gathering(
        by=liaison,
        organiser=house["minshan"],
        title="山里的活计，城里的买家",
        kind="salon",
        begins_at=begins,
        ends_at=begins + timedelta(hours=3),
        place="旧村小书屋",
        agenda="三个村各带一样东西来\n买家说实话\n怎样分成",
        capacity=30,
        replies_until=days.day(-4),
        public=True,
        client_key="demonstration-salon",
    )
    invite_to_gathering(
        by=liaison,
        gathering=row.pk,
        organisations_invited=[house["zhangyang"], house["huanglong"], house["heguang"], house["shanhai"]],
        names=[("柴火灶主人", "黄龙村"), ("收山货的老陈", "")],
    )
    announce_gathering(by=liaison, gathering=row.pk)
    reply_to_gathering(
        by=society.now("chen-wangshu"),
        gathering=row.pk,
        organisation=house["zhangyang"],
        answer="yes",
        people=2,
        remark="带红米来",
    )
