"""Groups with their members and rhythm, duties, meetings with minutes, and the log of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.coordination.actions.agree_rhythm import agree_rhythm
from lianjian.apps.coordination.actions.appoint_member import appoint_member
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.form_group import form_group
from lianjian.apps.coordination.actions.make_duties import make_duties
from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.coordination.queries import due_in
from lianjian.apps.coordination.queries import meeting as meeting_held
from lianjian.apps.coordination.rules.meetings import DecisionDraft
from lianjian.apps.projects.actions.attach_evidence import attach_evidence
from lianjian.demonstration.photographs import photograph
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

HELD_AT = 14  # o'clock, China


def load_coordination(told: dict[str, Any], days: Calendar, society: Society) -> None:
    """Form the groups, hold the meetings, and date the rhythm; what lies behind is done, the last turn not always."""
    groups = {group["key"]: _form(group, days, society) for group in told["group"]}
    _keep_the_rhythm(days, society)
    for duty in told["duty"]:
        _assign(duty, days, society)
    for one in sorted(told["meeting"], key=lambda one: -one["days_ago"]):
        _hold(one, groups[one["group"]], days, society)


def load_log(told: dict[str, Any], days: Calendar, society: Society) -> None:
    """Write the log, each entry with its drawn photograph; what belongs to a commitment stands there as proof."""
    for number, entry in enumerate(told["log"], start=1):
        at = days.moment(entry["days_ago"], hour=entry["hour"])
        writer = society.acting(entry["person"], days.day(entry["days_ago"]))
        commitment = society.commitments.get(entry.get("commitment", ""))
        written = write_log_entry(
            by=writer,
            village=society.organisations[entry["village"]],
            text=entry["text"],
            kind=entry["kind"],
            happened_at=at,
            photos=[photograph(entry["scene"], entry["scene_seed"])],
            client_key=f"demonstration-{number}",
            target="" if commitment is None else f"projects/commitment:{commitment}",
            now=at,
        )
        if commitment is not None:
            attach_evidence(by=writer, commitment=commitment, log_entry=written.pk, now=at)


def _form(group: dict[str, Any], days: Calendar, society: Society) -> int:
    ago = group["formed_days_ago"]
    head = next(one for one in group["members"] if one["role"] == "leader")
    leader, at = society.acting(head["person"], days.day(ago)), days.moment(ago, hour=10)
    house = group.get("organisation")
    row = form_group(
        by=leader,
        name=group["name"],
        agreement=society.agreements[group["agreement"]] if "agreement" in group else None,
        organisation=society.organisations[house] if house else None,
        about=group["about"],
        now=at,
    )
    for member in group["members"]:
        appoint_member(
            by=leader,
            group=row.pk,
            person=society.people[member["person"]],
            organisation=society.organisations[member["organisation"]],
            role=member["role"],
            now=at,
        )
    for rhythm in group["rhythm"]:
        agree_rhythm(
            by=leader,
            group=row.pk,
            organisation=society.organisations[rhythm["organisation"]],
            what=rhythm["what"],
            every=rhythm["every"],
            period=rhythm["period"],
            starts_on=days.day(rhythm["starts_days_ago"]),
            person=society.people[rhythm["person"]] if "person" in rhythm else None,
        )
    return row.pk


def _keep_the_rhythm(days: Calendar, society: Society) -> None:
    """Date the agreed rhythm and finish what is past: mostly in time, every fifth a day late, the last one of the
    media centre not at all."""
    make_duties(by=LOADER, today=days.today)
    keys = {key: person for person, key in society.people.items()}
    left_open = society.organisations["shanhai"]
    for house in society.organisations.values():
        past = [duty for duty in due_in(LOADER, house, days.today) if duty.due_on < days.today]
        if house == left_open:
            past = past[:-1]
        for number, duty in enumerate(past):
            ago = (days.today - duty.due_on).days + (-1 if number % 5 == 4 else number % 2)  # noqa: PLR2004 - every fifth
            ago = max(ago, 1)
            who = society.acting(keys[duty.person], days.day(ago)) if duty.person else LOADER
            finish_duty(by=who, duty=duty.id, now=days.moment(ago, hour=17))


def _assign(duty: dict[str, Any], days: Calendar, society: Society) -> None:
    row = assign_duty(
        by=LOADER,
        organisation=society.organisations[duty["organisation"]],
        what=duty["what"],
        due_on=days.day(-duty["due_days"]),
        person=society.people[duty["person"]] if "person" in duty else None,
    )
    if duty["state"] == "done":
        _finish(row.pk, duty, days, society)


def _hold(one: dict[str, Any], group: int, days: Calendar, society: Society) -> None:
    held = days.moment(one["days_ago"], hour=HELD_AT)
    taker = next((person for person in one["attendees"] if person in society.liaisons), one["attendees"][-1])
    drafts = [
        DecisionDraft(
            text=decision["text"],
            organisation=society.organisations[decision["organisation"]]
            if "organisation" in decision
            else None,
            due_on=days.day(-decision["due_days"]) if "due_days" in decision else None,
            person=society.people[decision["person"]] if "person" in decision else None,
        )
        for decision in one["decision"]
    ]
    row = record_meeting(
        by=society.acting(taker, days.day(one["days_ago"])),
        group=group,
        title=one["title"],
        held_at=held,
        place=one["place"],
        minutes=one["minutes"].strip(),
        attendees=[society.people[person] for person in one["attendees"]],
        decisions=drafts,
    )
    lines = meeting_held(LOADER, row.pk).decisions
    for decision, line in zip(one["decision"], lines, strict=True):
        if "done_days_ago" in decision and line.duty is not None:
            _finish(line.duty, decision, days, society)


def _finish(duty: int, told: dict[str, Any], days: Calendar, society: Society) -> None:
    ago = told["done_days_ago"]
    finish_duty(
        by=society.acting(told["person"], days.day(ago)),
        duty=duty,
        note=told.get("note", ""),
        now=days.moment(ago, hour=16),
    )
