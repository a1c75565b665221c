"""The sums that pages show equal the measure that is defined over every single outcome."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.projects.models import Outcome, OutcomeParty
from lianjian.apps.projects.queries import (
    Circle,
    count_party_sums,
    outcomes_behind,
    outcomes_under,
    party_sums,
    public_totals,
    sum_behind,
    totals_under,
)
from lianjian.apps.synergy.queries import glance, report
from tests.apps.agreements.papers import in_force
from tests.apps.projects.promises import project, promise
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.agreements.models import Agreement
    from lianjian.apps.projects.models import Commitment, Project

Drawn = tuple[str, int, frozenset[int], bool, bool, int]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["yuan", "jobs"]),
        st.integers(-50, 10_000),
        st.frozensets(st.integers(0, 3), min_size=1),
        st.booleans(),
        st.booleans(),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=9,
)
"""Unit, value, parties, whether weights are proposed, whether all have agreed, how many links lead to it."""


@pytest.fixture
def parents(network: Network) -> tuple[Agreement, Project, Commitment]:
    """An agreement in force with a project and a commitment under it."""
    paper = in_force(network)
    return paper, project(network, agreement=paper.pk), promise(network, agreement=paper.pk)


def written(network: Network, parents: tuple[Agreement, Project, Commitment], rows: Sequence[Drawn]) -> None:
    """Verified outcomes past the verbs, with none, one or both of a project and a commitment of one agreement."""
    Outcome.unscoped.all().delete()
    houses = (network.association, network.media, network.village_a, network.village_b)
    _paper, joint, promised = parents
    for place, (unit, value, parties, weighted, agreed, links) in enumerate(rows):
        row = Outcome.objects.create(
            work_area="industry",
            text=f"成效{place}",
            unit=unit,
            value=value,
            happened_on=today() - timedelta(days=place),
            reported_by=houses[min(parties)],
            reported_at=timezone.now(),
            state="verified",
            project=joint if links & 1 else None,
            commitment=promised if links & 2 else None,
        )
        OutcomeParty.objects.bulk_create(
            OutcomeParty(
                outcome=row,
                organisation=houses[one],
                weight=Decimal(one + 1) if weighted else None,
                agreed_at=timezone.now() if weighted and (agreed or one == min(parties)) else None,
            )
            for one in parties
        )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, narrow=st.booleans())
def test_sums_made_in_the_database_equal_the_measure(
    network: Network,
    parents: tuple[Agreement, Project, Commitment],
    rows: list[Drawn],
    narrow: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    """Units, parties, alone, together, index, why there is none, and every party's exact share; over the network and over a
    circle; and the outcomes behind each figure."""
    written(network, parents, rows)
    circle = frozenset({network.association.pk, network.village_a.pk, network.media.pk}) if narrow else None
    found = report(ROOT, parties=circle)
    shown = glance(Circle(parties=circle))
    assert [one.sums.unit for one in shown] == [unit.unit for unit in found.units]
    for one, unit in zip(shown, found.units, strict=True):
        assert (one.index, one.undefined) == (unit.index, unit.undefined)
        assert (one.sums.parties, one.sums.together) == (len(unit.parties), unit.together.value)
        assert one.sums.alone == sum(figure.value for figure in unit.alone.values())
        parties = party_sums(Circle(parties=circle), unit.unit, 9)
        assert count_party_sums(Circle(parties=circle), unit.unit) == len(parties)
        for party in parties:
            share = unit.shares[party.organisation]
            assert (party.share, party.outcomes) == (share.value, len(share.outcomes))
            assert party.alone == unit.alone[party.organisation].value
            behind = outcomes_behind(Circle(parties=circle), unit.unit, "alone", party.organisation, 99)
            assert sorted(row.id for row in behind) == list(unit.alone[party.organisation].outcomes)
        assert sum(party.share for party in parties) == unit.together.value
        assert sum_behind(Circle(parties=circle), unit.unit, "together", None)[1] == unit.together.value


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_an_outcome_with_several_parents_is_counted_once(
    network: Network, parents: tuple[Agreement, Project, Commitment], rows: list[Drawn]
) -> None:
    """Whatever links lead to it (project, commitment, both, none, several parties), the totals of the network are the same,
    and under the agreement each that has a link is there once."""
    written(network, parents, rows)
    paper, linked = parents[0], public_totals()
    under = [row for row in rows if row[-1]]
    assert len(outcomes_under(ROOT, agreement=paper.pk, limit=99)) == len(under)
    totals = {one.unit: (one.value, one.outcomes) for one in totals_under(ROOT, agreement=paper.pk)}
    assert totals == {
        unit: (sum(row[1] for row in under if row[0] == unit), sum(row[0] == unit for row in under))
        for unit in {row[0] for row in under}
    }
    Outcome.unscoped.update(project=None, commitment=None)
    assert public_totals() == linked
