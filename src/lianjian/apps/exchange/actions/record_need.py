from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.exchange.actions._needing import check_entry, check_owner
from lianjian.apps.exchange.events import NeedRecorded
from lianjian.apps.exchange.models import Need
from lianjian.apps.exchange.rules.counting import check_quantity
from lianjian.apps.exchange.rules.needs import LONGEST, check_wanted_by, judge_mover
from lianjian.apps.parties.queries import organisations
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.apps.projects.rules.work_areas import check_area
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_need(
    *,
    by: Actor,
    organisation: int,
    work_area: str,
    text: str,
    quantity: str | int | Decimal | None = None,
    unit: str = "",
    wanted_by: date | None = None,
    owner: int | None = None,
    public: bool = False,
    log_entry: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Need:
    """Write down what an organisation needs: what, not who asked for it. Without a number and unit the quantity is unknown;
    without a day it is wanted at any time.

    ``owner`` holds a mandate in the organisation and looks after it; where none is named, it is whoever records it, if
    they hold one there. The same ``client_key`` of one organisation, or the same log entry, again is one need.
    """
    decides = by.holds(*NEGOTIATORS, organisation=organisation)
    judge_mover(None, acts_for=by.acts_for(organisation), decides=decides, public=public)
    house = organisations().select_for_update(no_key=True, of=("self",)).filter(pk=organisation).first()
    if house is None:
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    recorded = Need.objects.across_organisations("the organisation was checked above")
    key = check_client_key(client_key)
    if key and (sent := recorded.filter(organisation=house, client_key=key).first()) is not None:
        return sent
    if log_entry is not None:
        check_entry(by, log_entry, house.pk)
        if (there := recorded.filter(log_entry=log_entry).first()) is not None:
            return there
    day = civil_date(moment_of(by, now, wall=timezone.now()))
    if owner is not None:
        check_owner(owner, house.pk, day)
    elif house.pk in by.organisations:
        owner = by.person
    number, counted_in = check_quantity(quantity, unit)
    need = Need.objects.create(
        organisation=house,
        work_area=check_area(work_area),
        text=clean_line(text, field="text", longest=LONGEST),
        quantity=number,
        unit=counted_in,
        wanted_by=check_wanted_by(wanted_by),
        owner_id=owner,
        recorded_by_id=by.person,
        recorded_on=day,
        public=public,
        log_entry_id=log_entry,
        client_key=key,
    )
    told = NeedRecorded(
        need=need.pk, organisation=house.pk, work_area=need.work_area, owner=owner, public=public
    )
    tell(told, by=by)
    return need
