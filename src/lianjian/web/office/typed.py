"""Clauses as people type them into one field."""

from __future__ import annotations

from lianjian.apps.agreements.rules.drafts import ClauseDraft


def clauses_typed(typed: str) -> list[ClauseDraft]:
    """Clauses as they are typed: an empty line begins the next; the first of several lines is the heading."""
    found = []
    for block in typed.replace("\r\n", "\n").split("\n\n"):
        lines = block.strip().split("\n", 1)
        if lines[0]:
            found.append(ClauseDraft(lines[0], lines[1]) if len(lines) > 1 else ClauseDraft("", lines[0]))
    return found
