"""The lists of the office as Excel workbooks: the rows of the page with the filter that is on, seen by the same eyes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.agreements.queries import agreement_titles, agreements_of
from lianjian.apps.coordination.queries import groups_of, meetings_of
from lianjian.apps.coordination.rules.groups import GROUP_ROLE_LABELS
from lianjian.apps.coordination.rules.meetings import MeetingState
from lianjian.apps.exchange.queries import endowments, experts
from lianjian.apps.parties.queries import mandates, organisation_names, postings
from lianjian.apps.projects.queries import commitments_sorted, outcomes, projects_of, readable_among
from lianjian.web.kit.listing import all_rows
from lianjian.web.kit.sheets import MOST_ROWS, workbook
from lianjian.web.narrowing import AREA_WORDS
from lianjian.web.office.choosing import houses
from lianjian.web.office.marks import (
    ENDOWMENT_WORDS,
    OUTCOME_WORDS,
    PROJECT_WORDS,
    STAGE_WORDS,
    STANDING_WORDS,
    UNIT_WORDS,
)
from lianjian.web.office.words import KIND_WORDS, ROLE_WORDS, STATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from lianjian.apps.projects.queries import Among, CountedOutcome, Sort
    from lianjian.foundation.actor import Actor

BETWEEN = "、"


def _said(words: Mapping[Any, Any], key: Any) -> str | None:
    return str(words[key]) if key else None


def register(rows: QuerySet[Any]) -> HttpResponse:
    """The organisations found."""
    titles = [_("Full name"), _("Short name"), _("Kind"), _("Division code"), _("Place"), _("Joined")]
    titles += [_("A few words about it"), _("Word in addresses")]
    found = rows[: MOST_ROWS + 1]
    return workbook(
        _("Parties"),
        titles,
        (
            (
                row.name,
                row.short_name,
                str(KIND_WORDS[row.kind]),
                row.division_id,
                row.division.path if row.division else None,
                row.joined_on,
                row.profile,
                row.key,
            )
            for row in found
        ),
    )


def people(by: Actor, house: Any) -> HttpResponse:
    """Who acts and acted for an organisation; the postings of a village with their batches, which are public."""
    titles = [
        _("Person"),
        _("Person's number"),
        _("Role"),
        _("Title of the person"),
        _("First day"),
        _("Last day"),
    ]
    titles += [_("Batch"), _("Sent by")]
    posted = {one.mandate_id: one for one in postings(house.pk)}
    held = list(mandates(by, house.pk)) if by.acts_for(house.pk) else []
    rows: list[Any] = [
        (
            one.person.name,
            one.person_id,
            str(ROLE_WORDS[one.role]),
            one.title,
            one.starts_on,
            one.ends_on,
            posted[one.pk].batch if one.pk in posted else None,
            posted[one.pk].sent_by if one.pk in posted else None,
        )
        for one in held
    ]
    if not held:
        role = str(ROLE_WORDS["first-secretary"])
        rows = [
            (one.person.name, None, role, None, one.starts_on, one.ends_on, one.batch, one.sent_by)
            for one in posted.values()
        ]
    return workbook(f"{house.short_name} {_('People')}", titles, rows)


def possessions(by: Actor, house: Any) -> HttpResponse:
    """What an organisation has, as far as the reader may see it."""
    rows = endowments(by, organisation=house.pk, limit=MOST_ROWS + 1)
    titles = [_("Kind"), _("What it is"), _("Quantity"), _("Unit"), _("Public"), _("Recorded on")]
    return workbook(
        f"{house.short_name} {_('What it has')}",
        titles,
        (
            (
                str(ENDOWMENT_WORDS[one.kind]),
                one.text,
                one.quantity,
                _said(UNIT_WORDS, one.unit),
                pgettext("in a table", "yes") if one.public else pgettext("in a table", "no"),
                one.recorded_on,
            )
            for one in rows
        ),
    )


def agreements(by: Actor) -> HttpResponse:
    """The agreements of one's own parties."""
    titles = [_("Number"), _("Title"), _("State"), _("Parties"), _("Signed"), _("Drafted on")]
    titles += [_("In force since"), _("First day"), _("Last day")]
    return workbook(
        _("Agreements"),
        titles,
        (
            (
                line.number,
                line.title,
                str(STATE_WORDS[line.state]),
                BETWEEN.join(line.parties),
                line.signed,
                line.created_at,
                line.effective_at,
                line.starts_on,
                line.ends_on,
            )
            for line in all_rows(partial(agreements_of, by))
        ),
    )


def commitments(by: Actor, today: date, sort: Sort, among: Among) -> HttpResponse:
    """Who owes what to whom."""
    titles = [_("Commitment"), _("Who gives"), _("Who gets"), _("Work area"), _("State"), _("Due on")]
    titles += [
        _("First due on"),
        _("Done on"),
        _("Days late"),
        _("Indicator"),
        _("Target"),
        _("Reached"),
        _("Reported"),
        _("Unit"),
    ]
    lines = all_rows(
        lambda limit, offset: commitments_sorted(by, today, sort, among=among, limit=limit, offset=offset)
    )
    return workbook(
        _("Commitments"),
        titles,
        (
            (
                line.text,
                line.giver_name,
                line.receiver_name,
                str(AREA_WORDS[line.work_area]),
                str(STANDING_WORDS[line.standing]),
                line.due_on,
                line.first_due_on,
                line.done_on,
                line.days_late,
                line.indicator,
                line.target,
                line.reached,
                line.reported,
                _said(UNIT_WORDS, line.unit),
            )
            for line in lines
        ),
    )


