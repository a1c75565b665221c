"""Model words, a draft under negotiation, and an amendment in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.draft_supplement import draft_supplement
from lianjian.apps.agreements.actions.draft_template import draft_template
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.propose_change import propose_change
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.actions.write_comment import write_comment
from lianjian.apps.agreements.actions.write_template_clause import write_template_clause
from lianjian.apps.agreements.queries import talks, template_card
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import Template
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society


def load_negotiation(told: dict[str, Any], days: Calendar, society: Society) -> None:
    """The template, a draft made from it on which the village and the association do not agree yet, and a supplement
    that three have signed."""
    template = _template(told["template"], days, society)
    _draft(told["draft"], template, days, society)
    _revise(told["template"]["revised"], template, days, society, told["template"]["person"])
    _amend(told["amendment"], days, society)


def _template(text: dict[str, Any], days: Calendar, society: Society) -> Template:
    ago = text["written_days_ago"]
    return draft_template(
        by=society.acting(text["person"], days.day(ago)),
        organisation=society.organisations[text["organisation"]],
        key=text["key"],
        title=text["title"],
        about=text["about"],
        clauses=[ClauseDraft(c["heading"], c["text"]) for c in text["clause"]],
        now=days.moment(ago, hour=10),
    )


def _revise(text: dict[str, Any], template: Template, days: Calendar, society: Society, person: str) -> None:
    ago = text["written_days_ago"]
    found = next(c for c in template_card(LOADER, template.key).clauses if c.heading == text["heading"])
    write_template_clause(
        by=society.acting(person, days.day(ago)),
        template=template.pk,
        clause=found.id,
        heading=text["heading"],
        text=text["text"],
        now=days.moment(ago, hour=11),
    )


def _draft(text: dict[str, Any], template: Template, days: Calendar, society: Society) -> None:
    ago = text["drafted_days_ago"]
    row = draft_agreement(
        by=society.acting(text["person"], days.day(ago)),
        title=text["title"],
        key=text["key"],
        parties=[PartyDraft(society.organisations[p["organisation"]], p["role"]) for p in text["parties"]],
        template=template.pk,
        notice_days=60,
        now=days.moment(ago, hour=9),
    )
    clauses = talks(LOADER, row.pk).clauses
    for number, said in enumerate(text["stand"]):
        about = clauses[said["clause"] - 1]
        take_stand(
            by=society.acting(said["person"], days.day(said["days_ago"])),
            agreement=row.pk,
            clause=about.id,
            organisation=society.organisations[said["organisation"]],
            stand=said["stand"],
            reason=said.get("reason", ""),
            seen_words=about.words,
            now=days.moment(said["days_ago"], hour=9 + number),
        )
    for said in text["proposal"]:
        about = clauses[said["clause"] - 1]
        propose_change(
            by=society.acting(said["person"], days.day(said["days_ago"])),
            agreement=row.pk,
            organisation=society.organisations[said["organisation"]],
            kind="change",
            clause=about.id,
            heading=about.heading,
            text=said["text"],
            reason=said["reason"],
            seen_words=about.words,
            now=days.moment(said["days_ago"], hour=15),
        )
    for said in text["comment"]:
        write_comment(
            by=society.acting(said["person"], days.day(said["days_ago"])),
            agreement=row.pk,
            clause=clauses[said["clause"] - 1].id,
            organisation=society.organisations[said["organisation"]],
            text=said["text"],
            inner=said["inner"],
            now=days.moment(said["days_ago"], hour=16),
        )


def _amend(text: dict[str, Any], days: Calendar, society: Society) -> None:
    begun, fixed = text["drafted_days_ago"], text["frozen_days_ago"]
    drafter = society.acting(text["person"], days.day(begun))
    row = draft_supplement(
        by=drafter,
        agreement=society.agreements[text["agreement"]],
        kind="amendment",
        key=f"{text['agreement']}-amendment-1",
        clauses=[
            ClauseDraft(c["heading"], c["text"], deed=c["deed"], target=c.get("target", 0))
            for c in text["clause"]
        ],
        now=days.moment(begun, hour=10),
    )
    frozen = freeze_agreement(by=drafter, agreement=row.pk, now=days.moment(fixed, hour=10))
    for one in text["signatures"]:
        sign_agreement(
            by=society.acting(one["person"], days.day(one["days_ago"])),
            agreement=row.pk,
            organisation=society.organisations[one["organisation"]],
            sha256=frozen.sha256,
            now=days.moment(one["days_ago"], hour=15),
        )
