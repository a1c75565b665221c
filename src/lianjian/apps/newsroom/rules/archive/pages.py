"""A saved page as lines: the article found, furniture cut off and reported, what the page says beside it handed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import html as lxml_html

from lianjian.apps.newsroom.rules.archive.furniture import WHY_OTHERS, why_cut, without_furniture
from lianjian.apps.newsroom.rules.archive.lines import Cut, Line
from lianjian.apps.newsroom.rules.archive.page_bodies import body_of
from lianjian.apps.newsroom.rules.archive.page_lines import lines_in
from lianjian.apps.newsroom.rules.archive.page_says import said_by
from lianjian.apps.newsroom.rules.archive.tidying import tidied
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from lianjian.apps.newsroom.rules.archive.page_lines import PageLine

WHY_HIDDEN = gettext_noop("The page does not show it.")
WHY_ASIDE = gettext_noop("The page sets it apart from the story.")
WHY_BESIDE = gettext_noop("It stands outside the part of the page that holds the story.")

_OPENING = 5
"""The title is told again, and day and source are named, within so many lines."""

_MOST_OUTSIDE = 60
"""Lines outside the article that are told: a portal has hundreds in its menus."""

_MOST_IN_FRAMES = 60
"""Characters of the note that a page of frames shows to browsers without."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The lines of the article (the title first, where there is one), the cuts, and what the page says beside it."""

    lines: list[Line]
    cuts: list[Cut]
    says: dict[str, str]


def read_page(page: str) -> ReadPage:
    """The article of a page. Raises Refused where the page only frames others, or is no page to be read."""
    tree = _tree(page)
    if (
        next(tree.iter("frame"), None) is not None
        and len("".join(tree.itertext()).strip()) <= _MOST_IN_FRAMES
    ):
        raise Refused(
            gettext_noop("This page only frames other pages and holds no text itself."),
            cure=gettext_noop("Open the story in a window of its own and save that page."),
        )
    body = body_of(tree)
    inside = list(lines_in(body))
    says = said_by(tree, page, [*_before(tree, body), *(line.text for line in inside[:_OPENING])])
    title = says.get("title", "")
    told: list[Line] = []
    cuts = [Cut(line.text, why_cut(line.text) or WHY_BESIDE, 0) for line in _outside(tree, body, title)]
    set_apart: list[Cut] = []
    for line in inside:
        if why := _why_apart(line):
            set_apart.append(Cut(line.text, why, len(told)))
        elif not (line.text == title and len(told) < _OPENING):
            told.append(Line(line.text, line.kind))
    kept, furniture = without_furniture(told)
    lines = [Line(title, "title"), *kept] if title and kept else kept
    return ReadPage(lines, [*cuts, *set_apart, *furniture], says)


def lines_of_markup(markup: str) -> list[Line]:
    """All lines of a piece of HTML, as fields of databases hold it: there is nothing around the text to be cut off."""
    return [Line(line.text, line.kind) for line in lines_in(_tree(markup)) if not line.hidden]


def _tree(page: str) -> HtmlElement:
    source = f"<html><body>{tidied(page)}</body></html>"
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)


def _why_apart(line: PageLine) -> str:
    if line.hidden:
        return WHY_HIDDEN
    if line.aside:
        return WHY_ASIDE
    return WHY_OTHERS if line.is_links and line.kind != "caption" else ""


def _outside(tree: HtmlElement, body: HtmlElement, title: str) -> list[PageLine]:
    """What the page shows outside the article, in its order: at most ``_MOST_OUTSIDE`` lines, sentences before menus."""
    lines = [
        line
        for line in lines_in(tree)
        if not line.hidden
        and line.text != title
        and line.box is not body
        and body not in line.box.iterancestors()
    ]
    told = sorted(range(len(lines)), key=lambda number: (lines[number].is_links, number))
    return [lines[number] for number in sorted(told[:_MOST_OUTSIDE])]


def _before(tree: HtmlElement, body: HtmlElement) -> Sequence[str]:
    """The lines in front of the body, the nearest first: there a page names day and source."""
    found: list[str] = []
    for line in lines_in(tree):
        if line.box is body or body in line.box.iterancestors():
            break
        found.append(line.text)
    return found[::-1][:40]
