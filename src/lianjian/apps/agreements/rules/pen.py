"""Who holds the pen of a draft, and how it goes to another party (decision 0020): it is offered and accepted, so that no
party is made to write; where nobody could offer it any more, whoever coordinates decides, so that no draft is stuck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop


class Passing(StrEnum):
    """What became of handing on the pen."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken-back"
    DECIDED = "decided"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Pen:
    """The pen of one draft. ``parties`` are those of the draft today; ``staffed`` those for which anybody may negotiate
    today; ``offered`` the party to which it is on offer. Moves return the pen afterwards or raise Refused."""

    holder: int
    parties: frozenset[int]
    staffed: frozenset[int]
    offered: int | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody can write: the holder is no party any more, or nobody negotiates for it."""
        return self.holder not in self.parties or self.holder not in self.staffed

    def offer(self, to: int) -> Pen:
        """The holder offers it to another party."""
        self._refuse_stranger(to)
        if self.offered is not None:
            raise Refused(
                gettext_noop("The pen is on offer already."),
                cure=gettext_noop("Take that offer back first."),
                field="organisation",
            )
        return replace(self, offered=to)

    def accept(self, party: int) -> Pen:
        """The party to which it was offered takes it."""
        if self.offered is None or party != self.offered:
            raise Refused(gettext_noop("The pen is not on offer to this party."))
        self._refuse_stranger(party)
        return replace(self, holder=party, offered=None)

    def without_offer(self) -> Pen:
        """The same pen where the offer in hand is settled already."""
        return replace(self, offered=None)

    def drop(self) -> Pen:
        """The offer is declined, or taken back."""
        if self.offered is None:
            raise Refused(gettext_noop("The pen is not on offer any more."))
        return replace(self, offered=None)

    def decide(self, to: int) -> Pen:
        """Whoever coordinates gives it to a party that can write. An offer that was open is overtaken."""
        if not self.idle:
            raise Refused(
                gettext_noop("Somebody can still write for the party that holds the pen."),
                cure=gettext_noop("Ask that party to offer it."),
            )
        self._refuse_stranger(to)
        if to not in self.staffed:
            raise Refused(
                gettext_noop("Nobody negotiates for this party today: the pen would lie still."),
                field="organisation",
            )
        return replace(self, holder=to, offered=None)

    def _refuse_stranger(self, to: int) -> None:
        if to not in self.parties:
            raise Refused(
                gettext_noop("This organisation is no party of the agreement."), field="organisation"
            )
        if to == self.holder:
            raise Refused(gettext_noop("This party holds the pen already."), field="organisation")
