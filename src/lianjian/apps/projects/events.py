"""What happens to commitments, projects, obstacles and outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentMade(Event):
    name: ClassVar[str] = "projects.commitment_made"
    commitment: int
    giver: int
    receiver: int
    agreement: int | None
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentMoved(Event):
    """A report, evidence, done, confirmed, sent back, another day agreed or withdrawn: ``move`` is
    ``rules.commitments.Move``, ``before`` and ``after`` are states."""

    name: ClassVar[str] = "projects.commitment_moved"
    commitment: int
    giver: int
    receiver: int
    move: str
    before: str
    after: str
    progress: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDivided(Event):
    """A commitment was cut into so many periods: ``counting`` is ``rules.periods.Counting``."""

    name: ClassVar[str] = "projects.commitment_divided"
    commitment: int
    counting: str
    periods: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectStarted(Event):
    name: ClassVar[str] = "projects.project_started"
    project: int
    organisations: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectAdvanced(Event):
    name: ClassVar[str] = "projects.project_advanced"
    project: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestonePlanned(Event):
    name: ClassVar[str] = "projects.milestone_planned"
    project: int
    milestone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneReached(Event):
    name: ClassVar[str] = "projects.milestone_reached"
    project: int
    milestone: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRecorded(Event):
    name: ClassVar[str] = "projects.contribution_recorded"
    project: int
    contribution: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleRaised(Event):
    name: ClassVar[str] = "projects.obstacle_raised"
    obstacle: int
    organisation: int
    project: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleRemoved(Event):
    name: ClassVar[str] = "projects.obstacle_removed"
    obstacle: int
    organisation: int
    project: int | None
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeReported(Event):
    name: ClassVar[str] = "projects.outcome_reported"
    outcome: int
    organisation: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeVerified(Event):
    """An outcome counts from now on (``verified`` True) or no longer: it was disputed."""

    name: ClassVar[str] = "projects.outcome_verified"
    outcome: int
    organisation: int
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesProposed(Event):
    """A party proposed by which weights an outcome is divided, or (``equal``) that it is divided equally again."""

    name: ClassVar[str] = "projects.shares_proposed"
    outcome: int
    organisation: int
    equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesAgreed(Event):
    """A party agreed to the proposed weights; ``counts`` once all have."""

    name: ClassVar[str] = "projects.shares_agreed"
    outcome: int
    organisation: int
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationDescribed(Event):
    name: ClassVar[str] = "projects.destination_described"
    project: int
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForgotten(Event):
    """A log entry was taken back, and with it the words of the obstacles that were raised by it."""

    name: ClassVar[str] = "projects.entry_forgotten"
    entry: int
    obstacles: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchLinksPaired(Event):
    """Their two sides were written anew after entries of the register were merged or parted."""

    name: ClassVar[str] = "projects.branch_links_paired"
    links: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchLinkMoved(Event):
    """A branch link was proposed, accepted, declined or ended: ``after`` is ``rules.branch_links.LinkState``."""

    name: ClassVar[str] = "projects.branch_link_moved"
    link: int
    proposer: int
    partner: int
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchActivityRecorded(Event):
    name: ClassVar[str] = "projects.branch_activity_recorded"
    link: int
    activity: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceFounded(Event):
    name: ClassVar[str] = "projects.alliance_founded"
    alliance: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllianceDescribed(Event):
    name: ClassVar[str] = "projects.alliance_described"
    alliance: int
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlliancePartMoved(Event):
    """An organisation was invited, joined, declined or left, or may use the brand: ``after`` is
    ``rules.alliances.PartState``."""

    name: ClassVar[str] = "projects.alliance_part_moved"
    alliance: int
    organisation: int
    after: str
    brand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductListed(Event):
    name: ClassVar[str] = "projects.product_listed"
    product: int
    alliance: int
    organisation: int
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWithdrawn(Event):
    name: ClassVar[str] = "projects.product_withdrawn"
    product: int
    alliance: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandStated(Event):
    name: ClassVar[str] = "projects.demand_stated"
    demand: int
    alliance: int
    organisation: int
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandWithdrawn(Event):
    name: ClassVar[str] = "projects.demand_withdrawn"
    demand: int
    alliance: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryReceived(Event):
    name: ClassVar[str] = "projects.enquiry_received"
    enquiry: int
    handler: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryMoved(Event):
    """Taken, passed on, answered, ended or withdrawn: ``after`` is ``rules.enquiries.EnquiryState``."""

    name: ClassVar[str] = "projects.enquiry_moved"
    enquiry: int
    handler: int
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiriesForgotten(Event):
    """Name, contact and words of enquiries that ended long ago were deleted."""

    name: ClassVar[str] = "projects.enquiries_forgotten"
    enquiries: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionConfirmed(Event):
    name: ClassVar[str] = "projects.contribution_confirmed"
    project: int
    contribution: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionCorrected(Event):
    name: ClassVar[str] = "projects.contribution_corrected"
    project: int
    contribution: int
    corrects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeSharesProposed(Event):
    name: ClassVar[str] = "projects.income_shares_proposed"
    project: int
    shares: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeSharesAgreed(Event):
    """One party agreed; ``all`` says that with it every party has."""

    name: ClassVar[str] = "projects.income_shares_agreed"
    project: int
    shares: int
    organisation: int
    all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionRecorded(Event):
    name: ClassVar[str] = "projects.distribution_recorded"
    project: int
    distribution: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSaid(Event):
    """A party said of its part that it received it or not: ``after`` is ``rules.shares.ReceiptState``."""

    name: ClassVar[str] = "projects.receipt_said"
    project: int
    distribution: int
    organisation: int
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleHandedOver(Event):
    name: ClassVar[str] = "projects.obstacle_handed_over"
    obstacle: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureShown(Event):
    name: ClassVar[str] = "projects.picture_shown"
    picture: int
    of: str
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTakenDown(Event):
    name: ClassVar[str] = "projects.picture_taken_down"
    picture: int
    of: str
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObstacleTakenOver(Event):
    """A handover gave an obstacle to another owner."""

    name: ClassVar[str] = "projects.obstacle_taken_over"
    obstacle: int
    outgoing: int
    owner: int
