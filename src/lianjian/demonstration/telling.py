"""The stories of the demonstration, from draft through six steps to the public."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.store_picture import store_picture
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.rules.consents import People
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.apps.newsroom.rules.steps import Step
from lianjian.demonstration.pictures import SCENES, draw

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

DIGEST_LENGTH = 110
IN_TURN = (
    Step.FIRST_REVIEW,
    Step.SECOND_REVIEW,
    Step.FIRST_PROOF,
    Step.SECOND_PROOF,
    Step.THIRD_PROOF,
    Step.FINAL_REVIEW,
)


def load_stories(told: list[dict[str, Any]], days: Calendar, society: Society) -> int:
    """Write, review and publish each story on its day; returns how many there are."""
    editors = [society.now(person) for person in society.editors]
    second, final = (society.now(person) for person in society.reviewers)
    proofs = [society.now(person) for person in society.proofreaders]
    for number, story in enumerate(told):
        editor = editors[number % len(editors)]
        first = editors[(number + 1) % len(editors)]
        scene = story["scene"]
        picture = store_picture(
            by=editor,
            data=draw(scene, story["scene_seed"]).encode(),
            title=story["title"],
            description=story["alt"] or SCENES[scene],
            people=People.NOBODY,  # they are drawn
        )
        row = start_story(by=editor, draft=_draft(story, days, society, picture.pk), demonstration=True)
        society.stories[story["key"]] = row.pk
        if story["state"] == "draft":
            continue
        submit_for_review(by=editor, story=row.pk)
        if story["state"] == "in-review":
            continue
        for step, person in zip(IN_TURN, (first, second, *proofs, final), strict=True):
            review_story(by=person, story=row.pk, step=step)
        at = days.moment(story["published_days_ago"], hour=8, minute=(number * 7) % 60)
        publish_story(by=replace(editor, network_wide=True), story=row.pk, at=at)
        society.published[story["key"]] = at
    return len(told)


def withdraw_stories(told: list[dict[str, Any]], days: Calendar, society: Society) -> None:
    """Take back what was taken back, on its day: after the outlets had it."""
    editor = replace(society.now(society.editors[0]), network_wide=True)
    for story in told:
        if story["state"] == "withdrawn":
            at = days.moment(story["withdrawn_days_ago"], hour=18)
            key = society.stories[story["key"]]
            withdraw_story(by=editor, story=key, reason=story["withdrawn_because"], at=at)


def _draft(story: dict[str, Any], days: Calendar, society: Society, picture: int) -> Draft:
    blocks = _blocks(story["body"])
    first = next(block.text for block in blocks if block.kind == "paragraph")
    village = story["village"]
    return Draft(
        title=story["title"],
        subtitle=story["subtitle"],
        digest=first[:DIGEST_LENGTH],
        column=story["column"],
        party=society.organisations[village] if village else None,
        division=society.divisions[village] if village else "",
        byline=story["byline"],
        happened_on=days.day(story["happened_days_ago"]),
        blocks=(DraftBlock("picture", picture=picture, alt=story["alt"], caption=story["caption"]), *blocks),
        cover=picture,
        loudspeaker=story["loudspeaker"].strip(),
    )


def _blocks(body: str) -> tuple[DraftBlock, ...]:
    """Paragraphs separated by a blank line; ``## `` begins a heading, ``> `` a quotation."""
    found = []
    for piece in body.strip().split("\n\n"):
        text = " ".join(piece.split("\n")).strip()
        if text.startswith("## "):
            found.append(DraftBlock("heading", text[3:].strip()))
        elif text.startswith("> "):
            found.append(DraftBlock("quote", text[2:].strip()))
        elif text:
            found.append(DraftBlock("paragraph", text))
    return tuple(found)
