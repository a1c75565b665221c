"""What a person said about a finding of the checks, and which findings nobody has answered yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.models.review import of_newsroom
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.checking import stops_in
from lianjian.foundation.scoping import ScopedModel
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models.story import Story
    from lianjian.apps.newsroom.rules.checking import Finding
    from lianjian.foundation.actor import Actor


class AnsweredFinding(ScopedModel):
    """Words that stay on purpose, with the reason, who said so and when. ``words_sha256`` is the fingerprint of the very
    words (the words themselves are not kept here): change them and the answer is void. Rows are only added."""

    story = models.ForeignKey("newsroom.Story", on_delete=models.CASCADE, related_name="answered_findings")
    kind = models.CharField(max_length=30)
    words_sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_answered_finding"
        verbose_name = _("answered finding")
        ordering = ["story", "id"]
        constraints = [
            models.UniqueConstraint(fields=["story", "words_sha256"], name="newsroom_finding_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.story_id} {self.kind}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the story's newsroom."""
        return of_newsroom(actor)


def unanswered(text: Story) -> list[Finding]:
    """The findings of a story's text that must be answered and are not. One query where there are such findings."""
    stops = stops_in(draft_of(text))
    if not stops:
        return []
    rows = AnsweredFinding.objects.across_organisations("the story is in hand").filter(story=text.pk)
    answered = set(rows.values_list("words_sha256", flat=True))
    return [finding for finding in stops if finding.fingerprint not in answered]


def require_answered(text: Story) -> None:
    """Raise Refused where a finding that must be answered is not."""
    waiting = unanswered(text)
    if waiting:
        raise Refused(
            gettext_noop("Findings of the checks that still wait for an answer: %(count)d."),
            cure=gettext_noop("Open the checks: correct each of them, or keep it on purpose with a reason."),
            count=len(waiting),
        )
