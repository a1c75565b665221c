"""The paper of a handover: to print and sign, as a page and as a PDF in the form of official documents."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.parties.queries import organisation
from lianjian.apps.parties.queries.handovers import pack
from lianjian.apps.parties.rules.handovers import HandoverState
from lianjian.kernel.clock import civil_date
from lianjian.kernel.documents import (
    Document,
    Heading,
    Paragraph,
    SignatureField,
    SignatureFields,
    Table,
)
from lianjian.web.acting import actor_of
from lianjian.web.kit.papers import document_answer
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.handing import ITEM_WORDS, THING_WORDS, post_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.parties.queries.handovers import ItemLine, Pack

NUMERALS = "一二三四五六七八九十"


@never_cache
@login_required
@require_safe
def paper(request: HttpRequest, handover: int) -> HttpResponse:
    """The page to print; ``?as=pdf`` is the document. A paper speaks its own language, whoever prints it."""
    found = pack(actor_of(request), handover, this_day())
    with translation.override("zh-hans"):
        house = organisation(found.line.organisation_key)
        name = house.name if house is not None else found.line.organisation_name
        title = _("Handover list of %(house)s") % {"house": name}
        parts = _parts(found)
        if request.GET.get("as") == "pdf":
            return document_answer(_document(found, title, parts), title)
        said, lines = _said(found), _signatures(found)
    context = framed(
        request,
        line=found.line,
        title_of_paper=title,
        parts=parts,
        said=said,
        over=found.line.state is HandoverState.COMPLETED,
        lines=lines,
    )
    return render(request, "mobile/handover_paper.html", context)


def _parts(found: Pack) -> list[tuple[str, list[tuple[str, ...]]]]:
    """The list by kind: number, what, by when, what became of it, who has it. What was closed meanwhile is left out."""
    rows = [item for item in found.items if not item.gone]
    parts: list[tuple[str, list[tuple[str, ...]]]] = []
    number = 0
    for kind, group in groupby(rows, key=lambda item: item.kind):
        lines: list[tuple[str, ...]] = []
        for item in group:
            number += 1
            lines.append((str(number), _what(item), _day(item), _became(item), item.owner_name))
        parts.append((str(THING_WORDS[kind]), lines))
    return parts


def _what(item: ItemLine) -> str:
    words = item.words or _("taken back by its writer")
    return f"{words}（{item.more}）" if item.more else words


def _became(item: ItemLine) -> str:
    words = str(ITEM_WORDS[item.state])
    return words if item.decided or not item.remark else f"{words}：{item.remark}"


def _day(item: ItemLine) -> str:
    return _written(item.due_on) if item.due_on is not None else "—"


def _written(day: date) -> str:
    """A day as Chinese papers have it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _said(found: Pack) -> list[str]:
    line = found.line
    values = {
        "out": line.outgoing_name,
        "in": line.successor_name,
        "post": post_of(line),
        "day": _written(civil_date(line.ended_at or line.begun_at)),
        "count": len(found.decided),
    }
    if line.state is HandoverState.COMPLETED:
        said = [
            _("%(out)s (%(post)s) handed over to %(in)s on %(day)s; %(count)s items, each accepted.") % values
        ]
    else:
        said = [_("%(out)s (%(post)s) hands over to %(in)s; begun on %(day)s, not completed yet.") % values]
    return [*said, line.remark] if line.remark else said


def _signatures(found: Pack) -> list[tuple[str, str, str]]:
    """ASCII name of the place, who they are in it, who signs."""
    return [
        ("outgoing", _("Handed over by"), found.line.outgoing_name),
        ("successor", _("Taken over by"), found.line.successor_name),
        ("witness", _("Witnessed by"), ""),
    ]


def _document(found: Pack, title: str, parts: list[tuple[str, list[tuple[str, ...]]]]) -> Document:
    columns = (_("No."), _("What"), _("By when"), _("Result"), _("Now with"))
    blocks: list[Heading | Paragraph | Table | SignatureFields] = [Paragraph(words) for words in _said(found)]
    for place, (kind, lines) in enumerate(parts):
        numeral = NUMERALS[place] if place < len(NUMERALS) else f"{NUMERALS[9]}{NUMERALS[place - 10]}"
        blocks.append(Heading(f"{numeral}、{kind}"))
        blocks.append(Table(columns, tuple(lines), numbers=frozenset({0}), widths=(2, 9, 5, 4, 4)))
    blocks.append(
        SignatureFields(
            tuple(
                SignatureField(name, f"{part}：{who}" if who else part, who)
                for name, part, who in _signatures(found)
            )
        )
    )
    ended = found.line.ended_at
    return Document(title=title, blocks=tuple(blocks), dated=civil_date(ended) if ended is not None else None)
