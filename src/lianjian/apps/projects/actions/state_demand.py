from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._alliance import joined_alliance
from lianjian.apps.projects.events import DemandStated
from lianjian.apps.projects.models import Demand
from lianjian.apps.projects.rules.alliances import check_goods_unit, known_amount
from lianjian.apps.projects.rules.seasons import check_season
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def state_demand(
    *,
    by: Actor,
    alliance: int,
    organisation: int,
    name: str,
    unit: str,
    first_month: int,
    last_month: int,
    amount: str | int | Decimal | None = None,
    about: str = "",
    public: bool = False,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Demand:
    """A member (an enterprise that buys, or the association for a buyer) says what is looked for, and in which months;
    ``amount`` is that of the whole season."""
    row = joined_alliance(by, alliance, organisation)
    key = check_client_key(client_key)
    stated = Demand.objects.across_organisations("the member was checked above")
    if key and (sent := stated.filter(organisation=organisation, client_key=key).first()) is not None:
        return sent
    first, last = check_season(first_month, last_month)
    demand = Demand.objects.create(
        alliance=row,
        organisation_id=organisation,
        name=clean_line(name, field="name", longest=60),
        unit=check_goods_unit(unit),
        first_month=first,
        last_month=last,
        amount=known_amount(amount, field="amount"),
        about=clean_line(about, field="about", longest=300, needed=False),
        public=public,
        stated_on=civil_date(moment_of(by, now, wall=timezone.now())),
        client_key=key,
    )
    told = DemandStated(demand=demand.pk, alliance=row.pk, organisation=organisation, public=public)
    tell(told, by=by)
    return demand
