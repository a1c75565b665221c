"""A story in all its versions: what each outlet gets, how it differs from the story, and whose words it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext

from lianjian.apps.matrix.models import Delivery, Outlet, OutletWords
from lianjian.apps.matrix.ports import Typesetting, adapters
from lianjian.apps.matrix.queries.facts import facts_of, link_of, version_of
from lianjian.apps.matrix.queries.outlets import OutletLine, outlet_line
from lianjian.apps.matrix.queries.words import state_word
from lianjian.apps.matrix.rules.kinds import Kind
from lianjian.apps.matrix.rules.lengths import length
from lianjian.apps.matrix.rules.next_steps import UNPLANNED
from lianjian.apps.matrix.rules.own_words import (
    ACCEPTERS,
    CHANGEABLE,
    LEAST,
    STANDING_LABELS,
    Standing,
    basis_of,
    found_in,
)
from lianjian.apps.matrix.rules.planning import delivery_key
from lianjian.apps.matrix.rules.states import Deed
from lianjian.apps.matrix.rules.versions import Version, problems, shape_plainly
from lianjian.apps.newsroom import queries as newsroom
from lianjian.apps.newsroom.queries.checks import kept_on_purpose
from lianjian.apps.newsroom.rules.checking import Severity
from lianjian.apps.newsroom.rules.comparing import changed_lines
from lianjian.apps.parties.queries import person_names
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.apps.agreements.rules.changes import Piece
    from lianjian.apps.matrix.rules.lengths import Counting
    from lianjian.apps.newsroom.rules.checking import Finding
    from lianjian.apps.newsroom.rules.content import PublishedStory
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class VersionText:
    """One text of a version. ``original`` is the story's, ``shaped`` what the outlet would get without own words, ``text``
    what it gets. ``length`` and ``most`` count as the platform counts (``counted``); ``most`` is None where no limit is
    known. ``differs``: from the story's own, line breaks aside. ``lines`` are the lines that differ, cut into what stayed,
    went and came."""

    name: str
    label: str
    original: str
    shaped: str
    text: str
    length: int
    least: int
    most: int | None
    counted: Counting
    source: str
    checked_on: str
    own: bool
    differs: bool
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def fits(self) -> bool:
        """Whether the platform would take it."""
        return (self.most is None or self.length <= self.most) and (
            not self.text or self.length >= self.least
        )


@dataclass(frozen=True, slots=True)
class WordsLine:
    """Own words for an outlet: where they stand, and who did what. Names are "" where nobody did."""

    standing: Standing
    word: str
    mark: str
    texts: tuple[str, ...]
    writer: str
    written_at: datetime
    accepter: str
    accepted_at: datetime | None
    returner: str
    why: str
    may_judge: bool
    found: tuple[Finding, ...]
    """What the checks say of them, what must be answered first."""

    @property
    def must_be_answered(self) -> bool:
        """Whether accepting them asks for a word."""
        return any(one.severity == Severity.STOP for one in self.found)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A story as one outlet gets it. ``state`` and ``word`` say where its delivery stands; ``cut`` what shaping changed, in
    sentences; ``broken`` names what still breaks a limit. ``typeset``: the adapter sets an article of its own."""

    outlet: OutletLine
    texts: tuple[VersionText, ...]
    tags: tuple[str, ...]
    pictures: int
    pictures_of: int
    link: str
    cut: tuple[str, ...]
    broken: tuple[str, ...]
    words: WordsLine | None
    state: str
    word: str
    delivery: int | None
    may_write: bool
    typeset: bool

    def text(self, name: str) -> VersionText:
        """One of the texts by name."""
        return next(one for one in self.texts if one.name == name)

    @property
    def differs(self) -> bool:
        """Whether the outlet gets anything but the story's own title, digest, byline, text and pictures."""
        return any(one.differs for one in self.texts) or self.pictures < self.pictures_of

    @property
    def manner(self) -> str:
        """In one word: "own", "cut" or "same"."""
        return "own" if self.words is not None else "cut" if self.differs else "same"

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {
            "key": self.outlet.key,
            "name": self.outlet.name,
            "state": self.state,
            "differs": self.differs,
            "texts": {
                one.name: {"text": one.text, "length": one.length, "most": one.most, "own": one.own}
                for one in self.texts
            },
            "tags": list(self.tags),
            "pictures": self.pictures,
            "cut": list(self.cut),
            "broken": list(self.broken),
            "own_words": str(self.words.standing) if self.words else None,
        }


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions of a story's latest text, in the order of the catalogue. ``public``: that text is the public one."""

    story: int
    title: str
    public: bool
    withdrawn: bool
    lines: tuple[VersionLine, ...]

    def count(self, manner: str) -> int:
        """How many lines are of a manner."""
        return sum(line.manner == manner for line in self.lines)

    @property
    def undecided(self) -> int:
        """Own words that do not go out until somebody decides."""
        return sum(line.words is not None and line.words.standing != Standing.ACCEPTED for line in self.lines)


