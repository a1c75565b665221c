"""Outcomes asked for by who was needed and since when they are verified: what a glance shows is not cut off by others'."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.projects.models import Outcome, OutcomeParty
from lianjian.apps.projects.queries import outcomes
from tests.network import ROOT, today
from tests.web.crowd import crowd

if TYPE_CHECKING:
    from tests.network import Network


def test_outcomes_of_some_parties_since_a_day(network: Network) -> None:
    """One of these parties was needed, and it was verified from that day on; scope narrows it further."""
    crowd(network, 0, 4)
    verified = Outcome.objects.by(ROOT).filter(state="verified")
    fresh, old = verified.order_by("pk")
    OutcomeParty.objects.create(outcome=fresh, organisation=network.village_b)
    verified.filter(pk=fresh.pk).update(verified_at=timezone.now())
    verified.filter(pk=old.pk).update(verified_at=timezone.now() - timedelta(days=40))
    house, village = network.association.pk, network.village_b.pk
    leader, since = network.actor("leader"), today() - timedelta(days=30)

    def found(name: str, **wanted: object) -> set[int]:
        return {line.id for line in outcomes(network.actor(name), state="verified", **wanted)}  # type: ignore[arg-type] # passed on

    assert len(outcomes(leader, among=[house])) == 4
    assert found("leader", among=[house]) == {fresh.pk, old.pk}
    assert found("leader", among=[house, village], verified_since=since) == {fresh.pk}
    assert found("leader", among=[village]) == found("secretary_b", among=[house]) == {fresh.pk}
    assert found("secretary_a", among=[house]) == set()
