"""The call with its answers, and the agreements of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.actions.advance_response import advance_response
from lianjian.apps.agreements.actions.answer_initiative import answer_initiative
from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.agreements.actions.consent_to_end import consent_to_end
from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.draft_initiative import draft_initiative
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.propose_end import propose_end
from lianjian.apps.agreements.actions.publish_initiative import publish_initiative
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.apps.agreements.rules.frozen import NOTICE_DAYS
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

STEPS = {
    "received": [],
    "checked": ["checked"],
    "invited": ["checked", "invited"],
    "joined": ["checked", "invited", "joined"],
    "declined": ["declined"],
}


def load_initiative(told: dict[str, Any], days: Calendar, society: Society) -> None:
    """Publish the call and enter its answers with how far each has come."""
    call = told["initiative"]
    row = draft_initiative(
        by=LOADER,
        organisation=society.organisations[call["organisation"]],
        key=call["key"],
        title=call["title"],
        text=call["text"].strip(),
        now=days.moment(call["published_days_ago"] + 3),
    )
    publish_initiative(by=LOADER, initiative=row.pk, now=days.moment(call["published_days_ago"]))
    for answer in told["response"]:
        ago = answer["days_ago"]
        response = answer_initiative(
            by=LOADER,
            initiative=row.pk,
            organisation_name=answer["organisation_name"],
            contact_name=answer["contact_name"],
            contact=answer["contact"],
            message=answer.get("message", ""),
            division=answer.get("division") or None,
            now=days.moment(ago, hour=10),
        )
        for number, step in enumerate(STEPS[answer["state"]], start=1):
            joined = answer.get("organisation") if step == "joined" else None
            advance_response(
                by=LOADER,
                response=response.pk,
                to=step,
                note=answer.get("note", "") if step == answer["state"] else "",
                organisation=society.organisations[joined] if joined else None,
                now=days.moment(max(ago - number, 0), hour=15),
            )


def load_agreements(told: dict[str, Any], days: Calendar, society: Society) -> None:
    """Draft, freeze, sign and close, each on its day, each by a person who held the mandate that day."""
    for text in told["agreement"]:
        starts = -text["starts_days_ahead"] if "starts_days_ahead" in text else text["starts_days_ago"]
        row = draft_agreement(
            by=LOADER,
            title=text["title"],
            number=text["number"],
            key=text["key"],
            parties=[
                PartyDraft(society.organisations[p["organisation"]], p["role"]) for p in text["parties"]
            ],
            clauses=[ClauseDraft(heading=c["heading"], text=c["text"].strip()) for c in text["clause"]],
            notice_days=text.get("notice_days", NOTICE_DAYS),
            starts_on=days.day(starts),
            ends_on=days.day(-text["ends_days_ahead"]),
            now=days.moment(text["drafted_days_ago"]),
        )
        society.agreements[text["key"]] = row.pk
        if "frozen_days_ago" in text:
            _sign(row.pk, text, days, society)
        if "closed_days_ago" in text:
            ago = text["closed_days_ago"]
            who = society.acting(text["closed_by"], days.day(ago))
            at = days.moment(ago, hour=16)
            if text["state"] == "ended":
                _end(row.pk, text, days, society)
            else:
                close_agreement(by=who, agreement=row.pk, reason=text["closed_because"], now=at)


def _end(agreement: int, text: dict[str, Any], days: Calendar, society: Society) -> None:
    """All who signed consent to the end on one day, ``closed_by`` first."""
    ago = text["closed_days_ago"]
    signers = sorted(text["signatures"], key=lambda one: one["person"] != text["closed_by"])
    proposal = propose_end(
        by=society.acting(signers[0]["person"], days.day(ago)),
        agreement=agreement,
        organisation=society.organisations[signers[0]["organisation"]],
        reason=text["closed_because"],
        now=days.moment(ago, hour=16),
    )
    for one in signers[1:]:
        consent_to_end(
            by=society.acting(one["person"], days.day(ago)),
            proposal=proposal.pk,
            organisation=society.organisations[one["organisation"]],
            now=days.moment(ago, hour=16),
        )


def _sign(agreement: int, text: dict[str, Any], days: Calendar, society: Society) -> None:
    frozen = freeze_agreement(by=LOADER, agreement=agreement, now=days.moment(text["frozen_days_ago"]))
    for signature in text["signatures"]:
        ago = signature["days_ago"]
        sign_agreement(
            by=society.acting(signature["person"], days.day(ago)),
            agreement=agreement,
            organisation=society.organisations[signature["organisation"]],
            sha256=frozen.sha256,
            now=days.moment(ago, hour=15),
        )
