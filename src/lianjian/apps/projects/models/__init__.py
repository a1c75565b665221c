from __future__ import annotations

from lianjian.apps.projects.models.alliance import Alliance, AllianceMember, Demand, Product
from lianjian.apps.projects.models.branch_link import BranchActivity, BranchLink
from lianjian.apps.projects.models.commitment import Commitment, Progress
from lianjian.apps.projects.models.enquiry import Enquiry, EnquiryStep
from lianjian.apps.projects.models.evidence import EvidenceFile
from lianjian.apps.projects.models.outcome import Outcome, OutcomeParty
from lianjian.apps.projects.models.period import Period, PeriodValue
from lianjian.apps.projects.models.picture import Picture
from lianjian.apps.projects.models.project import (
    Contribution,
    Destination,
    Milestone,
    Obstacle,
    ObstacleHandover,
    Project,
    ProjectParty,
    ProjectStep,
)
from lianjian.apps.projects.models.sharing import Distribution, DistributionPart, Share, ShareAgreement

__all__ = [
    "Alliance",
    "AllianceMember",
    "BranchActivity",
    "BranchLink",
    "Commitment",
    "Contribution",
    "Demand",
    "Destination",
    "Distribution",
    "DistributionPart",
    "Enquiry",
    "EnquiryStep",
    "EvidenceFile",
    "Milestone",
    "Obstacle",
    "ObstacleHandover",
    "Outcome",
    "OutcomeParty",
    "Period",
    "PeriodValue",
    "Picture",
    "Product",
    "Progress",
    "Project",
    "ProjectParty",
    "ProjectStep",
    "Share",
    "ShareAgreement",
]
