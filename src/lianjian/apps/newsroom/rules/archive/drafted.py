"""The texts of a draft as an archived text is looked for in them: its lines, its paragraphs, its captions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.rules.drafts import Draft

LINES = ("title", "subtitle", "digest", "byline", "source")


def texts_of(draft: Draft) -> list[str]:
    """The lines of the head, then what each block says."""
    return [getattr(draft, name) for name in LINES] + [block.text or block.caption for block in draft.blocks]


def with_text(draft: Draft, index: int, text: str) -> Draft:
    """``draft`` with another text at ``index`` of ``texts_of``."""
    if index < len(LINES):
        return replace(draft, **{LINES[index]: text})  # type: ignore[arg-type]
    blocks = list(draft.blocks)
    block = blocks[index - len(LINES)]
    blocks[index - len(LINES)] = replace(block, text=text) if block.text else replace(block, caption=text)
    return replace(draft, blocks=tuple(blocks))


def with_decided(
    text: str, decided: Iterable[tuple[int, int, str]], position: int, chosen: str | None, length: int
) -> tuple[str, int]:
    """``text`` as it reads with corrections put in, and where ``position`` then is. ``decided`` are (position, length, words)
    of other places; ``chosen`` is what stands at the place itself, None for what ``text`` has there."""
    words = text[position : position + length] if chosen is None else chosen
    out: list[str] = []
    at = written = 0
    here = -1
    for start, long, said in sorted([*decided, (position, length, words)]):
        if start < at:
            continue  # places that overlap: the first one counts
        out.append(text[at:start])
        written += start - at
        if (start, long) == (position, length):
            here = written
        out.append(said)
        written += len(said)
        at = start + long
    out.append(text[at:])
    return "".join(out), here
