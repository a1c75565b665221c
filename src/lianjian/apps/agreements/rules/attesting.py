"""When a scan of a signed paper counts: two people of two different parties say that it shows the text.

Rules of our own: what one party uploads binds the others, so no party is believed alone, nor any person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.kernel.refusals import Refused, gettext_noop

WITNESSES = 2
ATTESTERS = NEGOTIATORS
"""Roles whose holders bring scans and attest them for their party."""


class ScanState(StrEnum):
    """Where a scan stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


SCAN_LABELS = {
    ScanState.WAITING: gettext_noop("waits for attestation"),
    ScanState.ACCEPTED: gettext_noop("attested, counts"),
    ScanState.REFUSED: gettext_noop("refused"),
}


@dataclass(frozen=True, slots=True)
class Witness:
    """A person who attests, for a party."""

    person: int
    organisation: int


def judge_attestation(
    given: frozenset[Witness], witness: Witness, *, state: ScanState, is_open: bool
) -> tuple[frozenset[Witness], bool]:
    """The witnesses with the new one, and whether they are enough now. Raises Refused."""
    judge_open(state, is_open=is_open)
    if any(one.person == witness.person for one in given):
        raise Refused(gettext_noop("You have attested this scan already."))
    if any(one.organisation == witness.organisation for one in given):
        raise Refused(
            gettext_noop("Somebody of this party has attested the scan already."),
            cure=gettext_noop("The second one must be of another party."),
            field="organisation",
        )
    after = given | {witness}
    return after, len(after) >= WITNESSES


def judge_open(state: ScanState, *, is_open: bool) -> None:
    """Raises Refused where nothing can be said about the scan any more."""
    if state is not ScanState.WAITING:
        raise Refused(gettext_noop("This scan has been decided already."))
    if not is_open:
        raise Refused(
            gettext_noop("The text on this scan is not open for signature any more."),
            cure=gettext_noop("Print the newest text, and sign that."),
        )
