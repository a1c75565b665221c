"""What villagers ask and nobody has answered, for handovers. Words say when it was asked and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lianjian.apps.islands.models import HelpRequest
from lianjian.apps.islands.rules.inboxes import InboxRole
from lianjian.apps.islands.rules.requests import WAITING
from lianjian.apps.parties.queries.holding import along, each, narrowed
from lianjian.apps.parties.rules.open_things import OpenThing, Thing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.apps.parties.rules.open_things import Wanted


class OpenRequests:
    """Requests to first secretaries and organisations, what is due first before. An expert's are the expert's alone: nobody
    else reads them, so nobody takes them over."""

    app = "islands"

    def count(self, wanted: Wanted) -> int:
        return _open(wanted).count()

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        return along([(_open(wanted), each(_thing))], limit, offset)


def _open(wanted: Wanted) -> QuerySet[HelpRequest]:
    rows = HelpRequest.objects.across_organisations(
        "whoever hands over or answers is asked for by the caller"
    )
    rows = rows.filter(state__in=WAITING).exclude(inbox__role=InboxRole.EXPERT).order_by("due_on", "pk")
    rows = rows.select_related("inbox", "station__village").defer("letter")
    return narrowed(rows, wanted, person="inbox__person", organisation="inbox__organisation")


def _thing(row: HelpRequest) -> OpenThing:
    return OpenThing(
        app="islands",
        key=f"request:{row.pk}",
        kind=Thing.REQUEST,
        words=_("Request of a villager, asked on %(day)s")
        % {"day": date_format(row.asked_on, "SHORT_DATE_FORMAT")},
        organisation=row.inbox.organisation_id,
        person=row.inbox.person_id,
        due_on=row.due_on,
        link=f"/m/asked/{row.pk}/",
        more=row.station.village.short_name,
    )
