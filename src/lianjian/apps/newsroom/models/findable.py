from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.rules.finding import levelled

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models.story import Story


class FindableText(models.Model):
    """All words of a story's public text in one place, levelled: what a reader's search looks through. It holds
    nothing that is not public, and goes when the story goes."""

    story = models.OneToOneField(
        "newsroom.Story", primary_key=True, on_delete=models.CASCADE, related_name="findable"
    )
    words = models.TextField()

    class Meta:
        db_table = "newsroom_findable_text"
        verbose_name = _("findable text")

    def __str__(self) -> str:
        return str(self.story_id)

    @classmethod
    def keep(cls, story: Story) -> None:
        """Bring the words in line with the text of ``story``, which has just gone public."""
        cls.objects.update_or_create(story_id=story.pk, defaults={"words": words_of(story)})


def words_of(story: Story) -> str:
    """Head, body, captions and loudspeaker script, a line each."""
    head = [story.title, story.subtitle, story.digest, story.byline, story.source, story.loudspeaker]
    names = [story.party.name if story.party else "", story.column.name if story.column else ""]
    blocks = blocks_in(story.body)
    body = [part for block in blocks for part in (block.text, block.caption) if part]
    return levelled("\n".join(filter(None, (*head, *names, *body))))
