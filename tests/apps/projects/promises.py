"""Commitments and projects for tests: village A and the association owe each other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.actions.start_project import start_project
from lianjian.apps.projects.rules.joint import MilestoneDraft
from tests.network import today

if TYPE_CHECKING:
    from lianjian.apps.projects.models import Commitment, Project
    from tests.network import Network


def promise(network: Network, **values: Any) -> Commitment:
    """The association owes village A eighteen lamps in thirty days."""
    given: dict[str, Any] = {
        "by": network.actor("liaison"),
        "giver": network.association.pk,
        "receiver": network.village_a.pk,
        "work_area": "livelihood",
        "text": "装十八盏路灯",
        "due_on": today() + timedelta(days=30),
        "indicator": "路灯",
        "unit": "items",
        "target": "18",
    }
    return make_commitment(**(given | values))


def project(network: Network, **values: Any) -> Project:
    """Association, media centre and village A build a guest house in village A."""
    given: dict[str, Any] = {
        "by": network.actor("secretary_a"),
        "title": "溪谷民宿",
        "kind": "leisure-tourism",
        "work_area": "industry",
        "parties": [network.association.pk, network.media.pk, network.village_a.pk],
        "place": network.village_a.pk,
        "milestones": [MilestoneDraft("动工", today() - timedelta(days=1))],
    }
    return start_project(**(given | values))
