from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lianjian.apps.projects.actions.agree_shares import agree_shares
from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.apps.projects.queries import outcome, outcomes_for_synergy
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.apps.projects.promises import project
from tests.network import today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.network import Network


def reported(network: Network, weights: Mapping[int, str] | None) -> int:
    """Verified: village A reports what it achieved with the association and the media centre."""
    key = report_outcome(
        by=network.actor("secretary_a"),
        reported_by=network.village_a.pk,
        project=project(network).pk,
        text="净收入",
        unit="yuan",
        value="90",
        parties=[network.association.pk, network.media.pk, network.village_a.pk],
        happened_on=today(),
        weights=weights,
    ).pk
    verify_outcome(by=network.actor("leader"), outcome=key)
    return key


def counted() -> Mapping[int, Decimal] | None:
    """The weights by which the one outcome is divided."""
    (one,) = outcomes_for_synergy()
    return one.weights


def test_weights_count_once_every_party_has_agreed(network: Network) -> None:
    """What the reporter proposes counts for nobody until the last party agrees; until then shares are equal. Who agreed,
    and when, stands beside each weight."""
    houses = [network.association.pk, network.media.pk, network.village_a.pk]
    with pytest.raises(Refused, match="weight"):
        reported(network, {houses[0]: "1"})
    key = reported(network, dict(zip(houses, ("1", "1", "2.5"), strict=True)))
    for who, house in (("liaison", houses[0]), ("chief", houses[1])):
        assert counted() is None
        seen = outcome(network.actor(who), key).shares_seen
        agree_shares(by=network.actor(who), outcome=key, organisation=house, seen=seen)
    assert counted() == {houses[0]: Decimal(1), houses[1]: Decimal(1), houses[2]: Decimal("2.5")}
    line = outcome(network.actor("liaison"), key)
    assert line.shares_agreed
    assert {one.agreed_by for one in line.shares} == {"张书记", "甲联络", "媒主任"}


def test_another_proposal_ends_every_consent(network: Network) -> None:
    """Nobody agrees to other weights than those they saw, and equal shares need nobody's consent."""
    houses = [network.association.pk, network.media.pk, network.village_a.pk]
    key = reported(network, dict.fromkeys(houses, "1"))
    liaison, chief = network.actor("liaison"), network.actor("chief")
    before = outcome(chief, key).shares_seen
    agree_shares(by=liaison, outcome=key, organisation=houses[0], seen=before)
    propose_shares(
        by=liaison,
        outcome=key,
        organisation=houses[0],
        weights=dict(zip(houses, (5, 1, 1), strict=True)),
    )
    with pytest.raises(Refused, match="meanwhile"):
        agree_shares(by=chief, outcome=key, organisation=houses[1], seen=before)
    assert [one.agreed_by for one in outcome(chief, key).shares] == ["甲联络", "", ""]
    propose_shares(by=chief, outcome=key, organisation=houses[1], weights=None)
    assert outcome(chief, key).shares == ()
    assert counted() is None
    with pytest.raises(Refused, match="equal"):
        agree_shares(by=chief, outcome=key, organisation=houses[1], seen="")


@pytest.mark.parametrize(
    ("who", "house"), [("editor", "media"), ("keeper_a", "village_a"), ("liaison", "media")]
)
def test_only_those_who_may_promise_for_a_party_speak_about_its_share(
    network: Network, who: str, house: str
) -> None:
    """An editor, a station keeper and the liaison officer of another party do not."""
    houses = [network.association.pk, network.media.pk, network.village_a.pk]
    key = reported(network, dict.fromkeys(houses, "1"))
    by, own = network.actor(who), getattr(network, house).pk
    for deed in (
        lambda: agree_shares(by=by, outcome=key, organisation=own, seen=outcome(by, key).shares_seen),
        lambda: propose_shares(by=by, outcome=key, organisation=own, weights=None),
    ):
        with pytest.raises(NotAllowed):
            deed()
