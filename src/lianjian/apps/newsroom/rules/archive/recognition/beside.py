"""What a file says of its story outside the text (its own fields, the head of a page), where the text does not say it itself.

The text always counts more: people wrote it for readers, while fields beside it are filled by programs that often put the
site's name or the keeper of the page there.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.credits import in_words, read_credits
from lianjian.apps.newsroom.rules.archive.recognition.guesses import LIKELY, WEAK, WHY_BESIDE, Guess
from lianjian.apps.newsroom.rules.drafts import LINE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.newsroom.rules.archive.recognition import Recognised

_NOBODY = re.compile(
    r"(?:本站|本网|网站|网络|互联网|网友|原创|转载|整理|未知|不详|佚名|匿名|管理员|系统|小编|默认|无|admin\w*|root|editor|unknown|none|null)+",
    re.IGNORECASE,
)
_LONGEST_NAME = 40
_LABEL = re.compile(r"^(?:文章|稿件|信息|新闻)?(?:来源|作者|记者)\s*[:：]\s*")


def day_said(says: Mapping[str, str]) -> date | None:
    """The day of publication as the file says it."""
    try:
        return date.fromisoformat(says.get("published", ""))
    except ValueError:
        return None


def with_said(found: Recognised, says: Mapping[str, str]) -> Recognised:
    """``found`` with subtitle, byline, source and day of publication from ``says`` where the text has none of its own. What
    the file says otherwise than the text is one more guess, a weak one."""
    guesses = list(found.guesses)
    subtitle = _line(says.get("subtitle", ""))
    if subtitle and subtitle != found.title:
        _add(guesses, "subtitle", subtitle, found.subtitle)
    source = _line(says.get("source", ""), _LONGEST_NAME)
    if source:
        _add(guesses, "source", source, found.source)
    byline = _byline(says.get("author", ""))
    if byline:
        _add(guesses, "byline", byline, found.byline)
    day = day_said(says)
    if day is not None:
        told = {guess.value for guess in guesses if guess.field == "published_on"}
        _add(guesses, "published_on", day.isoformat(), next(iter(told), ""), {*told})
    return replace(
        found,
        subtitle=found.subtitle or (subtitle if subtitle != found.title else ""),
        source=found.source or source,
        byline=found.byline or byline,
        guesses=tuple(guesses),
    )


def _add(guesses: list[Guess], field: str, value: str, there: str, told: set[str] | None = None) -> None:
    if value == there or value in (told or ()):
        return
    day = value if field == "published_on" else ""
    guesses.append(Guess(field, value, WEAK if there else LIKELY, WHY_BESIDE, begins=day, ends=day))


def _line(words: str, limit: int = LINE_LIMIT) -> str:
    """A line of a draft, "" for what names nobody or holds what was lost."""
    words = _LABEL.sub("", words.strip()).strip("《》 ")
    if not words or len(words) > limit or _NOBODY.fullmatch(words) or re.search("[?\ufffd]|://", words):
        return ""
    return words


def _byline(words: str) -> str:
    """An author as a byline: names only, as a text would be read."""
    found = read_credits(_line(words), office="作者")
    return in_words(found).removeprefix("作者").strip() if found else ""
