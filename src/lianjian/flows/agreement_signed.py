"""agreements.agreement_signed: with the last signature a supplement does what it says to its agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.actions.carry_out_supplement import carry_out_supplement

if TYPE_CHECKING:
    from lianjian.apps.agreements.events import AgreementSigned
    from lianjian.foundation.actor import Actor


def carry_out(event: AgreementSigned, by: Actor) -> None:
    """Newcomers join, the last day moves, other supplements are reopened: in the transaction of the signature."""
    if event.effective:
        carry_out_supplement(by=by, agreement=event.agreement)
