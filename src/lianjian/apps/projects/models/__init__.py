from __future__ import annotations

from lianjian.apps.projects.models.commitment import Commitment, Progress
from lianjian.apps.projects.models.evidence import EvidenceFile
from lianjian.apps.projects.models.outcome import Outcome, OutcomeParty
from lianjian.apps.projects.models.period import Period, PeriodValue
from lianjian.apps.projects.models.project import (
    Contribution,
    Destination,
    Milestone,
    Obstacle,
    Project,
    ProjectParty,
)

__all__ = [
    "Commitment",
    "Contribution",
    "Destination",
    "EvidenceFile",
    "Milestone",
    "Obstacle",
    "Outcome",
    "OutcomeParty",
    "Period",
    "PeriodValue",
    "Progress",
    "Project",
    "ProjectParty",
]
