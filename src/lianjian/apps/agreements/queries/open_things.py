"""What is open among agreements, for handovers: texts that wait for a party's signature, drafts, and what was said about a
draft, clause by clause, and is not settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from lianjian.apps.agreements.models import AgreementParty, Proposal, Signature, Stand
from lianjian.apps.agreements.rules.negotiating import (
    PROPOSAL_KIND_LABELS,
    ProposalKind,
    ProposalState,
    StandKind,
    words_key,
)
from lianjian.apps.agreements.rules.numerals import article
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.queries.holding import along, each, narrowed
from lianjian.apps.parties.rules.open_things import OpenThing, Thing

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from lianjian.apps.parties.rules.open_things import Wanted

WHY = "whoever hands over or answers is asked for by the caller"


class OpenAgreements:
    """Texts and drafts, own proposals, own objections, proposals of others to whoever holds the pen, in this order.

    An agreement is open to each of its parties until that party has signed the text that is open.
    """

    app = "agreements"

    def count(self, wanted: Wanted) -> int:
        return sum(rows(wanted).count() for rows, _thing in SHELVES)

    def things(self, wanted: Wanted, limit: int, offset: int = 0) -> list[OpenThing]:
        return along([(rows(wanted), each(thing)) for rows, thing in SHELVES], limit, offset)


def _texts(wanted: Wanted) -> QuerySet[AgreementParty]:
    rows = AgreementParty.objects.across_organisations(WHY).filter(
        agreement__state__in=[State.DRAFT, State.SIGNING, State.PARTIAL]
    )
    signed = Signature.objects.across_organisations(WHY).filter(
        organisation=OuterRef("organisation"), text__agreement=OuterRef("agreement"), text__superseded_at=None
    )
    found = narrowed(rows.exclude(Exists(signed)), wanted)
    return found.select_related("agreement").order_by("pk")


def _proposals(wanted: Wanted) -> QuerySet[Proposal]:
    return narrowed(_proposed(), wanted, person="person").order_by("pk")


def _answers(wanted: Wanted) -> QuerySet[Proposal]:
    others = _proposed().exclude(organisation=F("agreement__drafted_by"))
    found = narrowed(others, wanted, organisation="agreement__drafted_by")
    return found.select_related("organisation").order_by("pk")


def _proposed() -> QuerySet[Proposal]:
    rows = Proposal.objects.across_organisations(WHY)
    rows = rows.filter(state=ProposalState.OPEN, agreement__state=State.DRAFT)
    return rows.select_related("agreement", "clause")


def _objections(wanted: Wanted) -> QuerySet[Stand]:
    """An objection belongs to words, whose key only Python knows: those few that nobody settled are looked at first."""
    rows = Stand.objects.across_organisations(WHY).filter(
        kind=StandKind.OBJECTS, settled_at=None, agreement__state=State.DRAFT
    )
    said = narrowed(rows, wanted, person="person").select_related("agreement", "clause").order_by("pk")
    standing = [one.pk for one in said if one.words == _words(one)]
    return said.filter(pk__in=standing)


def _words(one: Stand) -> str:
    return words_key(one.clause.heading, one.clause.text, one.clause.deed, one.clause.target)


def _text(row: AgreementParty) -> OpenThing:
    draft = row.agreement.state == State.DRAFT
    return OpenThing(
        app="agreements",
        key=f"party:{row.pk}",
        kind=Thing.DRAFT if draft else Thing.SIGNATURE,
        words=row.agreement.title,
        organisation=row.organisation_id,
        link=f"/m/agreements/{row.agreement_id}/",
    )


def _proposal(row: Proposal) -> OpenThing:
    kind = _(PROPOSAL_KIND_LABELS[ProposalKind(row.kind)])
    return OpenThing(
        app="agreements",
        key=f"proposal:{row.pk}",
        kind=Thing.TALK,
        words=_about(row),
        organisation=row.organisation_id,
        person=row.person_id,
        link=_link(row),
        more=_("we propose: %(kind)s") % {"kind": kind},
    )


def _answer(row: Proposal) -> OpenThing:
    return OpenThing(
        app="agreements",
        key=f"answer:{row.pk}",
        kind=Thing.TALK,
        words=_about(row),
        organisation=row.agreement.drafted_by_id,
        link=_link(row),
        more=_("a proposal of %(name)s waits for our answer") % {"name": row.organisation.short_name},
    )


def _objection(row: Stand) -> OpenThing:
    return OpenThing(
        app="agreements",
        key=f"objection:{row.pk}",
        kind=Thing.TALK,
        words=_about(row),
        organisation=row.organisation_id,
        person=row.person_id,
        link=_link(row),
        more=_("we object: %(reason)s") % {"reason": row.reason},
    )


def _about(row: Proposal | Stand) -> str:
    """The draft, and the clause where there is one."""
    name = article(row.clause.position) if row.clause is not None else ""
    return f"{row.agreement.title} · {name}" if name else row.agreement.title


def _link(row: Proposal | Stand) -> str:
    """The page of the clause, of the draft where there is none."""
    here = f"/m/agreements/{row.agreement_id}/"
    return f"{here}talks/{row.clause.position}/" if row.clause is not None else here


SHELVES: tuple[tuple[Callable[[Wanted], QuerySet[Any]], Callable[[Any], OpenThing]], ...] = (
    (_texts, _text),
    (_proposals, _proposal),
    (_objections, _objection),
    (_answers, _answer),
)
