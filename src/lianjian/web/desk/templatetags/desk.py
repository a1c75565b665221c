"""Small readings for the desk's templates: ``{% load desk %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.core.files.storage import default_storage
from django.utils.translation import gettext

from lianjian.apps.newsroom.queries import latest_comment
from lianjian.apps.newsroom.rules.publishing import VERDICT_LABELS, Verdict

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models import Story
    from lianjian.apps.newsroom.rules.content import Picture

register = template.Library()


@register.filter
def last_comment(story: Story) -> str:
    """What the reviewer said who sent the story back."""
    return latest_comment(story)


@register.filter
def verdict_word(verdict: str) -> str:
    """The word for a verdict."""
    return gettext(VERDICT_LABELS[Verdict(verdict)])


@register.filter
def say(message: str) -> str:
    """A marked message of the rules in the language of the interface."""
    return gettext(message) if message else ""


@register.filter
def address(picture: Picture) -> str:
    """Where a stored picture is served."""
    return default_storage.url(picture.path)
