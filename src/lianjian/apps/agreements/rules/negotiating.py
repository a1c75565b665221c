"""Clause by clause: who agrees to which words, who proposes which others, and what is still open (decision 0020).

A stand belongs to words, as a signature belongs to a hash: when the words change, nobody has said anything about
them yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.keys import canonical_json, fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class StandKind(StrEnum):
    """What a party says about the words of a clause."""

    AGREES = "agrees"
    OBJECTS = "objects"


class ProposalKind(StrEnum):
    """What is proposed."""

    CHANGE = "change"
    NEW = "new"
    REMOVE = "remove"


class ProposalState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    TAKEN = "taken-over"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ASIDE = "set-aside"
    OVERTAKEN = "overtaken"


STAND_LABELS = {
    StandKind.AGREES: gettext_noop("agrees"),
    StandKind.OBJECTS: gettext_noop("objects"),
}
PROPOSAL_LABELS = {
    ProposalState.OPEN: gettext_noop("open"),
    ProposalState.TAKEN: gettext_noop("taken into the text"),
    ProposalState.DECLINED: gettext_noop("declined"),
    ProposalState.WITHDRAWN: gettext_noop("withdrawn"),
    ProposalState.ASIDE: gettext_noop("set aside"),
    ProposalState.OVERTAKEN: gettext_noop("overtaken"),
}
PROPOSAL_KIND_LABELS = {
    ProposalKind.CHANGE: gettext_noop("other words"),
    ProposalKind.NEW: gettext_noop("a new clause"),
    ProposalKind.REMOVE: gettext_noop("take it out"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A stand as it was given: by which party, on which words (their key), settled or not."""

    organisation: int
    kind: StandKind
    words: str
    settled: bool = False


def words_key(heading: str, text: str, deed: str = "", target: int = 0) -> str:
    """The key of a clause's words: two clauses with one key say the same. 16 hexadecimal digits are enough to tell
    words apart that people wrote; nobody signs this key."""
    return fingerprint(canonical_json([heading, text, deed, target]))[:16]


def counting(said: Iterable[Said], words: str) -> dict[int, Said]:
    """The stands that count for these words, by party. Those on other words say nothing about these."""
    return {one.organisation: one for one in said if one.words == words}


def objecting(said: Iterable[Said], words: str) -> frozenset[int]:
    """The parties that object to these words and whose objection nobody has named as settled."""
    return frozenset(
        party
        for party, one in counting(said, words).items()
        if one.kind is StandKind.OBJECTS and not one.settled
    )


def carried(parties: Collection[int], proposer: int, supporters: Collection[int]) -> bool:
    """Whether all parties but the one that proposed support a proposal: then it is in the text, whoever has the
    pen."""
    others = set(parties) - {proposer}
    return bool(others) and others <= set(supporters)


def check_settled(
    objections: Mapping[int, str],
    proposals: Mapping[int, str],
    settled: Collection[int],
    aside: Collection[int],
) -> None:
    """Raises Refused where an objection (by key, with its clause's name) or a proposal is open that whoever freezes
    has not named: nobody fixes a text over a word that they have not read."""
    if any(key not in settled for key in objections):
        names = "、".join(dict.fromkeys(name for key, name in objections.items() if key not in settled))
        raise Refused(
            gettext_noop("Objections stand: %(clauses)s."),
            cure=gettext_noop("Read each one and name it as settled, or go on negotiating."),
            field="settled",
            clauses=names,
        )
    if any(key not in aside for key in proposals):
        names = "、".join(dict.fromkeys(name for key, name in proposals.items() if key not in aside))
        raise Refused(
            gettext_noop("Proposals are open: %(clauses)s."),
            cure=gettext_noop("Take each one over, or name it as set aside."),
            field="aside",
            clauses=names,
        )


def check_words(seen: str, now: str) -> None:
    """Raises Refused where the words that somebody speaks about are not those that stand there now."""
    if seen != now:
        raise Refused(
            gettext_noop("The words of this clause have changed since you opened the page."),
            cure=gettext_noop("Read the words as they stand now; what you wrote is still here."),
        )
