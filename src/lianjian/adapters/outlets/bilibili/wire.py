"""What goes over the wire to Bilibili: the signature, a work's fields, and what a work's state means.

Signature: the six ``x-bili-*`` headers, sorted, each as ``name:value``, joined by line feeds, HMAC-SHA256 with the application's
secret (github.com/bilibili-openplatform/SignatureAlgorithm_DotnetDemo). States are numbers; 0 is open to the public on the open
platform's page, the others are the platform's numbers as public clients name them (not verified for this interface).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lianjian.apps.matrix.ports import accepted, needs_human, published, refused
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.lengths import length, shorten
from lianjian.apps.matrix.rules.limits import Limits
from lianjian.apps.matrix.rules.versions import shape_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from lianjian.apps.matrix.ports import Outcome
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory

VERSION, METHOD = "2.0", "HMAC-SHA256"
TAGS = 199
"""Characters of all tags with their commas: fewer than 200."""
SOURCE = 200
"""Characters of the source of a reprint: our own choice."""
ORIGINAL, REPRINT = 1, 2
SECTIONS = ("三农", "社会", "日常", "生活")
"""Sections a story of a village belongs to, the best first; names as the platform's list has them."""
ADDRESS = "https://www.bilibili.com/video/{resource_id}"
OPEN = frozenset({0, 1})
RETURNED = frozenset({-2, -11, -12, -16})
LOCKED = frozenset({-3, -4, -5, -14})
ONLY_OWN = frozenset({-20, -50})
DELETED = -100


def signed(client_id: str, secret: str, *, body: bytes, now: datetime, nonce: str) -> dict[str, str]:
    """Headers of a call. ``body`` is what is digested: the JSON, or nothing where there is none and for forms with files."""
    headers = {
        "x-bili-accesskeyid": client_id,
        "x-bili-content-md5": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "x-bili-signature-method": METHOD,
        "x-bili-signature-nonce": nonce,
        "x-bili-signature-version": VERSION,
        "x-bili-timestamp": str(int(now.timestamp())),
    }
    text = "\n".join(f"{name}:{value}" for name, value in sorted(headers.items()))
    return {
        **headers,
        "Authorization": hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest(),
    }


def shape(story: PublishedStory, limits: Limits, link: str) -> Version:
    """The version with room for the link under the text: by its mark a lost answer is found again."""
    most = limits.get("text")
    if most is not None:
        room = max(1, most.maximum - length(link, most.counted) - 1)
        limits = Limits({**limits.of, "text": replace(most, maximum=room)})
    return shape_plainly(story, limits, link)


def description(version: Version, limits: Limits) -> str:
    """Text and link, within the limit on ``text``; an editor's own words give way too."""
    most = limits.get("text")
    text = version.text.strip()
    if most is not None:
        room = most.maximum - length(version.link, most.counted) - 1
        text = shorten(text, room, most.counted) if room > 0 else ""
    return f"{text}\n{version.link}" if text else version.link


def work(
    story: PublishedStory, version: Version, limits: Limits, *, section: int, cover: str
) -> dict[str, Any]:
    """The fields of a work. What names a source is declared a reprint of it: nobody's work is claimed as our own."""
    tags: list[str] = []
    for tag in version.tags:
        plain = tag.replace(",", "").strip()
        if plain and length(",".join([*tags, plain]), "utf16") <= TAGS:
            tags.append(plain)
    fields = {
        "title": version.title,
        "cover": cover,
        "tid": section,
        "tag": ",".join(tags),
        "desc": description(version, limits),
        "no_reprint": 0,
        "copyright": ORIGINAL,
    }
    source = " ".join(story.source.split())
    if source:
        fields |= {"copyright": REPRINT, "source": shorten(source, SOURCE, "utf16")}
    return fields


def section_of(told: object) -> int | None:
    """The section for our stories out of the platform's tree of sections; None where the tree has none."""
    leaves = list(_leaves(told if isinstance(told, list) else []))
    for wished in SECTIONS:
        for name, number in leaves:
            if name == wished:
                return number
    return leaves[0][1] if leaves else None


def _leaves(nodes: Sequence[Any]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        below = node.get("children") or []
        if below:
            yield from _leaves(below)
        elif str(node.get("id", "")).isdigit():
            yield str(node.get("name", "")), int(node["id"])


def standing(told: Mapping[str, Any], resource_id: str) -> Outcome:  # noqa: PLR0911 - a table of states
    """What a work's state comes to. A number nobody has named is still being looked at unless a reason stands with it."""
    more, video = told.get("addit_info") or {}, told.get("video_info") or {}
    text, reason = str(more.get("state", "")), str(more.get("reject_reason") or more.get("state_desc") or "")
    try:
        state = int(text)
    except ValueError:
        return accepted()
    if state in OPEN:
        return published(str(video.get("share_url") or ADDRESS.format(resource_id=resource_id)))
    if state in RETURNED:
        return refused(Cause.REVIEW_FAILED, code=text, detail=reason)
    if state in LOCKED:
        return refused(Cause.REMOVED_BY_PLATFORM, code=text, detail=reason)
    if state in ONLY_OWN:
        return needs_human(Cause.HANDLE_ON_SITE, code=text)
    if state == DELETED:
        return refused(Cause.REMOVED_BY_ACCOUNT, code=text)
    if more.get("reject_reason"):
        return refused(Cause.REVIEW_FAILED, code=text, detail=reason)
    return accepted()
