"""The tree of a page as lines: text between the borders of boxes, each with what the page makes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from lianjian.apps.newsroom.rules.archive.lines import flat
from lianjian.apps.newsroom.rules.archive.tidying import BOXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ASIDE = frozenset(["nav", "footer", "aside"])
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_SENTENCE = re.compile("[。！？；!?…]")
_LONGEST_HEADING = 30
_LONGEST_CAPTION = 60
_LONGEST_BESIDE = 40
"""Of a line in the box of a picture that is not centred."""


@dataclass(slots=True)
class PageLine:
    """A line of a page. ``box`` is the element it stands in, ``linked`` how many of its characters are links, ``aside`` that
    it stands in a part that the page itself sets apart, ``hidden`` that the page does not show it."""

    text: str
    kind: str
    box: HtmlElement
    linked: int = 0
    aside: bool = False
    hidden: bool = False

    @property
    def is_links(self) -> bool:
        """Whether the line is nothing but links and says no sentence."""
        return (
            bool(self.linked) and self.linked * 10 >= len(self.text) * 8 and not _SENTENCE.search(self.text)
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for text at one place of the tree."""

    kind: str = ""
    centred: bool = False
    aside: bool = False
    hidden: bool = False
    linked: bool = False
    bold: bool = False


class _Collector:
    """Words until the next border; then a line."""

    def __init__(self, root: HtmlElement) -> None:
        self.words: list[tuple[str, _Place]] = []
        self.box = root
        self.picture: HtmlElement | None = None
        """The box of the last picture, until a line follows it."""

    def lines(self) -> Iterator[PageLine]:
        """The words since the last border; those that the page hides stand on a line of their own, before the others."""
        words, self.words = self.words, []
        hidden = [word for word in words if word[1].hidden]
        shown = [word for word in words if not word[1].hidden] if hidden else words
        for some in (hidden, shown):
            if (line := self._line(some)) is not None:
                yield line

    def _line(self, words: list[tuple[str, _Place]]) -> PageLine | None:
        text = flat("".join(word for word, _ in words))
        if not text:
            return None
        said = [(flat(word), place) for word, place in words if word.strip()]
        place = said[0][1]
        line = PageLine(
            text,
            self._kind(text, [place for _, place in said]),
            self.box,
            sum(len(word) for word, place in said if place.linked),
            place.aside,
            place.hidden,
        )
        if not (line.hidden or line.aside):
            self.picture = None
        return line

    def _kind(self, text: str, places: list[_Place]) -> str:
        first = places[0]
        if first.kind:
            return first.kind
        if self.picture is not None:
            beside = self.picture is self.box and not text.endswith("。")
            if (first.centred and len(text) <= _LONGEST_CAPTION) or (beside and len(text) <= _LONGEST_BESIDE):
                return "caption"
        if (
            len(text) <= _LONGEST_HEADING
            and all(place.bold for place in places)
            and not _SENTENCE.search(text)
        ):
            return "heading"
        return ""


def lines_in(root: HtmlElement) -> Iterator[PageLine]:
    """The lines below ``root``, in order; hidden ones and those set apart among them, marked."""
    found = _Collector(root)
    places = [_Place()]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        border = element.tag in BOXES or element.tag == "br"
        if border:
            yield from found.lines()
        if event == "start":
            if element.tag in BOXES:
                found.box = element
            if element.tag == "img" and not places[-1].hidden:
                found.picture = found.box
            places.append(_inside(element, places[-1], is_root=element is root))
            words = element.text
        else:
            places.pop()
            if element.tag in BOXES and element is not root:
                found.box = element.getparent()
            words = element.tail if element is not root else None
        if words and element.tag not in {"title", "head"}:
            found.words.append((words, places[-1]))
    yield from found.lines()


def _inside(element: HtmlElement, outer: _Place, *, is_root: bool) -> _Place:
    style = element.get("style") or ""
    kind = outer.kind
    if element.tag in _HEADINGS:
        kind = "heading"
    elif element.tag in {"figcaption", "caption"}:
        kind = "caption"
    centred = outer.centred
    if element.tag in BOXES:
        align = (element.get("align") or "").lower()
        if element.tag == "center" or align == "center" or _CENTRED.search(style):
            centred = True
        elif align or "text-align" in style:
            centred = False
    hidden = outer.hidden or (
        not is_root and (element.get("hidden") is not None or bool(_HIDDEN.search(style)))
    )
    return _Place(
        kind,
        centred,
        outer.aside or (not is_root and element.tag in _ASIDE),
        hidden,
        outer.linked or element.tag == "a",
        outer.bold or element.tag in {"b", "strong"},
    )
