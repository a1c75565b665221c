"""What everything said about a draft has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Clause, Sending
from lianjian.apps.agreements.rules.negotiating import words_key
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.models import Agreement


def check_drafted(row: Agreement) -> None:
    """Raises Refused unless the words are being drafted: a frozen text is signed or reopened, not talked over."""
    if row.state != State.DRAFT:
        raise Refused(
            gettext_noop("The words are not being drafted now."),
            cure=gettext_noop("The party that holds the pen can reopen a text that is not in force."),
        )


def clause_of(row: Agreement, clause: int) -> Clause:
    """A clause of the agreement by its key. Raises NotThere."""
    found = (
        Clause.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row, pk=clause)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def first_time(row: Agreement, client_key: str, moment: datetime) -> bool:
    """Whether this sending about the draft, which is locked, is new; it is remembered with what comes of it."""
    _row, created = Sending.objects.across_organisations("below the agreement in hand").get_or_create(
        agreement=row, client_key=client_key[:64], defaults={"sent_at": moment}
    )
    return created


def key_of(clause: Clause) -> str:
    """The key of its words as they stand."""
    return words_key(clause.heading, clause.text, clause.deed, clause.target)
