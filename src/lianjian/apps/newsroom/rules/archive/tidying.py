"""A page from outside made small and harmless before it becomes a tree.

One walk over the source, linear in its length whatever it holds: what is no text (scripts, styles, comments, forms' parts)
goes, attributes that say nothing go, tags beyond a depth become line breaks. So no parser behind this meets a hundred thousand
boxes in each other or megabytes in one attribute, at which libxml2 silently loses the rest of the page.
"""

from __future__ import annotations

import html
import re

from lianjian.kernel.refusals import Refused, gettext_noop

MOST_TAGS = 100_000
"""Of a page; a long article on a heavy portal has five thousand."""

DEEPEST = 120
"""Boxes in boxes; libxml2 stops at 256 and drops what is deeper."""

_LONGEST_VALUE = 1000
_MOST_ATTRIBUTES = 40
"""Of a tag, looked at."""

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:_-]{0,60}")
_SPACE = re.compile(r"[\s/]*")
_WORD = re.compile(r"[^\s=>/\"']{1,100}")
_BARE = re.compile(r"[^\s>\"']{0,1000}")

_RAW = frozenset([
    "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "canvas", "select",
    "textarea", "noframes", "applet", "audio", "video",
])  # fmt: skip
"""What stands between their tags is no text of the page."""

_VOID = frozenset(["br", "img", "meta", "hr"])
BOXES = frozenset([
    "p", "div", "section", "article", "main", "td", "th", "tr", "table", "tbody", "caption", "li",
    "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "center", "figure", "figcaption", "form",
    "fieldset", "h1", "h2", "h3", "h4", "h5", "h6", "nav", "header", "footer", "aside", "details",
    "summary", "address", "marquee",
])  # fmt: skip
_INLINE = frozenset(["a", "b", "strong", "em", "title", "time"])
_KEPT = BOXES | _INLINE | _VOID | {"html", "head", "body", "frameset", "frame"}
_SPANS = frozenset(["span", "font", "i", "u", "s", "label", "small"])
_LOOKED_AT = _KEPT | _SPANS
_LONGEST_UNSHOWN = 2000
_UNSHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_OTHER_NAMES = {
    "thead": "tbody",
    "tfoot": "tbody",
    "hgroup": "div",
    "hr": "br",
    "menu": "ul",
    "dir": "ul",
    "image": "img",
}
_ATTRIBUTES = frozenset([
    "id", "class", "name", "property", "content", "itemprop", "style", "align", "href", "datetime",
    "hidden", "data-src", "src", "http-equiv", "rel",
])  # fmt: skip
_ENDED_BY = {
    "p": BOXES,
    "li": frozenset(["li"]),
    "dt": frozenset(["dt", "dd"]),
    "dd": frozenset(["dt", "dd"]),
    "td": frozenset(["td", "th", "tr"]),
    "th": frozenset(["td", "th", "tr"]),
    "tr": frozenset(["tr"]),
    "a": frozenset(["a"]),
}
"""Open tags that end without saying so when one of these begins."""


