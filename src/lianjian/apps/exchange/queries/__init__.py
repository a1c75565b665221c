"""Reading what villages have and need, and whom one can ask. Quantities are Decimal in the unit beside them, None where
unknown."""

from __future__ import annotations

from lianjian.apps.exchange.queries.having import (
    EndowmentLine,
    ExpertLine,
    endowments,
    expert,
    experts,
    public_endowments,
    public_experts,
)
from lianjian.apps.exchange.queries.needs import (
    NeedCard,
    NeedLine,
    NeedProof,
    NeedStepLine,
    PublicNeed,
    WantedNeeds,
    count_needs,
    count_needs_owned_late,
    count_public_needs,
    need,
    needs,
    needs_owned_late,
    open_need_file,
    public_needs,
    public_needs_by_area,
)

__all__ = [
    "EndowmentLine",
    "ExpertLine",
    "NeedCard",
    "NeedLine",
    "NeedProof",
    "NeedStepLine",
    "PublicNeed",
    "WantedNeeds",
    "count_needs",
    "count_needs_owned_late",
    "count_public_needs",
    "endowments",
    "expert",
    "experts",
    "need",
    "needs",
    "needs_owned_late",
    "open_need_file",
    "public_endowments",
    "public_experts",
    "public_needs",
    "public_needs_by_area",
]
