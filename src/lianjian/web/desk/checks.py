"""The checks of a story: what may have been overlooked, and the answers of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianjian.apps.newsroom.actions.answer_finding import answer_finding
from lianjian.apps.newsroom.queries.checks import checks
from lianjian.apps.newsroom.rules.checking.findings import FIELD_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.queries.checks import Checked, CheckedLine

LONGEST_TYPED = 2_000


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, story: int) -> HttpResponse:
    """All findings of the latest text; by POST, keep the words of one on purpose."""
    actor = actor_of(request)
    fault, typed = "", {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:LONGEST_TYPED] for name in ("finding", "reason")}
        try:
            answer_finding(by=actor, story=story, fingerprint=typed["finding"], reason=typed["reason"])
        except NotThere:
            raise
        except Refused as refused:
            fault = explain(refused)
        else:
            messages.success(request, gettext("Kept on purpose; your reason is written down."))
            return redirect("desk_checks", story)
    found = checks(actor, story)
    lines = [_shown(line) for line in found.lines]
    if sheets.wanted(request):
        return _workbook(lines)
    beside = any(line["fingerprint"] == typed.get("finding") for line in lines if line["open"])
    context = framed(
        request, checked=found, lines=lines, fault=fault, typed=typed, beside=beside, item=_item(found)
    )
    return render(request, "desk/checks.html", context, status=422 if fault else 200)


def _shown(line: CheckedLine) -> dict[str, object]:
    one = line.finding
    return {
        "fingerprint": one.fingerprint,
        "severity": str(one.severity),
        "open": one.severity == "stop" and line.answer is None,
        "where": gettext(FIELD_LABELS[one.field]),
        "block": one.block,
        "start": one.start,
        "words": one.words,
        "text": gettext(one.message) % dict(one.values) if one.values else gettext(one.message),
        "suggestion": one.suggestion,
        "answer": line.answer,
    }


def _item(found: Checked) -> int | None:
    item = getattr(found.story, "archive_item", None)
    return item.pk if item is not None else None


def _workbook(lines: list[dict[str, object]]) -> HttpResponse:
    columns = [
        gettext("Place in the text"),
        gettext("Block"),
        gettext("Words found"),
        gettext("What was found"),
        gettext("Suggestion"),
    ]
    columns += [gettext("Must be answered"), gettext("Reason")]
    rows = [
        [
            str(line["where"]),
            str(line["block"] or ""),
            str(line["words"]),
            str(line["text"]),
            str(line["suggestion"]),
            gettext("yes") if line["severity"] == "stop" else gettext("no"),
            str(getattr(line["answer"], "reason", "")),
        ]
        for line in lines
    ]
    return sheets.workbook(gettext("Checks"), columns, rows)
