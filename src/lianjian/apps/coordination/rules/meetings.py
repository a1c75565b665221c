"""What a meeting decides, as minutes and files hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A decision in words. With ``organisation`` and ``due_on`` it becomes that organisation's duty."""

    text: str
    organisation: int | None = None
    due_on: date | None = None
    person: int | None = None

    def check(self, parties: list[int]) -> None:
        """Raises Refused where the organisation is no party of the group."""
        if self.organisation is not None and self.organisation not in parties:
            raise Refused(gettext_noop("This organisation is no party of the group."), field="decisions")
