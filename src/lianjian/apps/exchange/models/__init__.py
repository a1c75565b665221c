from __future__ import annotations

from lianjian.apps.exchange.models.endowment import Endowment
from lianjian.apps.exchange.models.expert import ExpertArea, ExpertProfile
from lianjian.apps.exchange.models.need import Need, NeedFile, NeedStep

__all__ = ["Endowment", "ExpertArea", "ExpertProfile", "Need", "NeedFile", "NeedStep"]
