"""What changed between two texts, clause by clause, for somebody who has read the earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from lianjian.apps.agreements.rules.numerals import article

if TYPE_CHECKING:
    from lianjian.apps.agreements.rules.frozen import FrozenClause, FrozenText


TOO_SHORT = 2
"""Characters that stay between two changes and are shown with them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause that is not as it was. Places count from 1; None where it is not in that text."""

    kind: Literal["added", "removed", "changed"]
    before: int | None
    after: int | None
    heading: tuple[Piece, ...]
    text: tuple[Piece, ...]

    @property
    def name(self) -> str:
        """The clause's name in the later text, in the earlier one where it was removed."""
        return article(self.after or self.before or 0)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs. ``facts`` are title, number, term and notice as (name, before, after); parties by their
    names."""

    facts: tuple[tuple[str, str, str], ...]
    parties_added: tuple[str, ...]
    parties_removed: tuple[str, ...]
    roles_changed: tuple[tuple[str, str, str], ...]
    clauses: tuple[ClauseChange, ...]

    def __bool__(self) -> bool:
        return bool(
            self.facts or self.parties_added or self.parties_removed or self.roles_changed or self.clauses
        )


def changes_between(before: FrozenText, after: FrozenText) -> Changes:
    """Compare two texts. Clauses are matched in order by their whole words; a run of rewritten ones is
    paired."""
    old = {party.organisation: party for party in before.parties}
    new = {party.organisation: party for party in after.parties}
    return Changes(
        facts=tuple(
            (name, str(getattr(before, name)), str(getattr(after, name)))
            for name in ("title", "number", "starts_on", "ends_on", "notice_days")
            if getattr(before, name) != getattr(after, name)
        ),
        parties_added=tuple(party.name for key, party in new.items() if key not in old),
        parties_removed=tuple(party.name for key, party in old.items() if key not in new),
        roles_changed=tuple(
            (party.name, old[key].role, party.role)
            for key, party in new.items()
            if key in old and old[key].role != party.role
        ),
        clauses=tuple(_clauses(before.clauses, after.clauses)),
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The later text character by character: joining "same" and "new" gives ``after``, "same" and "gone"
    ``before``.

    A character or two that happen to stay between two changes go with them: people read changed phrases, not
    changed letters.
    """
    runs: list[tuple[bool, str, str]] = []  # whether it stayed, what was there, what is there
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(codes):
        inside = 0 < place < len(codes) - 1
        stays = kind == "equal" and not (inside and b - a <= TOO_SHORT)
        if runs and not stays and not runs[-1][0]:
            runs[-1] = (False, runs[-1][1] + before[a:b], runs[-1][2] + after[c:d])
        else:
            runs.append((stays, before[a:b], after[c:d]))
    found: list[Piece] = []
    for stays, old, new in runs:
        if stays:
            found.append(Piece("same", old))
            continue
        if old:
            found.append(Piece("gone", old))
        if new:
            found.append(Piece("new", new))
    return tuple(found)


def _clauses(before: tuple[FrozenClause, ...], after: tuple[FrozenClause, ...]) -> list[ClauseChange]:
    found: list[ClauseChange] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        paired = min(b - a, d - c)
        for step in range(max(b - a, d - c)):
            old = before[a + step] if step < b - a else None
            new = after[c + step] if step < d - c else None
            found.append(
                ClauseChange(
                    kind="changed" if step < paired else "removed" if new is None else "added",
                    before=a + step + 1 if old is not None else None,
                    after=c + step + 1 if new is not None else None,
                    heading=pieces(old.heading if old else "", new.heading if new else ""),
                    text=pieces(old.text if old else "", new.text if new else ""),
                )
            )
    return found
