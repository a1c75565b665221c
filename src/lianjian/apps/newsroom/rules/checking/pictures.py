"""Pictures without words, covers that are missing or too small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.checking.findings import Finding, Severity
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.newsroom.rules.drafts import Draft

NO_ALT = gettext_noop("The picture has no words for those who do not see it.")
NO_CAPTION = gettext_noop("The picture has no caption.")
NO_PICTURE = gettext_noop("The place of a picture is empty: it is not published.")
NO_COVER = gettext_noop("The story has no cover picture.")
SMALL_COVER = gettext_noop(
    "The cover has %(width)d by %(height)d pixels; outlets show it with %(least)d and more."
)
LEAST_COVER = 900
"""Pixels of the longer side. WeChat shows a first cover at 900 x 383 (house figure; no page states a bound)."""
LAST = 10_000


def picture_faults(draft: Draft, sizes: Mapping[int, tuple[int, int]]) -> list[Finding]:
    """What pictures of a draft lack. A size of 0 is unknown (a drawing) and never too small."""
    findings = []
    for number, block in enumerate(draft.blocks, start=1):
        if block.kind != "picture":
            continue
        if block.picture is None:
            findings.append(_look("picture-empty", "body", number, NO_PICTURE))
            continue
        if not block.alt.strip():
            findings.append(_look("alt-missing", "alt", number, NO_ALT))
        if not block.caption.strip():
            findings.append(_look("caption-missing", "caption", number, NO_CAPTION))
    if draft.cover is None:
        findings.append(_look("cover-missing", "cover", 0, NO_COVER))
    else:
        width, height = sizes.get(draft.cover, (0, 0))
        if 0 < max(width, height) < LEAST_COVER:
            values = {"width": width, "height": height, "least": LEAST_COVER}
            findings.append(_look("cover-small", "cover", 0, SMALL_COVER, values))
    return findings


def _look(
    kind: str, field: str, block: int, message: str, values: Mapping[str, object] | None = None
) -> Finding:
    return Finding(kind, Severity.LOOK, field, block, 0, 0, "", message, values or {}, rank=LAST + block)
