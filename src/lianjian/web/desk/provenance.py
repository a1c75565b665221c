"""Where an item of the archive came from: its bytes, every change, every decision, its other copies."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

import huanyuan
from lianjian.apps.newsroom.actions.part_copy import part_copy
from lianjian.apps.newsroom.queries import archive_item, uncertain_places
from lianjian.apps.newsroom.queries.provenance import (
    archive_copies,
    archive_copy,
    decisions,
    in_force,
    opened_original,
    proposals,
)
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.moving import edits_between
from lianjian.apps.newsroom.rules.archive.proof import folds, rows_of_proof
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.refused_here import keep_refusal, kept_refusal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.newsroom.models import ArchiveCopy, ArchiveItem

PAGE = 100
"""So many changes on a page."""


@never_cache
@require_safe
def origin(request: HttpRequest, item: int) -> HttpResponse:
    """Everything that is known of where an item came from."""
    return _origin(request, item)


def _origin(request: HttpRequest, item: int, fault: str = "") -> HttpResponse:
    actor = actor_of(request)
    row = archive_item(actor, item)
    texts = list(proposals(actor, item))
    now = in_force(row, texts)
    numbered = [{"number": number, **edit} for number, edit in enumerate(row.edits, 1)]
    context = {
        "item": row,
        "now": now,
        "texts": texts,
        "page": Paginator(numbered, PAGE).get_page(request.GET.get("p")),
        "copies": list(archive_copies(actor, item)),
        "cut": row.cuts,
        "present": huanyuan.__version__,
        "older": now.huanyuan_version != huanyuan.__version__,
        "fault": fault,
    }
    return render(request, "desk/origin.html", context, status=409 if fault else 200)


@never_cache
@require_safe
def original(request: HttpRequest, item: int) -> HttpResponse | FileResponse:
    """The very bytes that came, after they were compared with their fingerprint."""
    row = archive_item(actor_of(request), item)
    return _bytes_of(request, row, item)


@never_cache
@require_safe
def copy_original(request: HttpRequest, item: int, copy: int) -> HttpResponse | FileResponse:
    """The bytes of another copy."""
    return _bytes_of(request, archive_copy(actor_of(request), item, copy), item)


def _bytes_of(request: HttpRequest, row: ArchiveItem | ArchiveCopy, item: int) -> HttpResponse | FileResponse:
    """Always as a file to keep, of no kind that a browser would show: it came from outside."""
    try:
        file = opened_original(row)
    except Refused as refused:
        return _origin(request, item, explain(refused))
    name = row.file_name.rpartition("/")[2] or row.source_sha256
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-SHA256"] = row.source_sha256
    return answer


@never_cache
@require_safe
def edits_csv(request: HttpRequest, item: int) -> HttpResponse:
    """Every change of the first text as a table; positions count characters from 0 in the source text."""
    row = archive_item(actor_of(request), item)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="edits-{item}.csv"'
    table = csv.writer(answer)
    table.writerow(["at", "len", "from", "to", "why", "huanyuan"])
    for edit in row.edits:
        cells = (edit["at"], edit["len"], _cell(edit["from"]), _cell(edit["to"]), edit["why"])
        table.writerow([*cells, row.huanyuan_version])
    return answer


def _cell(text: str) -> str:
    """Spreadsheets run cells that begin like a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@never_cache
@require_safe
def origin_json(request: HttpRequest, item: int) -> JsonResponse:
    """The whole record for machines: source, every change, every place, every proposal, every decision."""
    actor = actor_of(request)
    row = archive_item(actor, item)
    record: dict[str, Any] = {
        "item": row.pk,
        "story": row.story_id,
        "file": row.file_name,
        "sha256": row.source_sha256,
        "media_type": row.media_type,
        "encoding": row.encoding,
        "imported_at": row.imported_at,
        "huanyuan": row.huanyuan_version,
        "families": row.families,
        "notes": row.notes,
        "cuts": row.cuts,
        "source_text": row.source_text,
        "repaired_text": row.repaired_text,
        "edits": row.edits,
        "guesses": row.guesses,
        "places": list(
            uncertain_places(actor, item).values(
                "id",
                "base",
                "position",
                "length",
                "before",
                "proposed",
                "why",
                "state",
                "chosen",
                "settled_by",
            )
        ),
        "proposals": list(
            proposals(actor, item).values(
                "id",
                "kind",
                "base",
                "text",
                "edits",
                "uncertain",
                "parts",
                "huanyuan_version",
                "made_at",
                "state",
                "decided_at",
                "decided_by__name",
            )
        ),
        "decisions": list(
            decisions(actor, item).values(
                "id", "verb", "place", "guess", "proposal", "words", "replaced", "left", "person__name", "at"
            )
        ),
        "copies": list(
            archive_copies(actor, item).values(
                "id", "file_name", "source_sha256", "likeness", "huanyuan_version"
            )
        ),
    }
    answer = JsonResponse(record, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="origin-{item}.json"'
    return answer


@never_cache
@require_safe
def copy(request: HttpRequest, item: int, copy: int) -> HttpResponse:
    """Another copy beside the text that counts, differences marked."""
    actor = actor_of(request)
    row = archive_item(actor, item)
    other = archive_copy(actor, item, copy)
    now = in_force(row, proposals(actor, item))
    ours, theirs = in_house_style(now.text), in_house_style(other.repaired_text)
    edits = edits_between(ours, theirs, "")
    context = {
        "item": row,
        "copy": other,
        "folds": folds(rows_of_proof(ours, theirs, theirs, edits, [])),
        "differences": len(edits),
        "refused": kept_refusal(request, item),
    }
    return render(request, "desk/copy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, item: int, copy: int) -> HttpResponse:
    """This is another story: the copy becomes an item with a story of its own."""
    back = reverse("desk_copy", args=[item, copy])
    if request.method != "POST":
        return redirect(back)
    actor = actor_of(request)
    archive_copy(actor, item, copy)
    try:
        part_copy(by=actor, copy=copy)
    except NotThere:
        raise
    except Refused as refused:
        keep_refusal(request, item, f"copy-{copy}", explain(refused))
        return redirect(back)
    messages.success(request, gettext("It is a story of its own now; you find it in the archive."))
    return redirect("desk_origin", item)
