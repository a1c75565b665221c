"""What the newsroom of the demonstration plans: leads from the villages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.queries import log_of
from lianjian.apps.newsroom.actions.decline_lead import decline_lead
from lianjian.apps.newsroom.actions.offer_lead import offer_lead
from lianjian.apps.newsroom.actions.take_up_lead import take_up_lead

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


def load_planning(days: Calendar, society: Society) -> int:  # noqa: ARG001 - the days of the topics
    """Enter what is planned; returns how many topics and leads there are."""
    return _leads(society)


def _leads(society: Society) -> int:
    house, editor = society.organisations[HOUSE], society.now(society.editors[0])
    found = []
    for person, begins, note in LEADS:
        writer = society.now(person)
        entry = next(line for line in log_of(writer, limit=200) if line.text.startswith(begins))
        found.append(offer_lead(by=writer, entry=entry.id, newsroom=house, note=note))
    _waiting, taken, _also, declined = found
    take_up_lead(
        by=editor,
        lead=taken.pk,
        title="停电那一夜之后",
        answer="周四上山，想看一次换班。",
        demonstration=True,
    )
    decline_lead(by=editor, lead=declined.pk, answer="错峰用电上月写过，等新线路通了再写一篇。")
    return len(found)
