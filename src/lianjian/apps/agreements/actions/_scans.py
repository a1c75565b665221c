"""What every word about a scan does around itself: lock the agreement and the scan, and see for whom the person speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, AgreementParty, Scan
from lianjian.apps.agreements.queries.signers import mandate_of
from lianjian.apps.agreements.rules.attesting import ATTESTERS
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.parties.queries import MandateHeld
    from lianjian.foundation.actor import Actor

OPEN = {State.SIGNING, State.PARTIAL}


def lock_scan(by: Actor, scan: int) -> tuple[Agreement, Scan]:
    """The scan and its agreement, both locked, the agreement first as everywhere. Raises NotThere."""
    seen = Scan.objects.by(by).filter(pk=scan).values_list("text__agreement", flat=True).first()
    if seen is None:
        raise NotThere
    agreement = Agreement.objects.across_organisations("of the scan in hand").select_for_update().get(pk=seen)
    rows = Scan.objects.across_organisations("below the agreement in hand").select_for_update(of=("self",))
    return agreement, rows.select_related("text").get(pk=scan)


def is_open(agreement: Agreement, scan: Scan) -> bool:
    """Whether the text on the scan is the one that is open for signature."""
    return scan.text.superseded_at is None and agreement.state in OPEN


def speaking_for(by: Actor, agreement: Agreement, organisation: int, moment: datetime) -> MandateHeld:
    """The mandate by which the person speaks for a party of the agreement that day. Raises NotAllowed; being a network
    administrator is no mandate."""
    held = mandate_of(by.person, organisation, ATTESTERS, civil_date(moment))
    parties = AgreementParty.objects.across_organisations("below the agreement in hand")
    if held is None or not parties.filter(agreement=agreement, organisation=organisation).exists():
        raise NotAllowed(
            gettext_noop("You hold no mandate in this party on that day."),
            cure=gettext_noop("Its leader, liaison officer, first secretary or administrator does this."),
        )
    return held
