"""What the villages have and who answers questions: endowments and experts of the demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.exchange.actions.list_expert import list_expert
from lianjian.apps.exchange.actions.record_endowment import record_endowment

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

LISTED_AGO = 320
"""Days: when the first experts let themselves be listed."""


def load_knowledge(told: dict[str, Any], days: Calendar, society: Society) -> None:
    """List the experts and record what each village has; all of it is public, as its people agreed."""
    for number, expert in enumerate(told["expert"]):
        ago = LISTED_AGO - number * 9
        list_expert(
            by=society.acting(society.leaders[expert["organisation"]], days.day(ago)),
            person=society.people[expert["person"]],
            organisation=society.organisations[expert["organisation"]],
            fields=expert["fields"],
            work_areas=expert["work_areas"],
            profile=expert["profile"],
            public=True,
            now=days.moment(ago, hour=10),
        )
    for house in told["organisation"]:
        for number, endowment in enumerate(house.get("endowments", []), start=1):
            record_endowment(
                by=society.now(society.leaders[house["key"]]),
                organisation=society.organisations[house["key"]],
                kind=endowment["kind"],
                text=endowment["text"],
                quantity=endowment.get("quantity"),
                unit=endowment.get("unit", ""),
                public=True,
                client_key=f"demonstration-{house['key']}-{number}",
            )