def versions(by: Actor, story: int) -> Versions:
    """What every outlet that ``by`` runs gets of the latest text of a story. Raises NotThere to outsiders."""
    row = newsroom.story_of(by, story)
    text = latest_text(by, story)
    title = row.get_latest_revision_as_object().title
    if text is None:
        return Versions(story, title, public=False, withdrawn=True, lines=())
    outlets = list(Outlet.objects.by(by).order_by("position"))
    return Versions(
        story=story,
        title=title,
        public=not (row.has_unpublished_changes or newsroom.published(story) is None),
        withdrawn=False,
        lines=_lines(by, story, text, outlets),
    )


def version(by: Actor, story: int, outlet: str) -> VersionLine:
    """One of ``versions``. Raises NotThere."""
    row = Outlet.objects.by(by).filter(key=outlet).first()
    text = latest_text(by, story)
    if row is None or text is None:
        raise NotThere
    return _lines(by, story, text, [row])[0]


def article(by: Actor, story: int, outlet: str) -> str:
    """The article as the outlet's adapter sets it, as HTML of its own dialect, own words in it; pictures by our addresses.
    Raises NotThere where the outlet gets no article."""
    row = Outlet.objects.by(by).filter(key=outlet).first()
    text = latest_text(by, story)
    adapter = adapters().shaping(row.platform, row.mode) if row is not None else None
    if row is None or text is None or not isinstance(adapter, Typesetting):
        raise NotThere
    words = OutletWords.objects.by(by).filter(story=story, outlet=row).first()
    shaped = version_of(adapter, text, facts_of(row), "", words.changes if words else {})
    addresses = {picture.sha256: default_storage.url(picture.path) for picture in text.pictures}
    return adapter.article(text, shaped, facts_of(row), addresses)


def latest_text(by: Actor, story: int) -> PublishedStory | None:
    """The latest text of a story, public or not; None where it is withdrawn. Raises NotThere to outsiders."""
    row = newsroom.story_of(by, story)
    if row.withdrawn_at is not None:
        return None
    public = newsroom.published(story)
    if public is not None and not row.has_unpublished_changes:
        return public
    return newsroom.story_for_preview(row.get_latest_revision_as_object())


def shaped_for(
    text: PublishedStory, outlet: Outlet, key: str = "", changes: Mapping[str, str] | None = None
) -> Version:
    """The story as an outlet gets it, with ``changes`` laid over it."""
    adapter = adapters().shaping(outlet.platform, outlet.mode)
    facts = facts_of(outlet)
    if adapter is None:  # not even the hand-off adapter could be loaded: the plain shape still stands
        return shape_plainly(text, facts.limits, link_of(text, outlet.key, key))
    return version_of(adapter, text, facts, key, changes or {})


def _lines(by: Actor, story: int, text: PublishedStory, outlets: list[Outlet]) -> tuple[VersionLine, ...]:
    held = {row.outlet_id: row for row in OutletWords.objects.by(by).filter(story=story)}
    held = {outlet: row for outlet, row in held.items() if row.changes}
    newest = {row.outlet_id: row for row in Delivery.objects.by(by).filter(story=story).order_by("pk")}
    people = [row.written_by for row in held.values()]
    people += [row.accepted_by for row in held.values() if row.accepted_by is not None]
    people += [row.returned_by for row in held.values() if row.returned_by is not None]
    names = person_names(people)
    basis = basis_of(text)
    kept = kept_on_purpose(by, story) if held else frozenset()
    return tuple(
        _line(by, outlet, text, held.get(outlet.pk), newest.get(outlet.pk), names, basis, kept)
        for outlet in outlets
    )


