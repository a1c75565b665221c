"""What a page calls itself. Read with bounded patterns: a page made to be slow to read is read as fast as any other."""

from __future__ import annotations

import re
from html import unescape

MOST = 20
LONGEST = 600
PROPERTIES = ("og:title", "twitter:title", "title")
DESCRIPTIONS = ("og:description", "description")
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE
)
_META = re.compile(r"<meta\s[^>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(property|name|content)\s{0,5}=\s{0,5}("[^"]{0,1500}"|'[^']{0,1500}')""", re.IGNORECASE
)
_HEADING = re.compile(r"<(title|h1|h2)(?:\s[^>]{0,500})?>(.{0,1500}?)</\1\s{0,5}>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]{0,500}>")
_KNOWN = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
}


def titles_in(content: bytes, charset: str) -> tuple[str, ...]:
    """The page's own titles, then headings, then what it says of itself; blanks made one, none twice, twenty at most. Broken
    pages and wrong declarations raise nothing."""
    text = _text(content, charset)
    meta = _meta(text)
    headings = [_TAG.sub("", match[2]) for match in _HEADING.finditer(text)]
    found = [*(meta.get(name, "") for name in PROPERTIES), *headings]
    found += [meta.get(name, "") for name in DESCRIPTIONS]
    plain = (" ".join(unescape(one).split())[:LONGEST].strip() for one in found)
    return tuple(dict.fromkeys(one for one in plain if one))[:MOST]


def _meta(text: str) -> dict[str, str]:
    """What the page says of itself by name; the first says it."""
    found: dict[str, str] = {}
    for tag in _META.findall(text):
        told = {name.lower(): value[1:-1] for name, value in _ATTRIBUTE.findall(tag)}
        name = (told.get("property") or told.get("name") or "").lower()
        if name in {*PROPERTIES, *DESCRIPTIONS}:
            found.setdefault(name, told.get("content", ""))
    return found


def _text(content: bytes, charset: str) -> str:
    """As declared by the server, else by the page, else UTF-8, else the wide Chinese one."""
    declared = _DECLARED.search(content[:4096])
    for name in (charset, declared.group(1).decode() if declared else "", "utf-8"):
        known = _KNOWN.get(name.lower())
        try:
            if known:
                return content.decode(known)
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", "replace")
