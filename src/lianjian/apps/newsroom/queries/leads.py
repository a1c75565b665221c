"""Leads: entries that were offered to a newsroom, as the newsroom and as their writers read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.coordination.queries import entries_as_evidence, log_of
from lianjian.apps.newsroom.models import Lead
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.newsroom.rules.leads import RELEASED, LeadState
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from lianjian.apps.coordination.queries import LogLine
    from lianjian.foundation.actor import Actor

OPEN = (LeadState.OFFERED, LeadState.ASKED)
SEEN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A lead with its entry: None where the reader may not read it (any more), withdrawn where it was taken back."""

    lead: Lead
    entry: LogLine | None


def newsrooms_to_offer() -> list[tuple[int, str]]:
    """The media centres to which an entry can be offered: key and short name."""
    return list(organisations(Kind.MEDIA_CENTRE).order_by("pk").values_list("pk", "short_name"))


def leads(by: Actor, *, state: str = "") -> QuerySet[Lead]:
    """The leads of the newsrooms in which ``by`` works, the newest first; ``state`` "open" for those that wait."""
    rows = _with_names(Lead.objects.by(by))
    if not by.network_wide:
        rows = rows.filter(newsroom__in=newsrooms_of(by))
    if state == "open":
        return rows.filter(state__in=OPEN)
    return rows.filter(state=state) if state else rows


def lead_lines(by: Actor, rows: Iterable[Lead]) -> list[LeadLine]:
    """Leads of ``leads`` or ``own_leads`` with the entries that ``by`` may read."""
    listed = list(rows)
    readable = [
        row.entry_id
        for row in listed
        if row.state in RELEASED or row.person_id == by.person or by.network_wide
    ]
    entries = entries_as_evidence(readable)
    return [LeadLine(row, entries.get(row.entry_id)) for row in listed]


def lead_line(by: Actor, lead: int) -> LeadLine:
    """One lead. Raises NotThere."""
    found = lead_lines(by, leads(by).filter(pk=lead))
    if not found:
        raise NotThere
    return found[0]


def own_leads(by: Actor) -> QuerySet[Lead]:
    """The leads out of entries that ``by`` wrote, the newest first."""
    rows = Lead.objects.by(by).filter(person=by.person, person__isnull=False)
    return _with_names(rows)


def own_lead(by: Actor, lead: int) -> LeadLine:
    """One of them. Raises NotThere."""
    found = lead_lines(by, own_leads(by).filter(pk=lead))
    if not found:
        raise NotThere
    return found[0]


def leads_of_entry(by: Actor, entry: int) -> list[LeadLine]:
    """What became of an entry of one's own at the newsrooms."""
    return lead_lines(by, own_leads(by).filter(entry=entry))


def entries_to_ask_for(by: Actor, limit: int = 30) -> list[LogLine]:
    """Entries that ``by`` sees by their own mandates and did not write, and that no lead of theirs is about yet."""
    led = set(leads(by).values_list("entry", flat=True))
    seen = log_of(by, limit=SEEN_AT_MOST)
    return [line for line in seen if line.id not in led and line.person != by.person][:limit]


def source_of(by: Actor, story: int) -> LeadLine | None:
    """The lead of which a story of one's newsroom was made, None where it was not."""
    found = lead_lines(by, leads(by).filter(story=story)[:1])
    return found[0] if found else None


def sources_taken_back(by: Actor) -> QuerySet[Lead]:
    """Leads that became stories and whose entry was taken back since: what was copied has to be looked at."""
    rows = leads(by, state=LeadState.TAKEN).filter(story__isnull=False, entry__withdrawn_at__isnull=False)
    return rows.exclude(story__stage="withdrawn")


def _with_names(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    return rows.select_related("newsroom", "village", "person", "answered_by", "asked_by", "story", "topic")
