"""The six steps of texts as people see them: whose turn it is, what changed since, and the record of a story."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from lianjian.apps.newsroom.models import NewsroomRules, Publication, Review, Story, StoryText
from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.rules.comparing import changed_lines
from lianjian.apps.newsroom.rules.desks import newsrooms_of, steps_of
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.apps.newsroom.rules.steps import ReviewFact, Standing, Step, Verdict, standing
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from django.db.models import QuerySet

    from lianjian.apps.agreements.rules.changes import Piece
    from lianjian.foundation.actor import Actor

WHY = "stories of my newsrooms"


def standings(by: Actor, story_ids: Collection[int]) -> dict[int, Standing]:
    """How far the six steps of the latest texts of these stories are, those that ``by`` works on. Four queries, however many."""
    latest = StoryText.objects.across_organisations(WHY).filter(revision=OuterRef("latest_revision"))
    rows = dict(
        Story.for_actor(by)
        .filter(pk__in=story_ids)
        .annotate(text=Subquery(latest.values("sha256")[:1]))
        .values_list("pk", "text")
    )
    houses = dict(Story.objects.filter(pk__in=rows).values_list("pk", "newsroom"))
    loose = set(
        NewsroomRules.objects.across_organisations(WHY)
        .filter(newsroom__in=set(houses.values()), apart=False)
        .values_list("newsroom", flat=True)
    )
    facts: dict[int, list[ReviewFact]] = defaultdict(list)
    for one in Review.objects.across_organisations(WHY).filter(story__in=rows).order_by("id"):
        facts[one.story_id].append(ReviewFact(one.reviewer_id, one.verdict, one.text_sha256, one.step))
    before = Publication.objects.across_organisations(WHY).filter(story=OuterRef("story"))
    since = Subquery(before.order_by("-number").values("last_text")[:1])
    hands = StoryText.objects.across_organisations(WHY).filter(story__in=rows, introduced=True)
    authors: dict[int, set[int]] = defaultdict(set)
    for story, person in hands.filter(pk__gt=Coalesce(since, 0)).values_list("story", "person"):
        if person is not None:
            authors[story].add(person)
    return {
        key: standing(text or "", facts[key], frozenset(authors[key]), apart=houses[key] not in loose)
        for key, text in rows.items()
    }


def my_steps(by: Actor, rows: QuerySet[Story]) -> dict[int, tuple[Step, ...]]:
    """For stories, the steps that ``by`` may take now; those without one are left out. Constant queries."""
    houses = dict(rows.order_by().values_list("pk", "newsroom"))
    found = {}
    for key, now in standings(by, houses).items():
        if steps := now.steps_for(by.person, steps_of(by.roles_in(houses[key]))):
            found[key] = steps
    return found


def for_my_review(by: Actor) -> QuerySet[Story]:
    """Stories in review where a step is open that ``by`` may take now, the longest waiting first."""
    rows = Story.for_actor(by).filter(stage=Stage.IN_REVIEW, newsroom__in=newsrooms_of(by))
    return (
        Story.for_actor(by)
        .select_related("column", "party", "archive_item")
        .filter(pk__in=my_steps(by, rows))
        .order_by("latest_revision__created_at")
    )


def may_review(by: Actor, story: Story) -> bool:
    """Whether a step of the latest text is open that ``by`` may take now."""
    return bool(my_steps(by, Story.for_actor(by).filter(pk=story.pk)))


def standing_reviewers(by: Actor, story_id: int) -> dict[Step, int]:
    """Who holds which step of the latest text of a story, by key of the person. Raises NotThere."""
    found = standings(by, [story_id]).get(story_id)
    if found is None:
        raise NotThere
    return dict(found.held)


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since the text that somebody accepted last; ``lines`` is None where that text was not kept."""

    accepted: Review
    lines: tuple[tuple[Piece, ...], ...] | None


def changes_since_mine(by: Actor, story: Story, text: Story) -> Since | None:
    """What ``by`` has to look at again in ``text``, the latest of ``story``; None where they accepted no earlier text."""
    now = text.text_sha256()
    mine = Review.objects.by(by).filter(story=story, reviewer=by.person, verdict=Verdict.ACCEPTED)
    last = mine.exclude(text_sha256=now).select_related("revision__content_type").order_by("-pk").first()
    if last is None:
        return None
    kept = last.revision.as_object()
    if kept.text_sha256() != last.text_sha256:  # the editor's autosave wrote over it
        return Since(last, None)
    return Since(last, changed_lines(_lines(kept), _lines(text)))


def _lines(text: Story) -> list[str]:
    lines = [text.title, text.subtitle, text.digest, text.byline, text.source, text.loudspeaker]
    lines += [str(text.happened_on or ""), str(text.column or ""), str(text.party or "")]
    lines += [text.division_id or ""]
    for block in blocks_in(text.body):
        lines += [f"{block.text}{block.alt}｜{block.caption}" if block.kind == "picture" else block.text]
    return lines


def rules_of(by: Actor, newsroom: int) -> NewsroomRules | None:
    """What the leader of a newsroom decided about its steps; None where nothing was: six different people."""
    return NewsroomRules.objects.by(by).filter(newsroom=newsroom).select_related("person").first()


def record(by: Actor, story_id: int) -> dict[str, Any]:
    """The record of a story (审校单), as plain data: hands in the text, every word said at every step, publications and
    corrections, withdrawal, and the rule of the house where one person may hold two steps. Raises NotThere."""
    row = Story.for_actor(by).select_related("newsroom", "column").filter(pk=story_id).first()
    if row is None:
        raise NotThere
    texts = StoryText.objects.by(by).filter(story=row, introduced=True).select_related("person")
    said = Review.objects.by(by).filter(story=row).select_related("reviewer").order_by("pk")
    out = Publication.objects.by(by).filter(story=row).select_related("person").order_by("number")
    text = row.get_latest_revision_as_object()
    now = row.standing(text.text_sha256())
    names = {one.reviewer_id: one.reviewer.name for one in said}
    rules = rules_of(by, row.newsroom_id)
    return {
        "story": row.pk,
        "title": text.title,
        "newsroom": row.newsroom.name,
        "state": str(row.stage),
        "text_sha256": text.text_sha256(),
        "steps": {str(step): names.get(now.held.get(step, 0)) for step in Step},
        "authors": [
            {
                "name": one.person.name if one.person else None,
                "at": one.at.isoformat(),
                "revision": one.revision_id,
                "text_sha256": one.sha256,
            }
            for one in texts.order_by("pk")
        ],
        "reviews": [
            {
                "step": one.step,
                "name": one.reviewer.name,
                "role": one.role or None,
                "verdict": one.verdict,
                "comment": one.comment,
                "at": one.at.isoformat(),
                "revision": one.revision_id,
                "text_sha256": one.text_sha256,
            }
            for one in said
        ],
        "publications": [
            {
                "number": one.number,
                "correction": one.number > 1,
                "name": one.person.name if one.person else None,
                "at": one.at.isoformat(),
                "text_sha256": one.text_sha256,
                "six_different_people": one.apart,
            }
            for one in out
        ],
        "withdrawn": {"at": row.withdrawn_at.isoformat(), "reason": row.withdrawn_reason}
        if row.withdrawn_at
        else None,
        "rule": {
            "six_different_people": rules is None or rules.apart,
            "reason": rules.reason if rules else "",
            "name": rules.person.name if rules and rules.person else None,
            "at": rules.at.isoformat() if rules else None,
        },
    }
