"""Everything that may be asked about synergy."""

from __future__ import annotations

from lianjian.apps.synergy.queries.measured import Behind, Glance, SynergyReport, glance, report
from lianjian.apps.synergy.queries.paper import synergy_paper

__all__ = ["Behind", "Glance", "SynergyReport", "glance", "report", "synergy_paper"]
