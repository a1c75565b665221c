"""What happens in groups, at meetings and in villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFormed(Event):
    name: ClassVar[str] = "coordination.group_formed"
    group: int
    agreement: int | None
    organisation: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAppointed(Event):
    name: ClassVar[str] = "coordination.member_appointed"
    group: int
    member: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReleased(Event):
    name: ClassVar[str] = "coordination.member_released"
    group: int
    member: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmAgreed(Event):
    name: ClassVar[str] = "coordination.rhythm_agreed"
    rhythm: int
    group: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmAdjusted(Event):
    """Its last day or its exceptions changed; ``cancelled`` is how many duties to come fell away."""

    name: ClassVar[str] = "coordination.rhythm_adjusted"
    rhythm: int
    group: int
    cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesMade(Event):
    """Rhythms became dated duties up to and including ``until`` (ISO 8601)."""

    name: ClassVar[str] = "coordination.duties_made"
    count: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAssigned(Event):
    name: ClassVar[str] = "coordination.duty_assigned"
    duty: int
    organisation: int
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFinished(Event):
    name: ClassVar[str] = "coordination.duty_finished"
    duty: int
    organisation: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCancelled(Event):
    name: ClassVar[str] = "coordination.duty_cancelled"
    duty: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlanned(Event):
    """A meeting is to come, or (``changed``) is to come otherwise than it was planned."""

    name: ClassVar[str] = "coordination.meeting_planned"
    meeting: int
    group: int
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCalledOff(Event):
    name: ClassVar[str] = "coordination.meeting_called_off"
    meeting: int
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesCorrected(Event):
    name: ClassVar[str] = "coordination.minutes_corrected"
    meeting: int
    group: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSeen(Event):
    name: ClassVar[str] = "coordination.minutes_seen"
    meeting: int
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLinked(Event):
    """A decision became something in an app above."""

    name: ClassVar[str] = "coordination.decision_linked"
    decision: int
    meeting: int
    app: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecorded(Event):
    """A meeting with its minutes; ``duties`` are those its decisions became."""

    name: ClassVar[str] = "coordination.meeting_recorded"
    meeting: int
    group: int
    duties: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringPlanned(Event):
    name: ClassVar[str] = "coordination.gathering_planned"
    gathering: int
    organiser: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringChanged(Event):
    """The plan of a gathering is another one. ``moved`` says that those invited have to know: it begins at another
    moment, or elsewhere."""

    name: ClassVar[str] = "coordination.gathering_changed"
    gathering: int
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringAnnounced(Event):
    """Those invited see it from now on and are asked to reply."""

    name: ClassVar[str] = "coordination.gathering_announced"
    gathering: int
    organiser: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringCalledOff(Event):
    name: ClassVar[str] = "coordination.gathering_called_off"
    gathering: int
    announced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringHeld(Event):
    name: ClassVar[str] = "coordination.gathering_held"
    gathering: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestsInvited(Event):
    """Organisations and guests by key, those that had not been invited before."""

    name: ClassVar[str] = "coordination.guests_invited"
    gathering: int
    organisations: list[int]
    guests: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    name: ClassVar[str] = "coordination.invitation_withdrawn"
    gathering: int
    organisation: int | None
    guest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringReplied(Event):
    """An organisation (or, where it is None, a guest) said whether it comes."""

    name: ClassVar[str] = "coordination.gathering_replied"
    gathering: int
    organisation: int | None
    guest: int | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLinkRenewed(Event):
    """The old personal address of a guest leads nowhere any more."""

    name: ClassVar[str] = "coordination.guest_link_renewed"
    gathering: int
    guest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestSignedIn(Event):
    name: ClassVar[str] = "coordination.guest_signed_in"
    gathering: int
    guest: int
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringNoted(Event):
    name: ClassVar[str] = "coordination.gathering_noted"
    gathering: int
    note: int
    photos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringPhotoRemoved(Event):
    name: ClassVar[str] = "coordination.gathering_photo_removed"
    gathering: int
    photo: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringMinutesKept(Event):
    name: ClassVar[str] = "coordination.gathering_minutes_kept"
    gathering: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringResolved(Event):
    """A resolution was written down; it waits for somebody who may promise."""

    name: ClassVar[str] = "coordination.gathering_resolved"
    gathering: int
    resolution: int
    giver: int
    receiver: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionDropped(Event):
    name: ClassVar[str] = "coordination.resolution_dropped"
    gathering: int
    resolution: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionAccepted(Event):
    """Somebody who may promise made it a promise: whoever hears it writes down the commitment."""

    name: ClassVar[str] = "coordination.resolution_accepted"
    gathering: int
    resolution: int
    giver: int
    receiver: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionTied(Event):
    """The commitment that a resolution became."""

    name: ClassVar[str] = "coordination.resolution_tied"
    resolution: int
    commitment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringTold(Event):
    """A story is wanted of a gathering, in the newsroom of a media centre, with these photographs (keys)."""

    name: ClassVar[str] = "coordination.gathering_told"
    gathering: int
    telling: int
    newsroom: int
    photos: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringStoryTied(Event):
    name: ClassVar[str] = "coordination.gathering_story_tied"
    gathering: int
    story: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestsForgotten(Event):
    """Names of guests without an account are gone; the numbers stay."""

    name: ClassVar[str] = "coordination.guests_forgotten"
    gathering: int
    guests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntryWritten(Event):
    """Somebody in a village wrote a log entry. The target says what it belongs to (``projects``,
    ``commitment:12``), both empty where it belongs to nothing; what was written stays in the row."""

    name: ClassVar[str] = "coordination.log_entry_written"
    entry: int
    village: int
    kind: str
    photos: int
    target_app: str
    target_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntryWithdrawn(Event):
    """The writer took an entry back: its words and photographs are gone."""

    name: ClassVar[str] = "coordination.log_entry_withdrawn"
    entry: int
    village: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """A handover gave a duty, a rhythm or a part in a group (``thing``, as in ``duty:5``) to somebody else."""

    name: ClassVar[str] = "coordination.taken_over"
    thing: str
    outgoing: int
    person: int
