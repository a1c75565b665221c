"""Every list goes out as a workbook, or is here with the reason why not."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.house.reading import HUB

FACES = ("office", "mobile", "site")
ONE_THING = "about one thing: its rows are in the workbook of their list"
PAPER = "a paper for the printer"
STORIES = "stories to read, one by one"
EACH_IS_A_DEED = "what it shows is judged one by one on this page, not taken away"
MINE = "what I was told; the things themselves are in the workbooks of what is due and of the silent"
SIGNS = "whose signatures it checks is on the page; the paper itself is what is taken away"
REASONS = {
    "mobile/asked.html": "what villagers ask leaves their addressees in no table",
    "mobile/handover.html": PAPER,
    "mobile/handover_paper.html": PAPER,
    "mobile/handovers.html": "each handover is a document of its own",
    "mobile/reminders.html": MINE,
    "office/agreement.html": ONE_THING,
    "office/apart.html": EACH_IS_A_DEED,
    "office/duplicates.html": EACH_IS_A_DEED,
    "office/gathering.html": ONE_THING,
    "office/group.html": ONE_THING,
    "office/inboxes.html": "whom villages can write to; how many wait there stands on the page",
    "office/invitation_letters.html": PAPER,
    "office/invite.html": "what came in as a table: its wrong rows go back as one",
    "office/merges.html": EACH_IS_A_DEED,
    "office/station.html": ONE_THING,
    "office/namesakes.html": EACH_IS_A_DEED,
    "office/people_merges.html": EACH_IS_A_DEED,
    "office/outcome.html": ONE_THING,
    "office/paper.html": SIGNS,
    "office/project.html": ONE_THING,
    "office/reminders.html": MINE,
    "office/scan.html": SIGNS,
    "office/synergy.html": "the report is a PDF; behind each figure stands a list with its workbook",
    "office/synergy_shares.html": "figures, each with its list and the workbook of that behind it",
    "office/table.html": "what came in as a table: its wrong rows go back as one",
    "office/template.html": ONE_THING,
    "site/agreement.html": ONE_THING,
    "site/alliance.html": ONE_THING,
    "site/alliances.html": "a handful to choose from, each with its own page",
    "site/call.html": ONE_THING,
    "site/column.html": STORIES,
    "site/destinations.html": "places to choose from by picture and season",
    "site/home.html": STORIES,
    "site/network.html": "the first rows of lists that have workbooks",
    "site/place.html": "a map of names; the register with its workbook is in the office",
    "site/search.html": "answers to one question",
    "site/spread.html": "figures, each with its list behind it",
    "site/spread_story.html": ONE_THING,
    "site/verify.html": SIGNS,
    "site/village.html": ONE_THING,
}
"""A page with rows (a table, or a list by the page) that has no workbook -> why."""
_INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"')


@cache
def templates() -> dict[str, str]:
    """Name of a template of a face or of the kit -> its text."""
    found = {}
    for face in (*FACES, "kit"):
        folder = HUB / "web" / face / "templates"
        for path in sorted(folder.rglob("*.html")):
            found[str(path.relative_to(folder))] = path.read_text(encoding="utf-8")
    return found


def whole(name: str, seen: frozenset[str] = frozenset()) -> str:
    """A template with everything it includes."""
    text = templates().get(name, "")
    inner = [one for one in _INCLUDED.findall(text) if one not in seen and one != name]
    return text + "".join(whole(one, seen | {name}) for one in inner)


def pages() -> list[str]:
    """The templates that are pages with rows."""
    return [
        name
        for name, text in templates().items()
        if name.startswith(tuple(f"{face}/" for face in FACES))
        and "{% extends" in text
        and ("<table" in whole(name) or "kit/pages.html" in whole(name))
    ]


def has_workbook(name: str) -> bool:
    """Whether a link on it leads to a workbook."""
    text = whole(name)
    return "kit/excel.html" in text or "as=xlsx" in text


@pytest.mark.parametrize("name", pages())
def test_a_list_has_its_workbook_or_its_reason(name: str) -> None:
    """One of the two, and no reason outlives its cause."""
    assert has_workbook(name) != (name in REASONS), name


def test_no_reason_is_about_a_page_that_is_gone() -> None:
    """Each reason names a page with rows."""
    assert set(REASONS) <= set(pages())
