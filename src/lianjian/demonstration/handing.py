"""Handovers, an acting person and honours of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.appoint_acting import appoint_acting
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.pass_items_on import pass_items_on
from lianjian.apps.parties.actions.record_honour import record_honour
from lianjian.apps.parties.actions.return_item import return_item
from lianjian.apps.parties.actions.settle_by_word import settle_by_word
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.queries.handovers import pack
from lianjian.apps.parties.queries.people_in_office import mandates_in
from lianjian.apps.parties.rules.roles import Role
from lianjian.demonstration.photographs import photograph
from lianjian.demonstration.society import LOADER
from lianjian.kernel.evidence import File

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

LAST_DAY, FIRST_DAY = 862, 860
"""Days ago: of batch 5 and batch 6."""
SPOKEN = (
    ("word", "答应陈大伯：小学边的岔路口装一盏路灯", "最好赶在中秋前，孩子晚上走路"),
    ("word", "答应茶厂老林：雨季前把排水沟清一遍", ""),
    ("key", "村部大门、档案柜和公章柜的钥匙", "备用一套在林秀琴处"),
    ("contact", "水管站老李，停水找他", "电话写在村部值班表上"),
    ("document", "五年规划的纸质稿和测绘图", "档案柜第二格，蓝色文件盒"),
)
KEPT = "路灯亮了，陈大伯来村部道了谢"
HONOURS = (
    ("zhangyang", "", "全市乡村振兴示范村（演示）", "市委农村工作领导小组（演示）", 540, "assembly", 3),
    (
        "zhangyang",
        "chen-wangshu",
        "优秀驻村第一书记（演示）",
        "省驻村工作领导小组（演示）",
        150,
        "village-office",
        8,
    ),
    ("huanglong", "", "林下经济示范基地（演示）", "市林业局（演示）", 310, "bamboo-workshop", 5),
)


def load_first_handover(days: Calendar, society: Society) -> None:
    """From batch 5 to batch 6 in Zhangyang, before anything else was open there: all of it is what was known by word."""
    house = society.organisations["zhangyang"]
    ahead = LAST_DAY + 9
    leaves = society.acting("cai-wenbin", days.day(ahead))
    for kind, words, more in SPOKEN:
        write_by_word(
            by=leaves, organisation=house, kind=kind, words=words, more=more, now=days.moment(ahead, hour=15)
        )
    held = mandates_in(LOADER, house, days.today, former=True).filter(person=society.people["cai-wenbin"])
    row = begin_handover(
        by=leaves,
        mandate=held[0].pk,
        successor=society.people["chen-wangshu"],
        now=days.moment(LAST_DAY + 2, hour=9),
    )
    comes, at = society.acting("chen-wangshu", days.day(LAST_DAY)), days.moment(LAST_DAY, hour=11)
    for item in pack(comes, row.pk, days.day(LAST_DAY)).open:
        accept_item(by=comes, handover=row.pk, item=item.ref, now=at)
    remark = "两人一起走完了全村十二个自然村，村务监督委员会主任在场。"
    complete_handover(by=comes, handover=row.pk, remark=remark, now=days.moment(LAST_DAY, hour=16))
    pass_items_on(by=LOADER, now=days.moment(FIRST_DAY, hour=8))
    lit = row.items.get(words=SPOKEN[0][1])
    settle_by_word(
        by=comes, by_word=int(lit.source_key.partition(":")[2]), how=KEPT, now=days.moment(FIRST_DAY - 70)
    )


def load_handing(days: Calendar, society: Society) -> None:
    """A handover under way in Huanglong, whose first secretary goes back early; somebody acts in Fengshan; honours."""
    house = society.organisations["huanglong"]
    leaves, comes = society.now("liu-yiming"), society.now("huang-guomao")
    spoken = write_by_word(
        by=leaves,
        organisation=house,
        kind="word",
        words="答应三组老陈：菌棚边修一段便道",
        client_key="demonstration",
    )
    write_by_word(
        by=leaves, organisation=house, kind="key", words="菌包厂仓库钥匙两把", client_key="demonstration-2"
    )
    held = mandates_in(LOADER, house, days.today, former=False).get(
        person=society.people["liu-yiming"], role=Role.FIRST_SECRETARY
    )
    row = begin_handover(by=leaves, mandate=held.pk, successor=society.people["huang-guomao"])
    for item in pack(comes, row.pk, days.today).open[:2]:
        accept_item(by=comes, handover=row.pk, item=item.ref)
    return_item(
        by=comes, handover=row.pk, item=f"parties/word:{spoken.pk}", reason="哪一段？是桥头到菌棚吗？"
    )
    appoint_acting(
        by=society.now("zheng-maolin"),
        person=society.people["zheng-yuzhu"],
        organisation=society.organisations["fengshan"],
        role=Role.FIRST_SECRETARY,
        starts_on=days.day(6),
        ends_on=days.day(-24),
        instead_of=society.people["shen-mingxi"],
        reason="参加省里培训",
    )
    for key, person, title, granted_by, ago, scene, seed in HONOURS:
        record_honour(
            by=society.now(society.leaders[key]),
            organisation=society.organisations[key],
            person=society.people[person] if person else None,
            title=title,
            granted_by=granted_by,
            granted_on=days.day(ago),
            files=[File("证书.jpg", photograph(scene, seed))],
            public=True,
            client_key=f"demonstration-{title}",
        )