class _Walk:
    """The state of one walk over a page."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.out: list[str] = []
        self.open: list[str] = []
        self.missing: set[str] = set()
        """Ends that were searched for and do not come any more."""

    def tidied(self) -> str:
        page, at = self.page, 0
        if page.count("<") > MOST_TAGS:
            raise Refused(
                gettext_noop("This page holds more tags than any story; it was not read."),
                cure=gettext_noop("Open it in a browser and copy its text into a txt file."),
            )
        while True:
            opening = page.find("<", at)
            if opening < 0:
                self._text(page[at:])
                break
            self._text(page[at:opening])
            at = self._markup(opening)
        return "".join(self.out)

    def _text(self, text: str) -> None:
        if text:
            written = text.replace("<", "&lt;").replace(">", "&gt;")
            self.out.append(written.replace("\n", "<br>") if "pre" in self.open else written)

    def _find(self, what: str, at: int) -> int:
        if what in self.missing:
            return -1
        found = self.page.find(what, at)
        if found < 0:
            self.missing.add(what)
        return found

    def _markup(self, at: int) -> int:
        """The place after what begins with "<" at ``at``."""
        page = self.page
        if page.startswith("<!--", at):
            end = self._find("-->", at + 2)  # <!--> is a comment too
            return end + 3 if end >= 0 else at + 4
        after = page[at + 1 : at + 2]
        if after in {"!", "?"}:
            end = self._find(">", at)
            return end + 1 if end >= 0 else at + 2
        closing = after == "/"
        name = _NAME.match(page, at + 1 + closing)
        if name is None:
            self._text("<")
            return at + 1
        tag = name[0].lower()
        tag = _OTHER_NAMES.get(tag, tag)
        attributes, end = self._attributes(name.end(), wanted=not closing and tag in _LOOKED_AT)
        if tag in _SPANS and _UNSHOWN.search(attributes.get("style", "")):
            return self._unshown(tag, end)
        if tag in _RAW:
            return end if closing else self._raw_end(tag, end)
        if tag in _KEPT:
            if closing:
                self._close(tag)
            else:
                self._begin(tag, attributes)
        return end

    def _unshown(self, tag: str, at: int) -> int:
        """Words that the page hides inside a line, marked for its reader; the place after them."""
        depth = 1
        for found in re.compile(rf"<(/?){tag}\b[^>]{{0,200}}>", re.IGNORECASE).finditer(
            self.page, at, at + _LONGEST_UNSHOWN
        ):
            depth += -1 if found[1] else 1
            if not depth:
                self.out.append("<em hidden>")
                self._text(_TAG.sub("", self.page[at : found.start()]))
                self.out.append("</em>")
                return found.end()
        return at

    def _raw_end(self, tag: str, at: int) -> int:
        if tag in self.missing:
            return at
        found = re.compile(rf"</{tag}(?![a-z0-9])[^>]{{0,200}}>?", re.IGNORECASE).search(self.page, at)
        if found is None:
            self.missing.add(tag)
            return at
        return found.end()

    def _attributes(self, at: int, *, wanted: bool) -> tuple[dict[str, str], int]:
        """What a tag says and the place after it. A quotation mark that never ends is taken for the end of its value."""
        page = self.page
        kept: dict[str, str] = {}
        while True:
            at = _SPACE.match(page, at).end()  # type: ignore[union-attr]  # it matches nothing too
            if at >= len(page):
                return kept, at
            if page[at] == ">":
                return kept, at + 1
            if page[at] == "<":
                return kept, at
            word = _WORD.match(page, at)
            if word is None:
                at += 1
                continue
            at = word.end()
            equals = _SPACE.match(page, at).end()  # type: ignore[union-attr]
            value = ""
            if page.startswith("=", equals):
                value, at = self._value(equals + 1)
            key = word[0].lower()
            if wanted and key in _ATTRIBUTES and key not in kept and len(kept) < _MOST_ATTRIBUTES:
                kept[key] = value[:_LONGEST_VALUE]

    def _value(self, at: int) -> tuple[str, int]:
        at = _SPACE.match(self.page, at).end() if self.page[at : at + 1].isspace() else at  # type: ignore[union-attr]
        quote = self.page[at : at + 1]
        if quote in {'"', "'"}:
            end = self._find(quote, at + 1)
            if end >= 0:
                return self.page[at + 1 : min(end, at + 1 + _LONGEST_VALUE)], end + 1
            return "", at + 1
        bare = _BARE.match(self.page, at)
        return (bare[0], bare.end()) if bare else ("", at)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _VOID:
            self.out.append(_written(tag, attributes))
            return
        while self.open and tag in _ENDED_BY.get(self.open[-1], ()):
            self.out.append(f"</{self.open.pop()}>")
        if len(self.open) >= DEEPEST:
            self.out.append("<br>" if tag in BOXES else "")
            return
        self.open.append(tag)
        self.out.append(_written(tag, attributes))

    def _close(self, tag: str) -> None:
        """End the nearest open ``tag`` with all that is open inside; an end without a beginning is a line break at most."""
        if tag not in self.open:
            self.out.append("<br>" if tag in BOXES else "")
            return
        if tag in _INLINE and any(inside in BOXES for inside in self.open[_last(self.open, tag) :]):
            return  # <a><div></a>: the box goes on
        while True:
            ended = self.open.pop()
            self.out.append(f"</{ended}>")
            if ended == tag:
                return


def _last(names: list[str], tag: str) -> int:
    return len(names) - 1 - names[::-1].index(tag)


def _written(tag: str, attributes: dict[str, str]) -> str:
    said = "".join(f' {key}="{html.escape(html.unescape(value))}"' for key, value in attributes.items())
    return f"<{tag}{said}>"


def tidied(page: str) -> str:
    """``page`` with its text, its boxes, links and what they are called, and nothing else. Raises Refused for what only has
    the look of a page: tags without number."""
    return _Walk(page).tidied()
