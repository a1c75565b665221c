"""Whether a link opens, as far as its answer tells; when to ask again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lianjian.apps.newsroom.rules.checking.findings import Finding, Passage, Severity, found
from lianjian.apps.newsroom.rules.checking.links import links_in
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GONE = gettext_noop("This link does not open: the address answers %(status)s.")
SILENT = gettext_noop("Nothing answered at this link when the system asked.")

WAITS = (timedelta(minutes=2), timedelta(minutes=30), timedelta(hours=6))
"""After each try that did not open; then it is left."""
FRESH = timedelta(days=1)
"""How long an answer is taken for true while the text goes on changing."""
MOST_LINKS = 30
"""Of one text; the rest is not asked."""
PEOPLE_ONLY = frozenset({401, 403, 405, 406, 412, 418, 429, 451, 503})
"""Answers that sites give to programs while people see the page: they say nothing."""


def opens(status: int | None) -> bool | None:
    """Whether a link opens; None where the answer does not tell."""
    if status is None:
        return False
    if status in PEOPLE_ONLY:
        return None
    return status < 400  # noqa: PLR2004 - RFC 9110: from here on errors


def addresses_in(passages: Iterable[Passage]) -> list[str]:
    """The links of a text, each once, in reading order, as many as are asked."""
    texts = (passage.text[start:end] for passage in passages for start, end in links_in(passage.text))
    return list(dict.fromkeys(texts))[:MOST_LINKS]


def to_ask(addresses: Iterable[str], known: Mapping[str, Mapping[str, Any]], now: datetime) -> list[str]:
    """Those that were never asked, whose answer is old, or that did not open and are due again."""
    due = []
    for address in addresses:
        answer = known.get(address)
        if answer is None:
            due.append(address)
            continue
        at, tries = datetime.fromisoformat(str(answer["at"])), int(answer["tries"])
        wait = WAITS[tries - 1] if opens(answer["status"]) is False and tries <= len(WAITS) else FRESH
        if now >= at + wait:
            due.append(address)
    return due


def next_look(addresses: Iterable[str], known: Mapping[str, Mapping[str, Any]]) -> datetime | None:
    """When one that did not open is asked again; None where none is."""
    moments = [
        datetime.fromisoformat(str(answer["at"])) + WAITS[int(answer["tries"]) - 1]
        for address in addresses
        if (answer := known.get(address)) is not None
        and opens(answer["status"]) is False
        and int(answer["tries"]) <= len(WAITS)
    ]
    return min(moments, default=None)


def reach_faults(passage: Passage, known: Mapping[str, Mapping[str, Any]]) -> list[Finding]:
    """The links of a passage that did not open when they were asked last."""
    findings = []
    for start, end in links_in(passage.text):
        answer = known.get(passage.text[start:end])
        if answer is None or opens(answer["status"]) is not False:
            continue
        status = answer["status"]
        fault = found(
            passage, start, end, "link-broken", Severity.LOOK, GONE if status is not None else SILENT
        )
        findings.append(replace(fault, values={"status": status} if status is not None else {}))
    return findings
