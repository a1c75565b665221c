"""What is open among needs, for handovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lianjian.apps.exchange.models import Need
from lianjian.apps.exchange.rules.needs import NeedState
from lianjian.apps.parties.queries.holding import along, each, narrowed
from lianjian.apps.parties.rules.open_things import OpenThing, Thing
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS, WorkArea

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.apps.parties.rules.open_things import Wanted


class OpenNeeds:
    """Needs that are neither met nor given up, what is wanted first before."""

    app = "exchange"

    def count(self, wanted: Wanted) -> int:
        return _open(wanted).count()

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        return along([(_open(wanted), each(_thing))], limit, offset)


def _open(wanted: Wanted) -> QuerySet[Need]:
    rows = Need.objects.across_organisations("whoever hands over or answers is asked for by the caller")
    return narrowed(rows.filter(state=NeedState.OPEN), wanted, person="owner")


def _thing(row: Need) -> OpenThing:
    return OpenThing(
        app="exchange",
        key=f"need:{row.pk}",
        kind=Thing.NEED,
        words=row.text,
        organisation=row.organisation_id,
        person=row.owner_id,
        due_on=row.wanted_by,
        link=f"/m/needs/{row.pk}/",
        more=_(WORK_AREA_LABELS[WorkArea(row.work_area)]),
    )
