"""A story in its twenty-six versions: all at once, one beside the story, other words for it, and a colleague's word on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.actions.accept_own_words import accept_own_words
from lianjian.apps.matrix.actions.return_own_words import return_own_words
from lianjian.apps.matrix.actions.write_own_words import write_own_words
from lianjian.apps.matrix.rules.own_words import CHANGEABLE
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import FAMILIES, framed, types_of
from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.matrix.queries import VersionLine, Versions

MANNERS = ("cut", "own", "same")
LONGEST_TYPED = 40_000
_ARTICLE = {
    "default-src": ["'none'"],
    "img-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}
"""What the frame of an article may do: show pictures of ours and styles on elements, nothing else."""


@never_cache
@require_safe
def versions(request: HttpRequest, story: int) -> HttpResponse:
    """All versions. ``?show=cut|own|same|undecided`` narrows them."""
    found = queries.versions(actor_of(request), story)
    if sheets.wanted(request):
        return _workbook(found)
    show = request.GET.get("show", "")
    if show not in (*MANNERS, "undecided"):
        show = ""
    kinds: dict[str, list[VersionLine]] = {}
    for line in found.lines:
        if _shown(line, show):
            kinds.setdefault(line.outlet.kind, []).append(line)
    context = framed(
        request,
        found=found,
        show=show,
        counts={manner: found.count(manner) for manner in MANNERS},
        kinds=[(FAMILIES[kind], queries.kind_word(kind), lines) for kind, lines in kinds.items()],
        types=types_of(line.outlet for line in found.lines),
    )
    return render(request, "desk/versions.html", context)


@never_cache
@require_safe
def version(request: HttpRequest, story: int, key: str) -> HttpResponse:
    """One version beside the story."""
    return show_one(request, story, key)


def show_one(
    request: HttpRequest, story: int, key: str, *, fault: str = "", field: str = "", verb: str = ""
) -> HttpResponse:
    """The page, with a refused verb beside its field and what was typed (422)."""
    actor = actor_of(request)
    found = queries.versions(actor, story)
    keys = [line.outlet.key for line in found.lines]
    if key not in keys:
        raise NotThere
    at = keys.index(key)
    line = found.lines[at]
    typed = request.POST if verb == "write" else {}
    context = framed(
        request,
        found=found,
        line=line,
        fields=[
            {
                "text": text,
                "value": typed.get(text.name, text.text)[:LONGEST_TYPED],
                "error": fault if text.name == field else "",
            }
            for text in line.texts
        ],
        fault=fault,
        field=field,
        verb=verb,
        why=request.POST.get("why", "")[:LONGEST_TYPED] if verb == "return" else "",
        type=types_of(one.outlet for one in found.lines)[key],
        before=found.lines[at - 1] if at else None,
        after=found.lines[at + 1] if at + 1 < len(keys) else None,
        place=at + 1,
    )
    return render(request, "desk/version.html", context, status=422 if fault else 200)


@require_POST
def act(request: HttpRequest, story: int, key: str, verb: str) -> HttpResponse:
    """Write other words, accept a colleague's, or send them back."""
    actor = actor_of(request)
    mark = request.POST.get("mark", "")
    try:
        if verb == "write":
            typed = {name: request.POST[name] for name in CHANGEABLE if name in request.POST}
            kept = write_own_words(by=actor, story=story, outlet=key, typed=typed)
            said = (
                _("Your words are kept. They go out when a reviewer has accepted them.")
                if kept is not None and kept.accepted_by is None
                else _("Nothing differs from the story now: its own words go out.")
                if kept is None
                else _("Nothing was changed.")
            )
        elif verb == "drop":
            write_own_words(by=actor, story=story, outlet=key, typed=dict.fromkeys(CHANGEABLE, ""))
            said = _("The story's own words go out.")
        elif verb == "accept":
            knowingly = request.POST.get("knowingly") == "yes"
            accept_own_words(by=actor, story=story, outlet=key, mark=mark, knowingly=knowingly)
            said = _("Accepted. They go out with the story.")
        elif verb == "return":
            return_own_words(by=actor, story=story, outlet=key, mark=mark, why=request.POST.get("why", ""))
            said = _("Sent back, with your reason.")
        else:
            raise Http404
    except NotThere:
        raise
    except Refused as refused:
        return show_one(request, story, key, fault=explain(refused), field=refused.field, verb=verb)
    messages.success(request, said)
    return redirect("desk_version", story, key)


@csp(_ARTICLE)
@never_cache
@require_safe
def article(request: HttpRequest, story: int, key: str) -> HttpResponse:
    """The article as the platform gets it, for a frame without rights: no script, nothing from elsewhere."""
    body = queries.article(actor_of(request), story, key)
    page = format_html(
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>{}</title><body style="margin:16px;font-family:sans-serif">{}</body></html>',
        _("Article"),
        mark_safe(body),  # noqa: S308 - the adapter escapes every text, and the frame has no rights
    )
    return HttpResponse(page)


def _shown(line: VersionLine, show: str) -> bool:
    if show == "undecided":
        return line.words is not None and line.words.standing != "accepted"
    return not show or line.manner == show


def _workbook(found: Versions) -> HttpResponse:
    columns = [_("Outlet"), _("State"), _("Differs"), _("Title"), _("Digest"), _("Byline"), _("Body text")]
    columns += [_("Topics"), _("Pictures"), _("What was cut to fit"), _("Own words")]
    rows = [
        [
            line.outlet.name,
            line.word,
            _("yes") if line.differs else _("no"),
            *(text.text for text in line.texts),
            " ".join(line.tags),
            str(line.pictures),
            "\n".join(line.cut),
            line.words.word if line.words else "",
        ]
        for line in found.lines
    ]
    return sheets.workbook(_("Versions"), columns, rows)
