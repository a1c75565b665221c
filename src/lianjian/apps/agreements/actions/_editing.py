"""What every edit of an agreement does around its own change: lock, judge, reopen signing, tell."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.events import AgreementEdited
from lianjian.apps.agreements.models import Agreement, AgreementParty
from lianjian.apps.agreements.queries.paper import open_text, paper_of
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lianjian.foundation.actor import Actor


def lock_agreement(by: Actor, agreement: int) -> Agreement:
    """The row, locked, if ``by`` may see it and negotiates for one of its parties."""
    found = seen_and_locked(by, agreement)
    parties = (
        AgreementParty.objects.across_organisations("below the agreement in hand")
        .filter(agreement=found)
        .values_list("organisation", flat=True)
    )
    if not any(by.holds(*NEGOTIATORS, organisation=party) for party in parties):
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    return found


def seen_and_locked(by: Actor, agreement: int) -> Agreement:
    """The row, locked, if ``by`` may see it."""
    found = Agreement.objects.by(by).select_for_update().filter(pk=agreement).first()
    if found is None:
        raise NotThere
    return found


def check_speaks(by: Actor, row: Agreement, organisation: int, *roles: str) -> None:
    """Raises unless ``organisation`` is bound by (or drafts) the agreement and ``by`` holds one of ``roles`` in it:
    a network administrator is nobody's voice."""
    there = AgreementParty.objects.across_organisations("below the agreement in hand").filter(
        agreement=row, organisation=organisation, left_on=None
    )
    if not there.exists():
        raise Refused(gettext_noop("This organisation is no party of the agreement."), field="organisation")
    if not by.roles_in(organisation) & set(roles):
        raise NotAllowed(gettext_noop("You hold no mandate to speak for this organisation."))


@contextmanager
def editing(
    by: Actor,
    agreement: int,
    what: str,
    *,
    seen_revision: int | None,
    now: datetime | None,
    pen: bool = True,
) -> Iterator[Agreement]:
    """Around a change of the words: afterwards a frozen text is superseded and signing starts anew.

    One party holds the pen (decision 0020), at first the one that made the draft; ``pen`` False where the parties have decided it
    together. ``seen_revision`` is the revision the person had before their eyes; on another one the edit is
    refused, so that nobody writes over what somebody else has written meanwhile.
    """
    row = lock_agreement(by, agreement)
    if pen and not by.holds(*NEGOTIATORS, organisation=row.pen_with):
        raise NotAllowed(
            gettext_noop("The party that holds the pen writes; the others propose."),
            cure=gettext_noop("Propose your words under the clause: what all parties support is taken over."),
        )
    moment = moment_of(by, now, wall=timezone.now())
    if seen_revision is not None and seen_revision != row.revision:
        raise Refused(
            gettext_noop("Somebody else has changed this agreement since you opened it."),
            cure=gettext_noop("Open it again, and enter your change into the new text."),
        )
    before = paper_of(row)
    before.edit()
    text = open_text(row)
    if text is not None:
        text.superseded_at = moment
        text.save(update_fields=["superseded_at"])
    yield row
    row.revision += 1
    row.state = paper_of(row).state
    row.save()
    told = AgreementEdited(agreement=row.pk, what=what, reopened=text is not None, void=len(before.signed))
    tell(told, by=by)
