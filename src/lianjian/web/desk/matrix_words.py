"""An editor's own words for one outlet, checked against what the outlet takes before anything is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.rules.lengths import length
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.queries import Kit, KitField


def own_words(kit: Kit, typed: Mapping[str, str]) -> dict[str, str]:
    """The texts that differ from what the story gives by itself, by field. An emptied field goes back to the story's own
    words. Raises Refused beside the field that does not fit."""
    changes = {}
    for field in kit.fields:
        text = typed.get(field.name, field.text).replace("\r\n", "\n").strip()
        if not text:
            continue
        _require_fitting(field, text)
        if field.own or text != field.text.strip():
            changes[field.name] = text
    return changes


def _require_fitting(field: KitField, text: str) -> None:
    size = length(text, field.counted)
    if field.most is not None and size > field.most:
        raise Refused(
            gettext_noop("%(size)s long, the outlet takes %(most)s."),
            cure=gettext_noop("Shorten it by %(over)s."),
            field=field.name,
            size=size,
            most=field.most,
            over=size - field.most,
        )
    if size < field.least:
        raise Refused(
            gettext_noop("%(size)s long, the outlet wants at least %(least)s."),
            field=field.name,
            size=size,
            least=field.least,
        )