def groups(by: Actor) -> HttpResponse:
    """The groups with their members, one row for each member."""
    cards = list(all_rows(partial(groups_of, by)))
    titled = agreement_titles(by, (card.agreement for card in cards if card.agreement is not None))
    names = dict(houses(card.organisation for card in cards if card.organisation is not None))
    titles = [
        pgettext("of coordination", "Group"),
        pgettext("of a group", "Of"),
        _("Formed on"),
        _("Person"),
        _("Organisation"),
    ]
    titles += [_("Part in the group"), _("Since")]

    def rows() -> Iterable[Any]:
        for card in cards:
            of = titled.get(card.agreement or 0, "") or names.get(card.organisation or 0, "")
            head = (card.name, of, card.formed_on)
            if not card.members:
                yield (*head, None, None, None, None)
            for one in card.members:
                yield (*head, one.name, one.organisation_name, _(GROUP_ROLE_LABELS[one.role]), one.since)

    return workbook(pgettext("of coordination", "Groups"), titles, rows())


def meetings(by: Actor) -> HttpResponse:
    """The meetings that were held, with their minutes."""
    titles = [
        _("Meeting"),
        pgettext("of coordination", "Group"),
        _("Held on"),
        _("Place"),
        _("Who was there"),
    ]
    titles += [_("Minutes"), _("Decisions")]
    return workbook(
        _("Meetings"),
        titles,
        (
            (
                line.title,
                line.group_name,
                line.held_at,
                line.place,
                BETWEEN.join(line.attendees),
                line.minutes,
                "\n".join(
                    " · ".join(
                        filter(
                            None,
                            (one.text, one.organisation_name, one.due_on.isoformat() if one.due_on else ""),
                        )
                    )
                    for one in line.decisions
                ),
            )
            for line in meetings_of(by, limit=MOST_ROWS + 1, state=MeetingState.HELD)
        ),
    )


def projects(by: Actor, today: date) -> HttpResponse:
    """The joint projects."""
    titles = [_("Title"), _("Kind"), _("Work area"), _("Stage"), _("Parties"), _("Place"), _("Begun on")]
    titles += [_("Milestones"), _("Reached"), _("Late"), _("Obstacles")]
    lines = all_rows(lambda limit, offset: projects_of(by, today, limit=limit, offset=offset))
    return workbook(
        _("Projects"),
        titles,
        (
            (
                line.title,
                str(PROJECT_WORDS[line.kind]),
                str(AREA_WORDS[line.work_area]),
                str(STAGE_WORDS[line.stage]),
                BETWEEN.join(line.parties),
                line.place_name,
                line.started_on,
                line.milestones,
                line.reached,
                line.late,
                line.obstacles,
            )
            for line in lines
        ),
    )


def achieved(by: Actor) -> HttpResponse:
    """The outcomes."""
    titles = [_("What came of it"), _("Quantity"), _("Unit"), _("Work area"), _("On which day"), _("Parties")]
    titles += [
        _("State"),
        _("Who reports it"),
        _("Verified by"),
        _("Verified on"),
        _("Where the proof lies"),
        _("Remark"),
    ]
    return workbook(
        _("Outcomes"),
        titles,
        (
            (
                line.text,
                line.value,
                str(UNIT_WORDS[line.unit]),
                str(AREA_WORDS[line.work_area]),
                line.happened_on,
                BETWEEN.join(name for _key, name in line.parties),
                str(OUTCOME_WORDS[line.state]),
                line.reported_by_name,
                line.verifier_name,
                line.verified_at,
                line.evidence,
                line.remark,
            )
            for line in all_rows(lambda limit, offset: outcomes(by, limit=limit, offset=offset))
        ),
    )


def think_tank(by: Actor, area: str) -> HttpResponse:
    """The experts one can ask."""
    titles = [
        _("Person"),
        _("Organisation"),
        _("Fields"),
        _("Work area"),
        _("Takes questions"),
        _("Public"),
        _("Profile"),
    ]
    return workbook(
        _("Experts"),
        titles,
        (
            (
                line.name,
                line.organisation_name,
                BETWEEN.join(line.fields),
                BETWEEN.join(str(AREA_WORDS[one]) for one in line.work_areas),
                pgettext("in a table", "yes") if line.reachable else pgettext("in a table", "no"),
                pgettext("in a table", "yes") if line.public else pgettext("in a table", "no"),
                line.profile,
            )
            for line in experts(by, work_area=area)
        ),
    )


def behind(by: Actor, title: str, word: Any, rows: Iterable[CountedOutcome]) -> HttpResponse:
    """The outcomes behind a figure of synergy; those one may not read are bare numbers."""
    found = list(rows)
    names = organisation_names({key for one in found for key in one.organisations})
    seen = readable_among(by, (one.id for one in found))
    titles = [_("What came of it"), _("Quantity"), _("Unit"), _("On which day"), _("Parties")]
    return workbook(
        title,
        titles,
        (
            (
                one.text if one.id in seen else None,
                one.value,
                str(word),
                one.happened_on,
                BETWEEN.join(names[key] for key in sorted(one.organisations) if key in names),
            )
            for one in found
        ),
    )
