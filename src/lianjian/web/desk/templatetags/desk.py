"""Small readings for the desk's templates: ``{% load desk %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.core.files.storage import default_storage
from django.utils.translation import gettext

from lianjian.apps.newsroom.rules.checking.findings import FIELD_LABELS
from lianjian.apps.newsroom.rules.consents import WAY_LABELS, Way
from lianjian.apps.newsroom.rules.publishing import VERDICT_LABELS
from lianjian.apps.newsroom.rules.steps import STEP_LABELS, Step, Verdict
from lianjian.apps.parties.rules.roles import ROLE_LABELS, Role
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.checking import Finding
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory

register = template.Library()

DAMAGE = {
    "s2t": gettext_noop("turned into traditional characters"),
    "gloss": gettext_noop("readings in brackets"),
    "gbkshift": gettext_noop("shifted bytes"),
    "entitybreak": gettext_noop("broken entities"),
    "gbk_as_latin1": gettext_noop("GBK read as Latin-1"),
    "utf8_as_gbk": gettext_noop("UTF-8 read as GBK"),
    "yiyi": gettext_noop("the numeral in capitals"),
    "straychar": gettext_noop("stray characters"),
    "qmark": gettext_noop("question marks for what was lost"),
}
"""Names of ``huanyuan.Repair.families`` (docs/huanyuan.md) as an editor calls them."""


@register.filter
def verdict_word(verdict: str) -> str:
    """The word for a verdict."""
    return gettext(VERDICT_LABELS[Verdict(verdict)])


@register.filter
def finding_word(one: Finding) -> str:
    """What a check says, filled with its values."""
    return gettext(one.message) % dict(one.values) if one.values else gettext(one.message)


@register.filter
def field_word(field: str) -> str:
    """The word for a text of a story."""
    return gettext(FIELD_LABELS[field])


@register.filter
def step_word(step: str) -> str:
    """The word for one of the six steps."""
    return gettext(STEP_LABELS[Step(step)])


@register.filter
def role_word(role: str | None) -> str:
    """The word for a role; a dash where it was not kept."""
    return gettext(ROLE_LABELS[Role(role)]) if role else "—"


@register.filter
def say(message: str) -> str:
    """A marked message of the rules in the language of the interface."""
    return gettext(message) if message else ""


@register.filter
def damage(families: list[str]) -> str:
    """The kinds of damage that huanyuan found, in words; kinds this version does not know keep their name."""
    return "、".join(gettext(DAMAGE[one]) if one in DAMAGE else one for one in families)


@register.filter
def address(picture: Picture) -> str:
    """Where a stored picture is served."""
    return default_storage.url(picture.path)


@register.filter
def cover_in_text(story: PublishedStory) -> bool:
    """Whether the cover stands among the pictures of the text, where it has its caption: it is shown there then, once."""
    cover = story.cover.id if story.cover else None
    return any(block.picture is not None and block.picture.id == cover for block in story.blocks)


@register.filter
def way_word(way: str) -> str:
    """How a consent was given, in words."""
    return gettext(WAY_LABELS[Way(way)])


@register.filter
def percent_of(share: float) -> str:
    """A share of 1 in whole percent, rounded down: what is not quite the same is never called 100 %."""
    return f"{int(share * 100)} %"
