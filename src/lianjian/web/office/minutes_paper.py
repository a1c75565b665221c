"""Minutes in the form of official minutes (纪要, GB/T 9704-2012, 10.3): who was there, who was on leave, what was said, what
was decided. Official documents are in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation

from lianjian.apps.coordination.rules.meetings import Attendance
from lianjian.kernel.clock import civil_date
from lianjian.kernel.documents import Block, Document, Heading, Items, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.coordination.queries import DecisionLine, MeetingLine

CHINESE = "零一二三四五六七八九十"


def minutes_document(line: MeetingLine) -> Document:
    """The document. Whoever was invited and is not noted is named nowhere: unknown is not absent."""
    local = timezone.localtime(line.held_at)
    when = f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
    present = "、".join(line.attendees)
    blocks: list[Block] = [Paragraph(when, lead="时间：")]
    if line.place:
        blocks.append(Paragraph(line.place, lead="地点："))
    blocks.append(Paragraph(present or "未记录", lead="出席："))
    for word, lead in ((Attendance.EXCUSED, "请假："), (Attendance.ABSENT, "缺席：")):
        names = _names(line, word)
        if names:
            blocks.append(Paragraph("、".join(names), lead=lead))
    if line.agenda and line.agenda != line.minutes:
        blocks += [
            Heading("一、会议议程"),
            Items(tuple(filter(None, line.agenda.split("\n"))), numbered=True),
        ]
    count = sum(isinstance(one, Heading) for one in blocks)
    if line.minutes:
        count += 1
        blocks += [Heading(f"{CHINESE[count]}、会议内容"), Paragraph(line.minutes)]
    if line.decisions:
        count += 1
        blocks += [
            Heading(f"{CHINESE[count]}、议定事项"),
            Items(tuple(_decided(line.decisions)), numbered=True),
        ]
    with translation.override("zh-hans"):
        return Document(
            title=f"{line.title}纪要" if not line.title.endswith("纪要") else line.title,
            blocks=tuple(blocks),
            masthead=f"{line.group_name}会议纪要",
            signed=(line.group_name,),
            dated=civil_date(line.held_at),
            mark=f"第 {line.version} 稿" if line.version > 1 else "",
            link=f"{settings.BASE_URL}/m/meetings/{line.id}/",
        )


def _names(line: MeetingLine, word: Attendance) -> list[str]:
    return [seat.name for seat in line.seats if seat.attendance is word]


def _decided(decisions: Iterable[DecisionLine]) -> Iterable[str]:
    for one in decisions:
        day = f"{one.due_on.year}年{one.due_on.month}月{one.due_on.day}日前完成" if one.due_on else ""
        tail = "，".join(
            filter(None, (f"责任单位：{one.organisation_name}" if one.organisation_name else "", day))
        )
        yield f"{one.text}（{tail}）" if tail else one.text
