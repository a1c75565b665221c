"""The course of an agreement from the first draft to the end: for its parties all of it, for everybody what is
public."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import (
    Agreement,
    AgreementParty,
    AgreementText,
    Announcement,
    EndConsent,
    EndProposal,
    Notice,
    PenPassing,
    Proposal,
    Signature,
)
from lianjian.apps.agreements.queries.paper import BELOW
from lianjian.apps.agreements.rules.negotiating import ProposalState
from lianjian.apps.agreements.rules.pen import Passing
from lianjian.apps.agreements.rules.signing import OPEN_TEXT_STATES, Kind, State
from lianjian.apps.agreements.rules.supplements import ordinal_name
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor

JOINED = {Kind.AMENDMENT: "amended", Kind.RENEWAL: "renewed", Kind.ACCESSION: "joined"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of an agreement's timeline. ``what``: drafted, proposed, taken-over, declined, frozen, reopened, signed,
    effective, supplement (begun), amended, renewed, joined, notice, notice-back, left, end-proposed, end-consented,
    pen-offered, pen-accepted, pen-declined, pen-taken-back, pen-decided, announced, consent, expiry, too-few, parent,
    ended, withdrawn. ``name`` is a clause, a supplement, a person or the reason of a decision,
    ``day`` the day that a notice or an announcement speaks of, ``sha256`` that of a frozen text."""

    at: datetime
    what: str
    version: int | None = None
    organisation_name: str = ""
    name: str = ""
    day: date | None = None
    sha256: str = ""


def timeline(by: Actor, agreement: int) -> list[Moment]:
    """From the first draft to the end, in order of time. Ten queries. Raises NotThere."""
    row = Agreement.objects.by(by).filter(pk=agreement).first()
    if row is None:
        raise NotThere
    moments = [Moment(row.created_at, "drafted"), *_texts(row), *_signatures(row, with_names=True)]
    moments += [
        *_proposals(row),
        *_supplements(row, begun=True),
        *_notices(row),
        *_consents(row),
        *_pens(row),
    ]
    for one in Announcement.objects.across_organisations(BELOW).filter(agreement=row):
        moments.append(Moment(one.told_at, "announced", day=one.ends_on))
    return _in_order([*moments, *_end(row)])


def public_timeline(key: str) -> list[Moment]:
    """What everybody may know of an agreement that is or was in force: when it was signed by whom, what supplements it,
    who left, how it ended. No person, no draft, no reason. Raises NotThere."""
    rows = Agreement.objects.across_organisations("the course of an agreement in force is public")
    row = rows.filter(key=key, state__in=OPEN_TEXT_STATES).first()
    if row is None:
        raise NotThere
    gone = [one for one in _notices(row) if one.what == "left"]
    signed = _signatures(row, with_names=False, counting=True)
    frozen = [one for one in _texts(row, counting=True) if one.what == "frozen"]
    return _in_order([*frozen, *signed, *_supplements(row, begun=False), *gone, *_end(row)])


def _in_order(moments: Iterable[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda moment: moment.at)


def _texts(row: Agreement, *, counting: bool = False) -> list[Moment]:
    texts = AgreementText.objects.across_organisations(BELOW).filter(agreement=row)
    moments = []
    for text in texts.filter(superseded_at=None) if counting else texts:
        moments.append(Moment(text.frozen_at, "frozen", text.version, sha256=text.sha256))
        if text.superseded_at is not None:
            moments.append(Moment(text.superseded_at, "reopened", text.version))
    return moments


def _signatures(row: Agreement, *, with_names: bool, counting: bool = False) -> list[Moment]:
    rows = Signature.objects.across_organisations(BELOW).filter(text__agreement=row)
    if counting:
        rows = rows.filter(text__superseded_at=None)
    return [
        Moment(
            one.signed_at,
            "signed",
            one.text.version,
            one.organisation.name,
            one.person.name if with_names else "",
        )
        for one in rows.select_related("text", "organisation", "person")
    ]


def _proposals(row: Agreement) -> list[Moment]:
    moments = []
    for one in (
        Proposal.objects.across_organisations(BELOW).filter(agreement=row).select_related("organisation")
    ):
        name, house = one.clause_name, one.organisation.short_name
        moments.append(Moment(one.made_at, "proposed", organisation_name=house, name=name))
        if one.settled_at is not None and one.state in {ProposalState.TAKEN, ProposalState.DECLINED}:
            moments.append(Moment(one.settled_at, one.state, organisation_name=house, name=name))
    return moments


def _pens(row: Agreement) -> list[Moment]:
    moments = []
    passings = PenPassing.objects.across_organisations(BELOW).filter(agreement=row)
    for one in passings.select_related("giver", "taker"):
        giver, taker = one.giver.short_name, one.taker.short_name
        if one.state != Passing.DECIDED:
            moments.append(Moment(one.offered_at, "pen-offered", organisation_name=f"{giver} → {taker}"))
        if one.settled_at is not None and one.state != Passing.OVERTAKEN:
            who = giver if one.state == Passing.TAKEN_BACK else taker
            moments.append(Moment(one.settled_at, f"pen-{one.state}", organisation_name=who, name=one.reason))
    return moments


def _supplements(row: Agreement, *, begun: bool) -> list[Moment]:
    moments = []
    came = AgreementParty.objects.across_organisations(BELOW).filter(joined_through__parent=row)
    newcomers = list(came.values_list("joined_through", "organisation__short_name"))
    for one in Agreement.objects.across_organisations(BELOW).filter(parent=row):
        name = ordinal_name(one.ordinal)
        if begun:
            moments.append(Moment(one.created_at, "supplement", name=name))
        if one.effective_at is not None:
            joined = "、".join(name for through, name in newcomers if through == one.pk)
            moments.append(
                Moment(one.effective_at, JOINED[Kind(one.kind)], organisation_name=joined, name=name)
            )
    return moments


def _notices(row: Agreement) -> list[Moment]:
    moments = []
    for one in (
        Notice.objects.across_organisations(BELOW).filter(agreement=row).select_related("organisation")
    ):
        house = one.organisation.short_name
        moments.append(Moment(one.given_at, "notice", organisation_name=house, day=one.leaves_on))
        if one.taken_back_at is not None:
            moments.append(Moment(one.taken_back_at, "notice-back", organisation_name=house))
        if one.carried_out_at is not None:
            moments.append(Moment(one.carried_out_at, "left", organisation_name=house, day=one.leaves_on))
    return moments


def _consents(row: Agreement) -> list[Moment]:
    moments = []
    proposals = EndProposal.objects.across_organisations(BELOW).filter(agreement=row)
    for one in proposals.select_related("organisation"):
        moments.append(Moment(one.made_at, "end-proposed", organisation_name=one.organisation.short_name))
        if one.taken_back_at is not None:
            moments.append(
                Moment(one.taken_back_at, "end-back", organisation_name=one.organisation.short_name)
            )
    given = EndConsent.objects.across_organisations(BELOW).filter(proposal__agreement=row)
    for consent in given.select_related("organisation", "person"):
        house = consent.organisation.short_name
        moments.append(
            Moment(consent.given_at, "end-consented", organisation_name=house, name=consent.person.name)
        )
    return moments


def _end(row: Agreement) -> list[Moment]:
    moments = []
    if row.effective_at is not None:
        moments.append(Moment(row.effective_at, "effective"))
    if row.closed_at is not None:
        what = row.closed_how or (State.ENDED if row.state == State.ENDED else State.WITHDRAWN)
        moments.append(Moment(row.closed_at, what))
    return moments
