"""A story draft about a gathering, in Chinese: stories are written in the language of the network's readers.

Who, where, when and how many are computed, never typed; names are only of those who ticked that they may be named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.coordination.rules.gatherings import GatheringKind
from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from datetime import date, datetime

TITLE_LIMIT = 120

KIND_IN_CHINESE = {
    GatheringKind.THEME_DAY: "主题党日活动",
    GatheringKind.SIGNING: "签约仪式",
    GatheringKind.SALON: "交流沙龙",
    GatheringKind.VISIT: "走访活动",
    GatheringKind.TRAINING: "培训活动",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolution: words, who gives, who receives ("" where it is the giver's own duty), by which day."""

    text: str
    giver: str
    receiver: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of a gathering. ``came`` people signed in, ``houses`` of the organisations they belong to are known."""

    kind: str
    kind_word: str
    title: str
    hosts: tuple[str, ...]
    organiser: int
    division: str
    place: str
    begins_at: datetime
    ends_at: datetime
    came: int
    houses: int
    agenda: tuple[str, ...]
    summary: str
    named: tuple[str, ...]
    resolved: tuple[Resolved, ...]


@dataclass(frozen=True, slots=True)
class StoryText:
    """Title, digest and paragraphs of the draft, and the line that says what it was made of."""

    title: str
    digest: str
    paragraphs: tuple[str, ...]
    source: str


def story_text(material: Material) -> StoryText:
    """The draft."""
    lead = _lead(material)
    paragraphs = [lead]
    if material.agenda:
        points = "；".join(point.strip("；。;. ") for point in material.agenda if point.strip("；。;. "))
        if points:
            paragraphs.append(f"活动议程包括：{points}。")
    paragraphs += [line.strip() for line in material.summary.splitlines() if line.strip()]
    if material.resolved:
        paragraphs.append(f"活动议定{_counted(len(material.resolved), '事项')}：")
        paragraphs += [_resolution(n, one) for n, one in enumerate(material.resolved, start=1)]
    if material.named:
        paragraphs.append(f"参加活动的有{'、'.join(material.named)}等。")
    day = _day(material.begins_at)
    return StoryText(
        title=material.title[:TITLE_LIMIT],
        digest=lead[:300],
        paragraphs=tuple(paragraphs),
        source=f"活动材料：{material.title}（{day}）"[:300],
    )


def _lead(material: Material) -> str:
    first, last = material.begins_at.astimezone(CHINA).date(), material.ends_at.astimezone(CHINA).date()
    when = _day(material.begins_at)
    if last != first:
        until = (
            f"{last.day}日"
            if (last.year, last.month) == (first.year, first.month)
            else _day(material.ends_at)
        )
        when = f"{when}至{until}"
    hosts, more = material.hosts[0], "、".join(material.hosts[1:])
    who = f"{hosts}联合{more}" if more else hosts
    where = f"在{material.place}" if material.place else ""
    kind = material.kind_word or KIND_IN_CHINESE.get(GatheringKind(material.kind), "活动")
    lead = f"{when}，{who}{where}举办“{material.title}”{kind}。"
    if material.came:
        of = f"来自{material.houses}家单位的" if material.houses > 1 else ""
        lead += f"{of}{material.came}人参加活动。"
    return lead


def _resolution(number: int, one: Resolved) -> str:
    words = one.text.rstrip("。；; ")
    whom = f"面向{one.receiver}" if one.receiver else "负责落实"
    return f"{number}. {words}（由{one.giver}{whom}，{one.due_on.year}年{one.due_on.month}月{one.due_on.day}日前完成）。"


def _counted(number: int, what: str) -> str:
    return f"{number}项{what}"


def _day(moment: datetime) -> str:
    day = moment.astimezone(CHINA).date()
    return f"{day.year}年{day.month}月{day.day}日"
