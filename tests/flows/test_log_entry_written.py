from __future__ import annotations

import pytest

from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.coordination.events import LogEntryWritten
from lianjian.apps.projects.queries import commitment_card, obstacles_open
from lianjian.apps.projects.rules.commitments import Move
from lianjian.flows.log_entry_written import prove_or_raise
from lianjian.kernel.refusals import Refused
from tests.apps.projects.promises import project, promise
from tests.network import Network, today


def written(
    network: Network, target: str, *, person: str = "secretary_a", kind: str = "progress"
) -> LogEntryWritten:
    """An entry of village A about something, and the event that told it."""
    house = network.village_b if person == "secretary_b" else network.village_a
    entry = write_log_entry(by=network.actor(person), village=house.pk, kind=kind, text="六盏灯亮了")
    what, _, key = target.partition("/")
    return LogEntryWritten(
        entry=entry.pk, village=house.pk, kind=kind, photos=0, target_app=what, target_key=key
    )


def test_an_entry_about_a_commitment_is_evidence_once(network: Network) -> None:
    """One entry, two uses: log and evidence, which the other party sees; hearing it twice proves it once."""
    row = promise(network)
    event = written(network, f"projects/commitment:{row.pk}")
    for _ in range(2):
        prove_or_raise(event, network.actor("secretary_a"))
    steps = commitment_card(network.actor("liaison"), row.pk, today()).steps
    assert [step.kind for step in steps] == [Move.EVIDENCE]
    assert steps[0].log_entry is not None
    assert steps[0].log_entry.text == "六盏灯亮了"


def test_an_obstacle_of_a_project_is_raised_from_the_log(network: Network) -> None:
    """The obstacle carries the entry it came from."""
    row = project(network)
    prove_or_raise(
        written(network, f"projects/project:{row.pk}", kind="obstacle"), network.actor("secretary_a")
    )
    (line,) = obstacles_open(network.actor("leader"), today())
    assert (line.text, line.project, line.organisation) == ("六盏灯亮了", row.pk, network.village_a.pk)


def test_a_target_that_is_not_theirs_is_refused_beside_its_field(network: Network) -> None:
    """A stranger's entry proves nothing of others, and says at which field."""
    row = promise(network)
    for target in (f"projects/commitment:{row.pk}", "projects/commitment:999999", "projects/story:1"):
        with pytest.raises(Refused) as refused:
            prove_or_raise(written(network, target, person="secretary_b"), network.actor("secretary_b"))
        assert refused.value.field == "target"


def test_entries_about_nothing_or_about_other_rooms_pass(network: Network) -> None:
    """Targets of other apps are the business of other listeners."""
    prove_or_raise(written(network, ""), network.actor("secretary_a"))
    prove_or_raise(written(network, "newsroom/story:1"), network.actor("secretary_a"))
    assert obstacles_open(network.actor("secretary_a"), today()) == []
