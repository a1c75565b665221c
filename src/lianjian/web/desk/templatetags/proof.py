"""Runs of marked text for the proofreading pages: ``{% load proof %}``. Thousands stand on a page, so they are put together
here and not in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.rules.archive.proof import Piece

register = template.Library()


@register.simple_tag
def came(pieces: Iterable[Piece]) -> SafeString:
    """One line as it came: what changed in ``del``."""
    out = []
    for piece in pieces:
        text = conditional_escape(piece.text)
        out.append(f'<del class="c c-{piece.kind}" tabindex="-1">{text}</del>' if piece.kind else text)
    return mark_safe("".join(out))  # noqa: S308 - every part is escaped


@register.simple_tag
def reads(pieces: Iterable[Piece]) -> SafeString:
    """One line as it reads now: what changed in ``ins``, places and guesses in ``mark``."""
    out = []
    word = gettext("Uncertain place")
    for piece in pieces:
        text: str = conditional_escape(piece.text)
        doubt = piece.doubt
        if doubt is not None and doubt.state == "corrected":
            text = conditional_escape(doubt.chosen if piece.begins[0] else "")
        if piece.kind and text:
            text = f'<ins class="c c-{piece.kind}" tabindex="-1">{text}</ins>'
        if doubt is not None:
            name = f' id="doubt-{doubt.key}"' if piece.begins[0] else ""
            spoken = f'<span class="desk-vh">{word} {doubt.number}: </span>' if piece.begins[0] else ""
            number = f' data-number="{doubt.number}"' if piece.begins[0] else ""
            text = (
                f'<mark class="doubt doubt-{doubt.state}"{name} data-place="{doubt.key}">'
                f'<a href="?place={doubt.key}#walk"{number}>{spoken}{text}</a></mark>'
            )
        if piece.note is not None:
            name = f' id="read-{piece.note}"' if piece.begins[1] else ""
            text = f'<span class="noted"{name}>{text}</span>'
        out.append(text)
    return mark_safe("".join(out))  # noqa: S308 - every part is escaped