def _line(
    by: Actor,
    outlet: Outlet,
    text: PublishedStory,
    words: OutletWords | None,
    delivery: Delivery | None,
    names: Mapping[int, str],
    basis: Mapping[str, str],
    kept: frozenset[str],
) -> VersionLine:
    line = outlet_line(by, outlet)
    facts = facts_of(outlet)
    if delivery is not None and delivery.revision == text.revision:
        key = delivery.key
    else:
        key = delivery_key(
            outlet=outlet.key, story=text.id, revision=text.revision + 1, deed=Deed.PUBLISH, changes={}
        )
    shaped = shaped_for(text, outlet, key)
    changes = dict(words.changes) if words is not None else {}
    whole = shaped_for(text, outlet, key, changes)
    state = delivery.state if delivery is not None else UNPLANNED
    adapter = adapters().shaping(outlet.platform, outlet.mode)
    return VersionLine(
        outlet=line,
        texts=tuple(_text(name, text, shaped, whole, line, own=name in changes) for name in CHANGEABLE),
        tags=whole.tags,
        pictures=len(whole.pictures),
        pictures_of=len(text.pictures),
        link=whole.link,
        cut=tuple(gettext(note.message) % dict(note.values) for note in shaped.notes),
        broken=tuple(problems(whole, facts.limits)),
        words=_words_line(by, line, words, names, basis, kept) if words is not None else None,
        state=state,
        word=state_word(state),
        delivery=delivery.pk if delivery is not None else None,
        may_write=line.may_act and outlet.kind != Kind.WEB and by.person is not None,
        typeset=isinstance(adapter, Typesetting),
    )


def _text(
    name: str, text: PublishedStory, shaped: Version, whole: Version, outlet: OutletLine, *, own: bool
) -> VersionText:
    originals = {
        "title": text.title,
        "digest": text.digest,
        "author": text.byline or text.source,
        "text": text.text,
    }
    labels = {
        "title": gettext("Title"),
        "digest": gettext("Digest"),
        "author": gettext("Byline"),
        "text": gettext("Body text"),
    }
    original, now = originals[name].strip(), str(getattr(whole, name)).strip()
    if name != "text":  # every outlet gets these in one line: that is no difference
        original = " ".join(original.split())
    # a digest made from the text, where the story has none, is not another digest
    differs = now != original and (name != "digest" or own or bool(original))
    limit = outlet.limits.get(name)
    counted: Counting = limit.counted if limit is not None else "characters"
    return VersionText(
        name=name,
        label=labels[name],
        original=original,
        shaped=str(getattr(shaped, name)),
        text=now,
        length=length(now, counted),
        least=outlet.limits.maximum(LEAST[name], 0) if name in LEAST else 0,
        most=limit.maximum if limit is not None else None,
        counted=counted,
        source=limit.source if limit is not None else "",
        checked_on=limit.checked_on if limit is not None else "",
        own=own,
        differs=differs,
        lines=changed_lines(original.splitlines(), now.splitlines()) if differs else (),
    )


def _words_line(
    by: Actor,
    outlet: OutletLine,
    words: OutletWords,
    names: Mapping[int, str],
    basis: Mapping[str, str],
    kept: frozenset[str],
) -> WordsLine:
    standing = words.standing(basis)
    judges = outlet.owner is not None and by.holds(*ACCEPTERS, organisation=outlet.owner)
    return WordsLine(
        standing=standing,
        word=gettext(STANDING_LABELS[standing]),
        mark=words.mark,
        texts=tuple(name for name in CHANGEABLE if name in words.changes),
        writer=names.get(words.written_by, ""),
        written_at=words.written_at,
        accepter=names.get(words.accepted_by, "") if words.accepted_by is not None else "",
        accepted_at=words.accepted_at,
        returner=names.get(words.returned_by, "") if words.returned_by is not None else "",
        why=words.returned_why,
        may_judge=judges and by.person is not None and words.written_by != by.person,
        found=tuple(found_in(words.changes, kept)),
    )
