"""The life of an agreement as a state machine: no way leads to "effective" but every party's signature on
one text.

Rules of our own (domain.md S3), after what users of agreement systems suffered most: a signature given on
a text that changed meanwhile. A signature belongs to a hash; an edit makes the next text, and signatures on
earlier ones stay readable but never count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

FEWEST_PARTIES = 2


class Kind(StrEnum):
    """What an agreement is: one of its own, or a supplement to one that is in force."""

    AGREEMENT = "agreement"
    AMENDMENT = "amendment"
    RENEWAL = "renewal"
    ACCESSION = "accession"


KIND_LABELS = {
    Kind.AGREEMENT: gettext_noop("agreement of its own"),
    Kind.AMENDMENT: gettext_noop("amendment"),
    Kind.RENEWAL: gettext_noop("renewal"),
    Kind.ACCESSION: gettext_noop("accession"),
}


class State(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    SIGNING = "signing"
    PARTIAL = "partially-signed"
    EFFECTIVE = "effective"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    State.DRAFT: gettext_noop("being drafted"),
    State.SIGNING: gettext_noop("open for signature"),
    State.PARTIAL: gettext_noop("signed by some"),
    State.EFFECTIVE: gettext_noop("in force"),
    State.ENDED: gettext_noop("ended"),
    State.WITHDRAWN: gettext_noop("withdrawn"),
}

PUBLIC_STATES = frozenset({State.SIGNING, State.PARTIAL, State.EFFECTIVE, State.ENDED})
"""States in which title, parties and dates of an agreement are public."""

OPEN_TEXT_STATES = frozenset({State.EFFECTIVE, State.ENDED})
"""States in which its clauses are public too."""


@dataclass(frozen=True, slots=True)
class Paper:
    """An agreement as the rules see it. Moves return the paper after the move or raise Refused; nothing
    is changed.

    ``parties`` are those whose signature its text needs. ``sha256`` is that of the text open for signature, ""
    while it is drafted. ``signatures`` are all ever given, as pairs of party and hash. ``acceded`` joined later by
    an accession that everybody signed, ``left`` went by a notice whose day has come. ``parent`` is the state of
    the agreement that it supplements, None where it is one of its own.
    """

    parties: frozenset[int]
    sha256: str = ""
    signatures: frozenset[tuple[int, str]] = frozenset()
    closed: State | None = None
    acceded: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    parent: State | None = None

    @property
    def signed(self) -> frozenset[int]:
        """The parties whose signature counts: theirs is on the text that is open now."""
        if not self.sha256:
            return frozenset()
        return frozenset(p for p, sha256 in self.signatures if sha256 == self.sha256 and p in self.parties)

    @property
    def missing(self) -> frozenset[int]:
        """The parties that have not signed the text that is open now."""
        return self.parties - self.signed

    @property
    def bound(self) -> frozenset[int]:
        """The parties as they are today: those of the text and those who joined, without those who left."""
        return (self.parties | self.acceded) - self.left

    @property
    def state(self) -> State:
        if self.closed is not None:
            return self.closed
        if not self.sha256:
            return State.DRAFT
        if not self.signed:
            return State.SIGNING
        if self.missing or self.parent not in {None, State.EFFECTIVE}:
            return State.PARTIAL
        return State.EFFECTIVE

    def edit(self, parties: frozenset[int] | None = None) -> Paper:
        """A word or a party changes: whatever was frozen is open for drafting again."""
        if self.state is State.EFFECTIVE:
            raise Refused(
                gettext_noop("This agreement is in force; its text cannot be changed any more."),
                cure=gettext_noop("Draft an amendment that the parties sign, or end it."),
            )
        self._refuse_closed()
        return replace(self, sha256="", parties=self.parties if parties is None else parties)

    def freeze(self, sha256: str, *, clauses: int) -> Paper:
        """The text of ``clauses`` clauses is fixed under its hash and open for signature."""
        self._refuse_closed()
        self._refuse_without_parent()
        if self.sha256:
            raise Refused(gettext_noop("The text is frozen already."))
        if len(self.parties) < FEWEST_PARTIES:
            raise Refused(gettext_noop("An agreement needs at least two parties."), field="parties")
        if clauses < 1:
            raise Refused(gettext_noop("An agreement needs at least one clause."), field="clauses")
        return replace(self, sha256=sha256)

    def sign(self, party: int, sha256: str) -> Paper:
        """``party`` signs the text with that hash."""
        self._refuse_closed()
        self._refuse_without_parent()
        if not self.sha256:
            raise Refused(
                gettext_noop("The text is being changed; there is nothing to sign now."),
                cure=gettext_noop("Wait until it is frozen, read it again, then sign."),
            )
        if party not in self.parties:
            raise Refused(
                gettext_noop("This organisation is no party of the agreement."), field="organisation"
            )
        if sha256 != self.sha256:
            raise Refused(
                gettext_noop("The text has changed since you opened it."),
                cure=gettext_noop("Read the new text, then sign that."),
                field="sha256",
            )
        if party in self.signed:
            raise Refused(gettext_noop("This party has signed this text already."))
        return replace(self, signatures=self.signatures | {(party, sha256)})

    def accede(self, newcomers: frozenset[int], *, signed: frozenset[int]) -> Paper:
        """``newcomers`` join, by an accession that they and every party bound today have ``signed``."""
        self._refuse_not_in_force()
        if (self.bound | newcomers) - signed:
            raise Refused(gettext_noop("Not every party has signed the accession."), field="newcomers")
        if newcomers & self.bound:
            raise Refused(gettext_noop("This organisation is a party already."), field="newcomers")
        return replace(self, acceded=self.acceded | newcomers, left=self.left - newcomers)

    def leave(self, party: int, *, today: date, leaves_on: date) -> Paper:
        """``party`` goes on the day that its notice named. Where fewer than two remain, the agreement ends."""
        self._refuse_not_in_force()
        if party not in self.bound:
            raise Refused(
                gettext_noop("This organisation is no party of the agreement."), field="organisation"
            )
        if today < leaves_on:
            raise Refused(gettext_noop("The day of the notice has not come yet."))
        gone = replace(self, left=self.left | {party})
        return replace(gone, closed=State.ENDED) if len(gone.bound) < FEWEST_PARTIES else gone

    def end(self, consents: frozenset[int]) -> Paper:
        """An agreement in force comes to its end because every party bound by it has consented."""
        self._refuse_not_in_force()
        if self.bound - consents:
            raise Refused(
                gettext_noop("Not every party has consented to the end."),
                cure=gettext_noop("It ends with the last consent; a party alone can give notice and leave."),
            )
        return replace(self, closed=State.ENDED)

    def expire(self, *, today: date, ends_on: date | None) -> Paper:
        """The agreed last day is over."""
        self._refuse_not_in_force()
        if ends_on is None or today <= ends_on:
            raise Refused(gettext_noop("The agreed last day is not over yet."))
        return replace(self, closed=State.ENDED)

    def fall_with_parent(self) -> Paper:
        """What supplements an agreement ends with it, or is withdrawn where it was not in force yet."""
        if self.parent not in {State.ENDED, State.WITHDRAWN} or self.closed is not None:
            raise Refused(gettext_noop("The agreement that this one supplements is not over."))
        whole = bool(self.sha256) and not self.missing
        return replace(self, closed=State.ENDED if whole else State.WITHDRAWN)

    def withdraw(self) -> Paper:
        """A draft or a text open for signature is given up."""
        self._refuse_closed()
        if self.state is State.EFFECTIVE:
            raise Refused(
                gettext_noop("An agreement in force cannot be withdrawn."),
                cure=gettext_noop(
                    "It ends by the consent of all parties; one party can give notice and leave."
                ),
            )
        return replace(self, closed=State.WITHDRAWN)

    def _refuse_closed(self) -> None:
        if self.closed is not None:
            raise Refused(
                gettext_noop("This agreement is closed."),
                cure=gettext_noop("Draft a new one if it is needed."),
            )

    def _refuse_without_parent(self) -> None:
        if self.parent not in {None, State.EFFECTIVE}:
            raise Refused(
                gettext_noop("The agreement that this one supplements is not in force."),
                cure=gettext_noop("A supplement is signed only while its agreement is in force."),
            )

    def _refuse_not_in_force(self) -> None:
        if self.state is not State.EFFECTIVE:
            raise Refused(
                gettext_noop("This agreement is not in force."),
                cure=gettext_noop("Withdraw a draft instead."),
            )
