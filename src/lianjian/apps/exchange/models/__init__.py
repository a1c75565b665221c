from __future__ import annotations

from lianjian.apps.exchange.models.endowment import Endowment
from lianjian.apps.exchange.models.expert import ExpertArea, ExpertProfile

__all__ = ["Endowment", "ExpertArea", "ExpertProfile"]
