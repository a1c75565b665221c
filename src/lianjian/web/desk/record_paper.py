"""The record of the reviews (审校单) as a document to file and as a workbook. Official documents are in Chinese."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lianjian.kernel.clock import civil_date
from lianjian.kernel.documents import Block, Document, Heading, Items, Paragraph, Table
from lianjian.web.desk.templatetags.desk import role_word, say, step_word, verdict_word
from lianjian.web.kit.sheets import workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpResponse

SHOWN = 12
"""Digits of a fingerprint that tell the texts of one story apart."""
NOBODY = "未定"
UNKNOWN = "未记录"


def record_document(told: Mapping[str, Any]) -> Document:
    """The record as the newsroom files it: who did which of the six steps, everything that was said, whose hands were in the
    text, what was published. ``told`` is ``newsroom.queries.record``."""
    with translation.override("zh-hans"):
        blocks: list[Block] = [
            Paragraph(str(told["title"]) or "无题", lead="稿件："),
            Paragraph(f"现稿指纹（SHA-256）：{_in_groups(str(told['text_sha256']))}", small=True),
            Heading("一、三审三校"),
            Table(
                ("环节", "审校人"),
                tuple((step_word(step), str(name or NOBODY)) for step, name in told["steps"].items()),
                widths=(2, 3),
            ),
            *_rule(told["rule"]),
            Heading("二、审校意见"),
            _reviews(told["reviews"]),
            Heading("三、写作与修改"),
            Items(tuple(_hand(one) for one in told["authors"]) or (UNKNOWN,), numbered=bool(told["authors"])),
            *_published(told),
        ]
        return Document(
            title="稿件审校单",
            blocks=tuple(blocks),
            signed=(str(told["newsroom"]),),
            dated=civil_date(timezone.now()),
            mark=f"稿件 {told['story']} · 现稿 {str(told['text_sha256'])[:SHOWN]}",
            link=f"{settings.BASE_URL}{reverse('desk_record', args=[told['story']])}",
        )


def record_workbook(told: Mapping[str, Any]) -> HttpResponse:
    """The same as rows: hands in the text, words of the reviews, publications, in the order of time."""
    titles = [
        _("When"),
        _("What"),
        _("Step"),
        _("Who"),
        _("Role of that day"),
        _("Comment"),
        _("Fingerprint of the text"),
    ]
    rows: list[tuple[Any, ...]] = sorted(_rows(told), key=_first)
    return workbook(_("Record of the reviews"), titles, rows)


def _rows(told: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for one in told["authors"]:
        yield (_moment(one), _("Hands in the text"), None, one["name"], None, None, one["text_sha256"])
    for one in told["reviews"]:
        yield (
            _moment(one),
            verdict_word(one["verdict"]),
            step_word(one["step"]),
            one["name"],
            role_word(one["role"]) if one["role"] else None,
            one["comment"] or None,
            one["text_sha256"],
        )
    for one in told["publications"]:
        word = _("Correction") if one["correction"] else _("Published")
        yield (_moment(one), word, None, one["name"], None, None, one["text_sha256"])
    if gone := told["withdrawn"]:
        yield (_moment(gone), _("Withdrawn"), None, None, None, say(gone["reason"]), None)


def _first(row: tuple[Any, ...]) -> Any:
    return row[0]


def _in_groups(digits: str) -> str:
    """Eight and eight, so that a long fingerprint finds its line's end."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def _rule(rule: Mapping[str, Any]) -> list[Block]:
    if rule["six_different_people"]:
        return []
    by = f"（{rule['name']}）" if rule["name"] else ""
    return [Paragraph(f"本中心允许一人兼任一审一校。理由：{rule['reason'] or UNKNOWN}{by}", small=True)]


def _reviews(said: Iterable[Mapping[str, Any]]) -> Block:
    rows = tuple(
        (
            step_word(one["step"]),
            str(one["name"]),
            role_word(one["role"]) if one["role"] else UNKNOWN,
            verdict_word(one["verdict"]),
            str(one["comment"]),
            _when(one),
            str(one["text_sha256"])[:SHOWN],
        )
        for one in said
    )
    if not rows:
        return Paragraph("尚无审校意见。")
    return Table(
        ("环节", "审校人", "当时身份", "结论", "意见", "时间", "稿件指纹"), rows, widths=(2, 3, 3, 3, 5, 4, 5)
    )


def _hand(one: Mapping[str, Any]) -> str:
    return f"{one['name'] or UNKNOWN}，{_when(one)}，稿件指纹 {str(one['text_sha256'])[:SHOWN]}"


def _published(told: Mapping[str, Any]) -> list[Block]:
    lines = [
        f"{'更正' if one['correction'] else '刊发'}：{one['name'] or UNKNOWN}，{_when(one)}，"
        f"稿件指纹 {str(one['text_sha256'])[:SHOWN]}{_apart(one['six_different_people'])}"
        for one in told["publications"]
    ]
    if gone := told["withdrawn"]:
        lines.append(f"撤回：{_when(gone)}，{say(gone['reason']) or UNKNOWN}")
    if not lines:
        return []
    return [Heading("四、刊发"), Items(tuple(lines), numbered=True)]


def _apart(apart: bool | None) -> str:  # noqa: FBT001 - a value of the record
    if apart is None:
        return "（按先前的一审规则）"
    return "" if apart else "（一人可兼任一审一校）"


def _moment(one: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(one["at"])


def _when(one: Mapping[str, Any]) -> str:
    local = timezone.localtime(_moment(one))
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
