"""An editor's own words for one outlet: which texts they may replace, whether they still speak of the same story, and who
lets them out (``docs/decisions/0036``)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.matrix.rules.lengths import length
from lianjian.apps.newsroom.rules.checking import Severity, findings_of
from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.keys import canonical_json, fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lianjian.apps.matrix.rules.limits import Limits
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.checking import Finding
    from lianjian.apps.newsroom.rules.content import PublishedStory

CHANGEABLE = ("title", "digest", "author", "text")
"""Texts that may be other ones at one outlet. Pictures, tags and the link are the story's own everywhere."""

ACCEPTERS = frozenset({Role.REVIEWER, Role.LEADER})
"""Roles in the media centre that let another person's words out."""

FIELDS = {"title": "title", "digest": "digest", "author": "byline", "text": "body"}
"""The text of a story that each of them stands in the place of, as the newsroom's checks call it."""

LEAST = {"title": "title_min"}
"""Texts with a least length, and the limit that says so."""


class Standing(StrEnum):
    """Where own words stand."""

    WAITING = "waiting"
    """Nobody but their writer has read them: they do not go out."""
    RETURNED = "returned"
    """A colleague does not want them so."""
    ACCEPTED = "accepted"
    OUTDATED = "outdated"
    """The story was changed where they stand in its place: somebody has to look again."""


STANDING_LABELS = {
    Standing.WAITING: gettext_noop("waits for a colleague"),
    Standing.RETURNED: gettext_noop("sent back"),
    Standing.ACCEPTED: gettext_noop("accepted"),
    Standing.OUTDATED: gettext_noop("written for an earlier text"),
}


def basis_of(story: PublishedStory) -> dict[str, str]:
    """By text: a fingerprint of the story's words that own words stand in the place of."""
    originals = {
        "title": story.title,
        "digest": story.digest or story.text,
        "author": story.byline or story.source,
        "text": story.text,
    }
    return {name: fingerprint(words.encode()) for name, words in originals.items()}


def standing_of_words(
    *,
    changes: Mapping[str, str],
    basis: Mapping[str, str],
    now: Mapping[str, str],
    accepted: bool,
    returned: bool,
) -> Standing:
    """Where own words stand. ``basis`` is ``basis_of`` the story they were written for, ``now`` of the story that goes out."""
    if any(basis.get(name) != now.get(name) for name in changes):
        return Standing.OUTDATED
    if returned:
        return Standing.RETURNED
    return Standing.ACCEPTED if accepted else Standing.WAITING


def found_in(changes: Mapping[str, str], kept: Collection[str]) -> list[Finding]:
    """What the checks of the newsroom say of own words, without what was kept in the story on purpose (``kept``:
    fingerprints)."""
    found = findings_of({FIELDS[name]: changes[name] for name in CHANGEABLE if name in changes})
    return [one for one in found if one.fingerprint not in kept]


def must_be_answered(changes: Mapping[str, str], kept: Collection[str]) -> bool:
    """Whether own words hold what nobody lets out without saying so."""
    return any(one.severity == Severity.STOP for one in found_in(changes, kept))


def mark_of(changes: Mapping[str, str]) -> str:
    """A fingerprint of own words: who accepts them names the very words they read."""
    return fingerprint(canonical_json(dict(changes)))


def own_words_in(
    typed: Mapping[str, str], shaped: Version, limits: Limits, before: Mapping[str, str]
) -> dict[str, str]:
    """The typed texts that are not what the story gives by itself (``shaped``), by name. A text that is missing keeps what
    it was ``before``, an emptied one goes back to the story's own words. Raises Refused beside the text that does not fit.
    """
    unknown = sorted(set(typed) - set(CHANGEABLE))
    if unknown:
        raise Refused(gettext_noop("“%(field)s” cannot be changed for one outlet."), field=unknown[0])
    found: dict[str, str] = {}
    for name in CHANGEABLE:
        if name not in typed:
            if name in before:
                found[name] = before[name]
            continue
        text = typed[name].replace("\r\n", "\n").strip()
        if name != "text":
            text = " ".join(text.split())
        if not text or text == str(getattr(shaped, name)).strip():
            continue
        _require_fitting(name, text, limits)
        found[name] = text
    return found


def _require_fitting(name: str, text: str, limits: Limits) -> None:
    limit = limits.get(name)
    least = limits.maximum(LEAST[name], 0) if name in LEAST else 0
    size = length(text, limit.counted if limit else "characters")
    if limit is not None and size > limit.maximum:
        raise Refused(
            gettext_noop("%(size)s long, the outlet takes %(most)s."),
            cure=gettext_noop("Shorten it by %(over)s."),
            field=name,
            size=size,
            most=limit.maximum,
            over=size - limit.maximum,
        )
    if size < least:
        raise Refused(
            gettext_noop("%(size)s long, the outlet wants at least %(least)s."),
            field=name,
            size=size,
            least=least,
        )
