"""Every verb has a door: what only the demonstration could do, nobody could do."""

from __future__ import annotations

import re

import pytest

from tests.house.reading import APPS, HUB, python_files, short

WITHOUT = {
    "agreements.answer_initiative": "answers come through confirm_answer and answer_invitation, which ask for a code or a link",
    "newsroom.save_story_draft": "the desk saves a story through Wagtail's own editor; places the repair left open come here",
    "spread.load_history": "for bringing in a former system's years in bulk, which is written anew for each such system",
    "spread.record_metrics": "no platform has been connected that tells its own figures; whoever connects one calls it",
}
"""Verbs that nobody outside their own app calls, each with the reason. One that has found a caller leaves the list."""

ACTIONS = sorted(
    f"{path.parent.parent.name}.{path.stem}" for path in APPS.glob("*/actions/*.py") if path.name[0] != "_"
)


def doors(verb: str) -> list[str]:
    """The files that name an action, outside the demonstration and outside the actions of its own app."""
    app, name = verb.split(".")
    named = re.compile(rf"lianjian\.apps\.{app}\.actions\.{name}\b")
    own = APPS / app / "actions"
    return [
        short(path)
        for path in python_files(HUB)
        if not path.is_relative_to(own)
        and not path.is_relative_to(HUB / "demonstration")
        and named.search(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("verb", ACTIONS)
def test_every_verb_has_a_door(verb: str) -> None:
    """A page, a command, a flow, a task or an adapter calls it, or the list says why nobody does."""
    assert bool(doors(verb)) != (verb in WITHOUT), verb


def test_the_exceptions_are_verbs() -> None:
    """No reason stands for a verb that is not there any more."""
    assert set(WITHOUT) <= set(ACTIONS)
