from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.exchange.events import EndowmentRecorded
from lianjian.apps.exchange.models import Endowment
from lianjian.apps.exchange.rules.counting import check_quantity
from lianjian.apps.exchange.rules.endowments import check_kind, judge_recorder
from lianjian.apps.parties.queries import organisations
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_endowment(
    *,
    by: Actor,
    organisation: int,
    kind: str,
    text: str,
    quantity: str | int | Decimal | None = None,
    unit: str = "",
    public: bool = False,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Endowment:
    """Write down something an organisation has. Without a number and unit the quantity is unknown, which is
    not nothing. The same ``client_key`` of one organisation again is one endowment."""
    decides = by.holds(*NEGOTIATORS, organisation=organisation)
    judge_recorder(acts_for=by.acts_for(organisation), decides=decides, public=public)
    house = organisations().select_for_update(no_key=True, of=("self",)).filter(pk=organisation).first()
    if house is None:
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    recorded = Endowment.objects.across_organisations("the organisation was checked above")
    key = check_client_key(client_key)
    if key and (sent := recorded.filter(organisation=house, client_key=key).first()) is not None:
        return sent
    number, counted_in = check_quantity(quantity, unit)
    endowment = Endowment.objects.create(
        organisation=house,
        kind=check_kind(kind),
        text=clean_line(text, field="text", longest=200),
        quantity=number,
        unit=counted_in,
        public=public,
        recorded_on=civil_date(moment_of(by, now, wall=timezone.now())),
        client_key=key,
    )
    tell(EndowmentRecorded(endowment=endowment.pk, organisation=house.pk, public=public), by=by)
    return endowment
