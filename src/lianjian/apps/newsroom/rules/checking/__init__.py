"""Checks of a text before it goes out: what a person may have overlooked. They help; people decide.

Every finding names its place in the text as it was typed. ``stop`` findings must be answered before the text is submitted:
corrected, or kept on purpose with a reason. ``look`` findings never stand in the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.checking.characters import leftovers
from lianjian.apps.newsroom.rules.checking.dates import calendar_faults
from lianjian.apps.newsroom.rules.checking.findings import Finding, Passage, Severity, passages_of
from lianjian.apps.newsroom.rules.checking.links import link_faults
from lianjian.apps.newsroom.rules.checking.names import name_faults
from lianjian.apps.newsroom.rules.checking.personal import personal_data
from lianjian.apps.newsroom.rules.checking.pictures import picture_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lianjian.apps.newsroom.rules.drafts import Draft

__all__ = [
    "Finding",
    "Passage",
    "Severity",
    "findings_in",
    "findings_of",
    "in_order",
    "name_faults",
    "passages_of",
    "stops_in",
]


def findings_in(draft: Draft, sizes: Mapping[int, tuple[int, int]]) -> list[Finding]:
    """All findings of the text alone, in reading order. ``sizes`` gives width and height in pixels by picture."""
    passages = passages_of(draft)
    found = [finding for passage in passages for finding in _of(passage)]
    return in_order([*found, *picture_faults(draft, sizes)])


def stops_in(draft: Draft) -> list[Finding]:
    """The findings that must be answered, in reading order. Pure, no register: the guards call it."""
    found = [finding for passage in passages_of(draft) for finding in _of(passage)]
    return in_order(one for one in found if one.severity == Severity.STOP)


def findings_of(texts: Mapping[str, str]) -> list[Finding]:
    """The findings of loose texts by the name of their field (``FIELD_LABELS``), which are no draft."""
    passages = [Passage(name, 0, text, rank) for rank, (name, text) in enumerate(texts.items()) if text]
    return in_order(finding for passage in passages for finding in _of(passage))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop first, then as they stand in the text."""
    return sorted(findings, key=lambda one: (one.severity != Severity.STOP, one.rank, one.start))


def _of(passage: Passage) -> list[Finding]:
    return [
        *personal_data(passage),
        *leftovers(passage),
        *calendar_faults(passage),
        *link_faults(passage),
    ]
