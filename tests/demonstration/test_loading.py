"""The demonstration as it stands in the database: whole, told through actions, the same each time, all or nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianjian.apps.agreements.models import Agreement, InitiativeResponse
from lianjian.apps.agreements.rules.signing import State as AgreementState
from lianjian.apps.coordination.models import Duty, LogEntry, LogPhoto, Meeting
from lianjian.apps.exchange.models import Endowment, ExpertProfile, Need
from lianjian.apps.matrix.models import Delivery
from lianjian.apps.matrix.rules.states import State
from lianjian.apps.newsroom.models import Story
from lianjian.apps.parties.actions.load_divisions import ensure_divisions
from lianjian.apps.parties.models import Account, Organisation, Person, Posting
from lianjian.apps.projects.models import Commitment, EvidenceFile, Outcome
from lianjian.apps.projects.queries import public_areas
from lianjian.apps.projects.rules.commitments import CommitmentState
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.apps.spread.models import Event, Share
from lianjian.apps.spread.queries import report as spread_report
from lianjian.apps.synergy.queries import report as synergy_report
from lianjian.demonstration import accounts
from lianjian.demonstration.loading import load
from lianjian.demonstration.reading import needs, negotiation
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.clock import civil_date
from tests.demonstration.content import every, keyed, network, stories, year
from tests.demonstration.loaded import Contents, contents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.slow
ROOT = Actor.system("tests")


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Contents]]:
    """The whole demonstration, loaded twice for the same moment and the first one taken back; gives what both held."""
    begun = timezone.now()
    found = []
    with django_db_blocker.unblock(), transaction.atomic():
        ensure_divisions(by=ROOT)
        empty = transaction.savepoint()
        load(report=lambda _: None, now=begun)
        found.append(contents(begun))
        transaction.savepoint_rollback(empty)
        load(report=lambda _: None, now=begun)
        found.append(contents(begun))
        yield found
        transaction.set_rollback(True)


def states(model: type[Agreement | Commitment | Outcome | Delivery | Need]) -> Counter[str]:
    return Counter(model._base_manager.values_list("state", flat=True))


@pytest.mark.usefixtures("loaded")
def test_every_row_of_the_data_arrives() -> None:
    """Each table of the files is there in full, in the state it names."""
    told = network()
    assert Organisation.objects.count() == len(told["organisation"])
    assert Person._base_manager.count() == len(told["person"])
    assert Posting._base_manager.count() == len(told["posting"])
    assert Account.objects.count() == sum(bool(p["username"]) for p in told["person"])
    assert InitiativeResponse._base_manager.count() == len(told["response"])
    own = [a["state"] for a in told["agreement"]]
    assert states(Agreement) == Counter([*own, "draft", "effective"])  # with those of negotiation.toml
    assert states(Commitment) == Counter(
        {"done": "reported-done", "progress": "in-progress"}.get(c["state"], c["state"])
        for c in told["commitment"]
    ) + Counter({"in-progress": 2})  # with those counted by the quarter (demonstration/measuring.py)
    assert states(Outcome) == Counter(o.get("state", "verified") for _, o in every("project", "outcome"))
    assert (
        Meeting._base_manager.count() == len(told["meeting"]) + 1
    )  # one is planned (demonstration/chasing.py)
    assert LogEntry._base_manager.count() == LogPhoto._base_manager.count() == len(told["log"])
    proofs = sum("scene" in s for _, s in every("commitment", "progress"))
    assert EvidenceFile._base_manager.count() == proofs + 3  # with those of the values by the quarter
    assert ExpertProfile._base_manager.count() == len(told["expert"])
    assert Endowment._base_manager.count() == sum(len(o.get("endowments", [])) for o in told["organisation"])
    assert states(Need) == Counter(
        "met" if "met" in one else "given-up" if "given_up" in one else "open" for one in needs()
    )
    assert Story.objects.count() == len(stories())
    assert Event.objects.count() == sum(one["reads"] + one["forwards"] for one in year()["spread"])


@pytest.mark.usefixtures("loaded")
def test_it_is_told_like_every_other_deed() -> None:
    """A record of an event stands behind every row: nothing was written beside the actions."""
    records = Counter(EventRecord.objects.values_list("name", flat=True))
    told = network()
    expected = {
        "parties.organisation_registered": len(told["organisation"]),
        "parties.person_registered": len(told["person"]),
        "parties.first_secretary_posted": len(told["posting"]),
        "agreements.initiative_answered": len(told["response"]),
        "agreements.agreement_drafted": len(told["agreement"]) + 1,
        "agreements.agreement_signed": sum(
            len(a["signatures"]) for a in [*told["agreement"], negotiation()["amendment"]]
        ),
        "agreements.template_changed": 2,
        "agreements.stand_taken": len(negotiation()["draft"]["stand"]),
        "agreements.agreement_closed": sum("closed_days_ago" in a for a in told["agreement"]),
        "coordination.group_formed": len(told["group"]),
        "coordination.member_appointed": sum(len(g["members"]) for g in told["group"]),
        "coordination.rhythm_agreed": len(every("group", "rhythm")),
        "coordination.duty_assigned": len(told["duty"]),
        "coordination.meeting_recorded": len(told["meeting"]),
        "coordination.log_entry_written": len(told["log"]),
        "projects.commitment_made": len(told["commitment"]) + 2,
        "projects.project_started": len(told["project"]),
        "projects.project_advanced": sum(len(p["stages"]) for p in told["project"]) + 2,
        "projects.contribution_recorded": len(every("project", "contribution")),
        "projects.obstacle_raised": len(every("project", "obstacle")) + 1,
        "projects.obstacle_removed": sum("how" in o for _, o in every("project", "obstacle")),
        "projects.outcome_reported": len(every("project", "outcome")),
        "projects.outcome_verified": sum("verifier" in o for _, o in every("project", "outcome")),
        "exchange.need_recorded": len(needs()),
        "exchange.need_moved": sum("met" in one or "given_up" in one for one in needs()),
        "newsroom.story_started": len(stories()),
        "newsroom.story_withdrawn": 1,
        "spread.history_loaded": 1,
        "spread.platform_figures_recorded": 1,
        "islands.edition_published": 1,
    }
    assert {name: records[name] for name in expected} == expected


@pytest.mark.usefixtures("loaded")
def test_every_state_and_every_area_has_something_to_show() -> None:
    """Agreements, commitments and outcomes stand in each of their states, promises in all six areas, some late."""
    today = civil_date(timezone.now())
    assert set(states(Agreement)) == set(AgreementState)
    assert set(states(Commitment)) == set(CommitmentState)
    assert set(states(Outcome)) == set(OutcomeState)
    areas = public_areas(today)
    assert all(area.all > 0 for area in areas)
    assert sum(area.fulfilment.late for area in areas) >= 4
    late = Duty._base_manager.filter(state="open", due_on__lt=today).count()
    assert 3 <= late <= 12
    assert Duty._base_manager.filter(state="open", due_on__gte=today).exists()


@pytest.mark.usefixtures("loaded")
def test_withdrawn_story_left_on_its_day() -> None:
    """The withdrawal lies on the day the file names, after publication and before today."""
    (told,) = [story for story in stories().values() if story["state"] == "withdrawn"]
    row = Story.objects.get(withdrawn_at__isnull=False)
    assert row.title == told["title"]
    assert civil_date(row.withdrawn_at) == civil_date(timezone.now()) - timedelta(
        days=told["withdrawn_days_ago"]
    )


@pytest.mark.usefixtures("loaded")
def test_spread_has_both_rates_chains_and_gaps() -> None:
    """Both rates come out as the file plans them, chains go through several hands, and some outlets are unknown."""
    told = year()["spread"]
    found = spread_report(ROOT)
    assert (found.item_forward_rate.numerator, found.item_forward_rate.denominator) == (
        sum(one["forwards"] > 0 for one in told),
        len(told),
    )
    assert (found.seen.reads, found.seen.forwards) == (
        sum(one["reads"] for one in told),
        sum(one["forwards"] for one in told),
    )
    assert 0 < len(found.outlets_unknown) < len(found.outlets)
    assert {one.outlet for one in found.platform} == {one["outlet"] for one in year()["figure"]}
    assert Share.objects.filter(depth__gte=2).count() > 20
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


@pytest.mark.usefixtures("loaded")
def test_synergy_is_defined_in_one_unit_and_not_in_another() -> None:
    """Yuan have an index above one; jobs have none, and the reason is said."""
    units = {unit.unit: unit for unit in synergy_report(ROOT).units}
    assert units["yuan"].index is not None
    assert units["yuan"].index > 1
    assert units["jobs"].index is None


@pytest.mark.usefixtures("loaded")
def test_the_ledger_has_something_of_everything() -> None:
    """Of 26 outlets some published, wait to be fetched, were fetched, wait for a hand, refused, lost their answer."""
    found = states(Delivery)
    assert set(found) == set(State) - {State.QUEUED, State.SENDING, State.PARKED}
    assert found[State.UNKNOWN] == len(year()["lost"])
    assert found[State.REFUSED] == len(year()["refused"])
    assert found[State.WITHDRAWAL_NEEDED] == len(year()["still_up"])
    own_site = Delivery._base_manager.filter(outlet__key="web-site", deed="publish")
    assert set(own_site.exclude(state="withdrawn").values_list("state", flat=True)) == {"published"}


@pytest.mark.usefixtures("loaded")
def test_public_pages_have_something_to_show() -> None:
    """Each kind of page of the site answers, and names what the demonstration tells."""
    client = Client()
    story = Story.objects.filter(live=True).order_by("pk").first()
    assert story is not None
    pages = [
        (reverse("site:home"), "一寸水，"),
        (reverse("site:column", args=["village-stories"]), "夜校里的三十二个学生"),
        (reverse("site:story", args=[story.pk]), story.title),
        (reverse("site:network"), "张洋村"),
        (reverse("site:agreement", args=["zhangyang-three-parties"]), "共建的目的"),
        *(
            (reverse("site:village", args=[key]), house["short_name"])
            for key, house in keyed("organisation").items()
            if house["kind"] == "village"
        ),
    ]
    for address, words in pages:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert words in answer.content.decode().replace("<wbr>", ""), address


def test_two_loadings_tell_the_same(loaded: list[Contents]) -> None:
    """Loaded twice for the same moment into an empty installation, all words, numbers and days are equal."""
    first, second = loaded
    assert first.keys() == second.keys()
    for table, rows in first.items():
        assert rows == second[table], table
    assert sum(len(rows) for rows in first.values()) > 20_000


@pytest.mark.django_db
def test_stopped_in_the_middle_nothing_is_there() -> None:
    """A loading that ends on its way leaves no row and no mark; the next one finds an empty installation."""
    ensure_divisions(by=ROOT)

    def stop(sentence: str) -> None:
        if "projects" in sentence:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(report=stop)
    assert not Organisation.objects.exists()
    assert not EventRecord.objects.filter(name__startswith="projects.").exists()
    assert not accounts.mark().exists()


@pytest.mark.usefixtures("loaded")
def test_the_mark_is_written_where_only_it_is_missing() -> None:
    """Stopped right after it committed, the next start writes the list of accounts, and a second time changes nothing."""
    accounts.mark().unlink(missing_ok=True)
    try:
        accounts.finish()
        written = accounts.mark().read_text(encoding="utf-8")
        assert network()["network"]["notice"] in written
        for role in ("编辑", "第二审", "第一书记", "组长", "联络员", "专家", "村里站长", "网络管理员"):
            assert f"  {role}" in written
        assert "张洋村驻村第一书记" in written
        assert "lianjian-station" in written
    finally:
        accounts.mark().unlink()
