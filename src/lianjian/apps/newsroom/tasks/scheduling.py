"""Letting out what is due."""

from __future__ import annotations

from django.core.management import call_command

from lianjian.apps.newsroom.actions.publish_due_stories import publish_due_stories
from lianjian.foundation.actor import Actor


def publish_due() -> None:
    """Let out the stories whose hour has come; Wagtail's own command then ends what reached the end of its time."""
    publish_due_stories(by=Actor.system("newsroom.schedule"))
    call_command("publish_scheduled", verbosity=0)
