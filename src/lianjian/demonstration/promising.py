"""Commitments of the demonstration: promised, reported, confirmed, sent back, given up, each by whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.actions.renegotiate_commitment import renegotiate_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.actions.send_back_commitment import send_back_commitment
from lianjian.apps.projects.actions.withdraw_commitment import withdraw_commitment
from lianjian.apps.projects.rules.evidence import File
from lianjian.demonstration.photographs import photograph

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

DONE = {"done", "confirmed", "sent-back"}
"""States that lie behind a report "done"."""


def load_commitments(told: dict[str, Any], days: Calendar, society: Society) -> int:
    """Make each promise and take its steps on their days; returns how many promises there are."""
    for promise in told["commitment"]:
        society.commitments[promise["key"]] = _promise(promise, days, society)
        for step in _steps(promise):
            _take(step, promise, days, society)
    return len(told["commitment"])


def _promise(promise: dict[str, Any], days: Calendar, society: Society) -> int:
    ago = promise["promised_days_ago"]
    row = make_commitment(
        by=society.acting(society.leaders[promise["giver"]], days.day(ago)),
        giver=society.organisations[promise["giver"]],
        receiver=society.organisations[promise["receiver"]],
        work_area=promise["work_area"],
        text=promise["text"],
        due_on=days.day(-promise["due_days"]),
        agreement=society.agreements[promise["agreement"]] if promise["agreement"] else None,
        indicator=promise["indicator"],
        unit=promise["unit"],
        target=promise["target"],
        client_key=f"demonstration-{promise['key']}",
        now=days.moment(ago, hour=15),
    )
    return row.pk


def _steps(promise: dict[str, Any]) -> list[dict[str, Any]]:
    """What happened to it, in order: ``move``, ``days_ago``, ``person`` and the words of the file."""
    steps = [{"move": "progress", **step} for step in promise.get("progress", [])]
    if promise["state"] in DONE:
        last = promise["progress"][-1]["person"]
        steps.append({"move": "done", "days_ago": promise["done_days_ago"], "person": last})
    if "renegotiated" in promise:
        steps.append({"move": "renegotiated", **promise["renegotiated"]})
    for state, word in (("confirmed", "confirmed"), ("sent-back", "sent_back"), ("withdrawn", "withdrawn")):
        if promise["state"] == state:
            steps.append(
                {
                    "move": state,
                    "days_ago": promise[f"{word}_days_ago"],
                    "person": promise[f"{word}_by"],
                    "because": promise.get(f"{word}_because", ""),
                }
            )
    order = ["progress", "renegotiated", "done", "confirmed", "sent-back", "withdrawn"]
    return sorted(steps, key=lambda step: (-step["days_ago"], order.index(step["move"])))


def _take(step: dict[str, Any], promise: dict[str, Any], days: Calendar, society: Society) -> None:
    ago, key = step["days_ago"], society.commitments[promise["key"]]
    hours = {"progress": 9, "done": 11}
    at = days.moment(ago, hour=hours.get(step["move"], 17))
    who = society.acting(step["person"], days.day(ago))
    if step["move"] == "progress":
        files = (
            [File(f"{step['scene']}.png", photograph(step["scene"], step["scene_seed"]))]
            if "scene" in step
            else []
        )
        report_progress(by=who, commitment=key, text=step["text"], value=step["value"], files=files, now=at)
    elif step["move"] == "done":
        report_done(by=who, commitment=key, value=promise["progress"][-1]["value"], now=at)
    elif step["move"] == "confirmed":
        confirm_commitment(by=who, commitment=key, now=at)
    elif step["move"] == "sent-back":
        send_back_commitment(by=who, commitment=key, reason=step["because"], now=at)
    elif step["move"] == "renegotiated":
        renegotiate_commitment(
            by=who, commitment=key, due_on=days.day(-step["due_days"]), reason=step["because"], now=at
        )
    else:
        withdraw_commitment(by=who, commitment=key, reason=step["because"], now=at)
