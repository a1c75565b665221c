"""What happens to stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPublished(Event):
    """A revision of a story went public on the hub. ``first`` is False for a later revision (a correction)."""

    name: ClassVar[str] = "newsroom.story_published"
    story: int
    revision: int
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWithdrawn(Event):
    """A published story was taken back; every outlet that got it has to be told."""

    name: ClassVar[str] = "newsroom.story_withdrawn"
    story: int
    revision: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryStarted(Event):
    """A draft came into being. ``archived`` says whether it was brought home from the archive."""

    name: ClassVar[str] = "newsroom.story_started"
    story: int
    newsroom: int
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveHandedIn(Event):
    """Files for the archive were left for the worker."""

    name: ClassVar[str] = "newsroom.archive_handed_in"
    run: int
    newsroom: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveImported(Event):
    """An import of the archive reached its end, with how many sources became what over all its starts."""

    name: ClassVar[str] = "newsroom.archive_imported"
    run: int
    newsroom: int
    imported: int
    copies: int
    duplicate: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDraftSaved(Event):
    """The text of a draft was changed."""

    name: ClassVar[str] = "newsroom.story_draft_saved"
    story: int
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySubmitted(Event):
    """A text waits for its reviews."""

    name: ClassVar[str] = "newsroom.story_submitted"
    story: int
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReviewed(Event):
    """A person accepted a text at one of its six steps or sent it back there."""

    name: ClassVar[str] = "newsroom.story_reviewed"
    story: int
    review: int
    verdict: str
    text_sha256: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainPlaceDecided(Event):
    """An editor confirmed or corrected what the repair of an archive item had chosen."""

    name: ClassVar[str] = "newsroom.uncertain_place_decided"
    story: int
    place: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCopyKept(Event):
    """Another copy of an archived story was found and kept beside it."""

    name: ClassVar[str] = "newsroom.archive_copy_kept"
    story: int
    copy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCopyParted(Event):
    """What was kept as a copy of ``story`` turned out to be another story, ``parted``."""

    name: ClassVar[str] = "newsroom.archive_copy_parted"
    story: int
    parted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveIndexed(Event):
    """Items that were imported before copies were looked for can be found by their likeness now."""

    name: ClassVar[str] = "newsroom.archive_indexed"
    newsroom: int
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureStored(Event):
    """A cleaned picture came into the newsroom's collection."""

    name: ClassVar[str] = "newsroom.picture_stored"
    picture: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAccessAligned(Event):
    """What an account may do at the desk was brought in line with the mandates it holds."""

    name: ClassVar[str] = "newsroom.desk_access_aligned"
    account: int
    groups: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTakenBack(Event):
    """A text was taken back from review before it was decided."""

    name: ClassVar[str] = "newsroom.story_taken_back"
    story: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAnswered(Event):
    """A person decided that words which the checks had found stay as they are. The words are not told."""

    name: ClassVar[str] = "newsroom.finding_answered"
    story: int
    answer: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleInPictureSaid(Event):
    """Somebody said who is seen in a picture (a word of ``rules.consents.People``)."""

    name: ClassVar[str] = "newsroom.people_in_picture_said"
    picture: int
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event):
    """A consent was written down, about a picture or the words of a story (the other one is None)."""

    name: ClassVar[str] = "newsroom.consent_recorded"
    consent: int
    picture: int | None
    story: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """Somebody agrees no more: what is public with it has to be corrected or withdrawn."""

    name: ClassVar[str] = "newsroom.consent_withdrawn"
    consent: int
    picture: int | None
    story: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSettled(Event):
    """An editor took out of the words what was no longer agreed to."""

    name: ClassVar[str] = "newsroom.consent_settled"
    consent: int
    story: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsroomRulesSet(Event):
    """The leader of a newsroom said whether the six steps of a text are taken by six different people."""

    name: ClassVar[str] = "newsroom.rules_set"
    newsroom: int
    apart: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadMoved(Event):
    """An entry was asked for, offered, taken up, declined or not released any more (``state``: a word of
    ``rules.leads.LeadState``). Its words are not told."""

    name: ClassVar[str] = "newsroom.lead_moved"
    lead: int
    newsroom: int
    entry: int
    state: str
    story: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicProposed(Event):
    """Somebody of a newsroom proposed a topic."""

    name: ClassVar[str] = "newsroom.topic_proposed"
    topic: int
    newsroom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChanged(Event):
    """What a topic says was changed."""

    name: ClassVar[str] = "newsroom.topic_changed"
    topic: int
    newsroom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMoved(Event):
    """A topic was approved, dropped, done or opened again (``state``: a word of ``rules.planning.TopicState``)."""

    name: ClassVar[str] = "newsroom.topic_moved"
    topic: int
    newsroom: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Event):
    """Somebody is to do something for a topic until a moment."""

    name: ClassVar[str] = "newsroom.assigned"
    assignment: int
    topic: int
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentMoved(Event):
    """An assignment was done, refused by its person, or called off (``state``: a word of
    ``rules.planning.AssignmentState``)."""

    name: ClassVar[str] = "newsroom.assignment_moved"
    assignment: int
    topic: int
    state: str
    story: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesNamed(Event):
    """A series was begun, or its name or description was changed."""

    name: ClassVar[str] = "newsroom.series_named"
    series: int
    newsroom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesArranged(Event):
    """Which stories a series holds, in which order, from now on."""

    name: ClassVar[str] = "newsroom.series_arranged"
    series: int
    stories: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryHeldBack(Event):
    """The hour of a scheduled text came and the guard refused it; why is kept with ``held``."""

    name: ClassVar[str] = "newsroom.story_held_back"
    story: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStorySettled(Event):
    """Somebody dealt with what kept a text back."""

    name: ClassVar[str] = "newsroom.held_story_settled"
    story: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksAsked(Event):
    """Links of a story's latest text were asked; ``broken`` of them did not open."""

    name: ClassVar[str] = "newsroom.links_asked"
    story: int
    asked: int
    broken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessTakenOver(Event):
    """What was recognised in an archive item was put into its story, as it was or corrected."""

    name: ClassVar[str] = "newsroom.guess_taken_over"
    story: int
    item: int
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProposed(Event):
    """A text for an archive item was made anew; somebody has to look at it."""

    name: ClassVar[str] = "newsroom.text_proposed"
    story: int
    item: int
    proposal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProposalDecided(Event):
    """A proposed text was put into the story or turned down (``state``); ``left`` changes were not put in."""

    name: ClassVar[str] = "newsroom.text_proposal_decided"
    story: int
    proposal: int
    state: str
    left: int
