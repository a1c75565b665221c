"""What is open among agreements, for handovers: texts that wait for a party's signature, and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from lianjian.apps.agreements.models import AgreementParty, Signature
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.queries.holding import narrowed
from lianjian.apps.parties.rules.open_things import OpenThing, Thing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.apps.parties.rules.open_things import Wanted

WHY = "whoever hands over or answers is asked for by the caller"


class OpenAgreements:
    """An agreement is open to each of its parties until that party has signed the text that is open."""

    app = "agreements"

    def count(self, wanted: Wanted) -> int:
        return _open(wanted).count()

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        rows = _open(wanted).select_related("agreement").order_by("pk")
        return [_thing(row) for row in rows[offset : offset + limit]]


def _open(wanted: Wanted) -> QuerySet[AgreementParty]:
    rows = AgreementParty.objects.across_organisations(WHY).filter(
        agreement__state__in=[State.DRAFT, State.SIGNING, State.PARTIAL]
    )
    signed = Signature.objects.across_organisations(WHY).filter(
        organisation=OuterRef("organisation"), text__agreement=OuterRef("agreement"), text__superseded_at=None
    )
    return narrowed(rows.exclude(Exists(signed)), wanted)


def _thing(row: AgreementParty) -> OpenThing:
    draft = row.agreement.state == State.DRAFT
    return OpenThing(
        app="agreements",
        key=f"party:{row.pk}",
        kind=Thing.DRAFT if draft else Thing.SIGNATURE,
        words=row.agreement.title,
        organisation=row.organisation_id,
        link=f"/m/agreements/{row.agreement_id}/",
    )
