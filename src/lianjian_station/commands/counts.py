# ruff: noqa: T201 - what a command line is for
"""``counts show|propose|release``: numbers of requests that may leave, blurred, under a budget."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed.fields import CATEGORIES
from lianjian_station import counting
from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.commands.passphrases import keeper_option, unlocked
from lianjian_station.home import Home
from lianjian_station.views import Quarter
from lianjian_station.wording import say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs
    from lianjian_station.counting import Counted


def add(verbs: Verbs) -> None:
    """Add these verbs to the command line."""
    told = verbs.add_parser(
        "counts", help="How many requests of each kind were asked, blurred so that nobody can be made out."
    ).add_subparsers(required=True, metavar="COMMAND")
    show = verb(told, "show", _show, "Say what was counted, where it stands, and what is left of the budget.")
    json_option(show)
    new = verb(
        told,
        "propose",
        _propose,
        "Count a quarter that has ended, blur the numbers, and pay for it. Once only.",
    )
    new.add_argument("quarter", metavar="QUARTER", help="The quarter, as 2026-Q3.")
    new.add_argument(
        "--epsilon",
        default=counting.USUAL,
        choices=counting.CHOICES,
        help="What it costs of the year's budget: the more, the less it is blurred (1).",
    )
    keeper_option(new)
    json_option(new)
    yes = verb(told, "release", _release, "Agree that the numbers that show printed leave.")
    yes.add_argument("quarter", metavar="QUARTER", help="The quarter, as 2026-Q3.")
    yes.add_argument("--digest", required=True, help="The digest that show printed.")
    keeper_option(yes)
    json_option(yes)


def _show(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    found = counting.counted(home)
    years = sorted(
        {one.quarter.year for one in found} | {Quarter.before(datetime.now(UTC)).year}, reverse=True
    )
    left = {str(year): str(counting.left(home, year)) for year in years}
    if told.json:
        rows = [_told(one) for one in found]
        print(
            json.dumps({"budget": str(counting.BUDGET), "left": left, "quarters": rows}, ensure_ascii=False)
        )
        return 0
    for year, rest in left.items():
        print(
            say(
                "Left of the budget of {year}: {rest} of {budget}.",
                year=year,
                rest=rest,
                budget=counting.BUDGET,
            )
        )
    for one in found:
        _print(one)
    return 0


def _propose(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    session = unlocked(home, told)
    one = counting.propose(home, session, Quarter.parse(told.quarter), told.epsilon, datetime.now(UTC))
    if told.json:
        print(json.dumps(_told(one), ensure_ascii=False))
    else:
        _print(one)
    return 0


def _release(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    session = unlocked(home, told)
    state = counting.release(home, session, Quarter.parse(told.quarter), told.digest, datetime.now(UTC))
    if told.json:
        print(json.dumps({"state": state}))
    elif state == counting.HALF:
        print(say("You agreed; one more keeper has to."))
    else:
        print(say("The numbers leave with the next parcel."))
    return 0


def _told(one: Counted) -> dict[str, object]:
    return {
        "quarter": one.quarter.name,
        "epsilon": str(one.epsilon),
        "numbers": one.numbers,
        "digest": one.digest,
        "proposed_by": one.proposed_by,
        "released_by": list(one.released_by),
        "released": one.is_released,
    }


def _print(one: Counted) -> None:
    print(
        say(
            "{name}, epsilon {epsilon}, digest {digest}",
            name=one.quarter.name,
            epsilon=one.epsilon,
            digest=one.digest,
        )
    )
    for slug, number in one.numbers.items():
        print(f"  {say(CATEGORIES[slug].name)}  {number}")
    print("  " + state_of(one))


def state_of(one: Counted, language: str = "zh") -> str:
    """Where a quarter's numbers stand, for people."""
    if one.is_released:
        return say("Released by {names}; leaves with a parcel.", language, names="、".join(one.released_by))
    if one.released_by:
        return say("{name} agreed; one more keeper has to.", language, name=one.released_by[0])
    return say("Stays here until two keepers agree.", language)
