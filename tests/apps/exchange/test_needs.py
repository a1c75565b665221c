from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.coordination.actions.withdraw_log_entry import withdraw_log_entry
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.exchange.actions.change_need import change_need
from lianjian.apps.exchange.actions.give_up_need import give_up_need
from lianjian.apps.exchange.actions.hand_over_need import hand_over_need
from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.apps.exchange.actions.reopen_need import reopen_need
from lianjian.apps.exchange.actions.show_need import show_need
from lianjian.apps.exchange.models import Need, NeedStep
from lianjian.apps.exchange.queries import (
    WantedNeeds,
    count_needs,
    count_public_needs,
    need,
    needs,
    needs_owned_late,
    open_need_file,
    public_needs,
    public_needs_by_area,
)
from lianjian.apps.exchange.rules.needs import NeedMove, NeedState
from lianjian.apps.projects.rules.evidence import File
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.coordination.groups import joint_group, photo
from tests.apps.exchange.needed import cold_store
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable


def told(name: str) -> int:
    return EventRecord.objects.filter(name=f"exchange.{name}").count()


def test_a_need_is_counted_or_unknown_and_somebody_looks_after_it(network: Network) -> None:
    """Whoever records it, or the colleague they name; what is wanted first stands first, without a day last."""
    late = cold_store(network, text="赶在雨季前清沟", wanted_by=today() - timedelta(days=2))
    open_ended = cold_store(network, text="会写福字的人", quantity=None, unit="", wanted_by=None)
    keeper = network.people["keeper_a"].pk
    named = cold_store(network, owner=keeper)
    lines = needs(network.actor("keeper_a"), today(), WantedNeeds(organisation=network.village_a.pk))
    assert [line.id for line in lines] == [late.pk, named.pk, open_ended.pk]
    assert [line.days_late for line in lines] == [2, None, None]
    assert [(line.quantity, line.unit) for line in lines[1:]] == [(Decimal(60), Unit.TONNES), (None, None)]
    assert [line.owner for line in lines] == [network.people["secretary_a"].pk, keeper, late.owner_id]
    assert told("need_recorded") == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"work_area": "gossip"}, "work_area"),
        ({"text": " "}, "text"),
        ({"text": "长" * 501}, "text"),
        ({"quantity": "很多"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": ""}, "quantity"),
        ({"unit": "handfuls"}, "unit"),
        ({"wanted_by": today().replace(year=1026)}, "wanted_by"),
        ({"owner": 10**9}, "owner"),
        ({"client_key": "x" * 65}, ""),
    ],
)
def test_bad_input_names_its_field(network: Network, values: dict[str, Any], field: str) -> None:
    """Each mistake is refused beside its field and nothing is written."""
    with pytest.raises(Refused) as refused:
        cold_store(network, **values)
    assert refused.value.field == field
    assert needs(ROOT, today()) == []


def test_the_owner_is_of_the_organisation(network: Network) -> None:
    """Nobody of another village looks after it; whoever enters it for the network names nobody by that."""
    with pytest.raises(Refused) as refused:
        cold_store(network, owner=network.people["secretary_b"].pk)
    assert refused.value.field == "owner"
    assert cold_store(network, by=ROOT).owner_id is None


def test_met_how_and_by_whom(network: Network) -> None:
    """With a photograph and a document as proof; the same form sent again is one deed, another one is refused."""
    row = cold_store(network).pk
    by = network.actor("keeper_a")
    given_by = network.association.pk
    files = [File("库.jpg", photo()), File("a.pdf", b"%PDF-1.7 x")]
    for _ in range(2):
        meet_need(by=by, need=row, how="八月装好", met_by=given_by, files=files, client_key="k" * 8)
    card = need(by, row, today())
    assert (card.line.state, card.line.met_by_name, card.line.closed_on) == (
        NeedState.MET,
        "测试促进会",
        today(),
    )
    assert card.met is not None
    assert (card.met.text, [file.is_photo for file in card.met.files]) == ("八月装好", [True, False])
    proof, opened = open_need_file(by, card.met.files[1].id)
    with opened:
        assert (proof.name, opened.read()) == ("a.pdf", b"%PDF-1.7 x")
    assert told("need_moved") == 1
    for deed in (
        lambda: meet_need(by=by, need=row, how="再来", met_by_words="某人"),
        lambda: give_up_need(by=by, need=row, reason="不要了"),
        lambda: hand_over_need(by=by, need=row, owner=network.people["keeper_a"].pk, reason="换人"),
    ):
        with pytest.raises(Refused, match="met or given up"):
            deed()
    with pytest.raises(NotThere):
        open_need_file(network.actor("secretary_b"), card.met.files[0].id)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"how": " "}, "how"),
        ({"met_by_words": ""}, "met_by_words"),
        ({"met_by": 1}, "met_by_words"),
        ({"met_by": 10**9, "met_by_words": ""}, "met_by"),
        ({"files": [File("a.exe", b"MZ")]}, "files"),
    ],
)
def test_met_is_not_said_halfway(network: Network, values: dict[str, Any], field: str) -> None:
    """How and by whom are needed, and what is no file of proof is none; the need stays open."""
    row = cold_store(network).pk
    by = network.actor("secretary_a")
    with pytest.raises(Refused) as refused:
        meet_need(**{"by": by, "need": row, "how": "装好了", "met_by_words": "施工队", **values})
    assert refused.value.field == field
    assert need(by, row, today()).line.state is NeedState.OPEN


def test_given_up_and_open_again(network: Network) -> None:
    """Each with its reason, which stays readable; who met it before does not stand there any more."""
    row = cold_store(network).pk
    by = network.actor("secretary_a")
    give_up_need(by=by, need=row, reason="改租邻村的")
    reopen_need(by=by, need=row, reason="邻村不租了")
    meet_need(by=by, need=row, how="自己装的", met_by_words="村里的施工队")
    reopen_need(by=by, need=row, reason="坏了")
    with pytest.raises(Refused, match="open already"):
        reopen_need(by=by, need=row, reason="坏了")
    card = need(by, row, today())
    assert [(step.kind.value, step.text) for step in card.steps] == [
        ("give-up", "改租邻村的"),
        ("reopen", "邻村不租了"),
        ("meet", "自己装的"),
        ("reopen", "坏了"),
    ]
    assert (card.line.state, card.line.met_by_words, card.line.closed_on) == (NeedState.OPEN, "", None)


def test_other_words_leave_the_old_ones_nowhere(network: Network) -> None:
    """A name entered by mistake goes; that something was changed stays, and the same again is no change."""
    row = cold_store(network, text="王阿婆要一辆轮椅", quantity=None, unit="").pk
    by = network.actor("secretary_a")
    said = {
        "work_area": "livelihood",
        "text": "一辆轮椅",
        "quantity": "1",
        "unit": "items",
        "wanted_by": None,
    }
    for _ in range(2):
        change_need(by=by, need=row, **said)
    card = need(by, row, today())
    assert (card.line.text, card.line.quantity, card.line.wanted_by) == ("一辆轮椅", Decimal(1), None)
    assert [step.kind for step in card.steps] == [NeedMove.CHANGE]
    assert "王阿婆" not in repr(card)
    assert not [one for one in EventRecord.objects.all() if "王阿婆" in repr(one.payload)]


def test_handed_over_with_the_reason(network: Network) -> None:
    """To a colleague; to whom has it already is nothing, to a stranger is refused."""
    row = cold_store(network).pk
    by, keeper = network.actor("secretary_a"), network.people["keeper_a"]
    for _ in range(2):
        hand_over_need(by=by, need=row, owner=keeper.pk, reason="她管冷链")
    (step,) = need(by, row, today()).steps
    assert (step.before_name, step.after_name, step.text) == (by.name, keeper.name, "她管冷链")
    with pytest.raises(Refused):
        hand_over_need(by=by, need=row, owner=network.people["editor"].pk, reason="试")


def test_what_is_shown_says_what_and_not_who(network: Network) -> None:
    """Everybody sees the need and, once it is met, which organisation met it; not who looks after it, who recorded it, how
    it was met, or somebody in words. What is given up is seen by nobody outside."""
    by, house = network.actor("secretary_a"), network.village_a.pk
    row = cold_store(network).pk
    assert public_needs(today(), organisation=house) == []
    for _ in range(2):
        show_need(by=by, need=row, public=True)
    assert told("need_moved") == 1
    (seen,) = public_needs(today(), organisation=house, work_area="industry")
    assert (seen.text, seen.quantity, seen.is_village) == ("一座六十吨的冷库", Decimal(60), True)
    assert public_needs_by_area()[WorkArea.INDUSTRY] == count_public_needs() == 1
    for stranger in (Actor.visitor(), network.actor("secretary_b")):
        card = need(stranger, row, today())
        assert (card.line.owner, card.line.owner_name, card.line.recorded_by_name) == (None, "", "")
        assert card.steps == ()
        assert not card.moves
    meet_need(by=by, need=row, how="王阿婆家腾的房", met_by_words="王阿婆")
    (seen,) = public_needs(today(), state="met")
    assert "王阿婆" not in repr((seen, need(Actor.visitor(), row, today())))
    reopen_need(by=by, need=row, reason="又缺了")
    give_up_need(by=by, need=row, reason="算了")
    reopen_need(by=by, need=row, reason="还是要")
    assert public_needs(today()) == []
    with pytest.raises(NotThere):
        need(Actor.visitor(), row, today())


def test_the_keeper_records_and_the_first_secretary_shows(network: Network) -> None:
    """Whoever only works in the village neither shows nor changes nor gives up what everybody sees; says it met."""
    keeper = network.actor("keeper_a")
    with pytest.raises(NotAllowed) as refused:
        cold_store(network, by=keeper, public=True)
    assert (refused.value.field, bool(refused.value.cure)) == ("public", True)
    row = cold_store(network, by=keeper).pk
    with pytest.raises(NotAllowed):
        show_need(by=keeper, need=row, public=True)
    show_need(by=network.actor("secretary_a"), need=row, public=True)
    for deed in (
        lambda: show_need(by=keeper, need=row, public=False),
        lambda: give_up_need(by=keeper, need=row, reason="不要了"),
        lambda: change_need(
            by=keeper, need=row, work_area="industry", text="闯", quantity=None, unit="", wanted_by=None
        ),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert need(keeper, row, today()).moves == {NeedMove.HAND_OVER, NeedMove.MEET}
    meet_need(by=keeper, need=row, how="装好了", met_by_words="施工队")
    assert count_public_needs(state="met") == 1


def test_a_form_sent_twice_is_one_need(network: Network) -> None:
    """The same key of one organisation is one row and one event."""
    assert cold_store(network, client_key="k").pk == cold_store(network, client_key="k").pk
    assert told("need_recorded") == 1


def test_those_who_run_the_joint_group_see_what_its_villages_need(network: Network) -> None:
    """The leader of the group reads it with its owner, also where it is not shown, and does not change it."""
    row = cold_store(network).pk
    leader = network.actor("leader")
    assert needs(leader, today()) == []
    joint_group(network)
    (line,) = needs(network.actor("leader"), today())
    assert line.owner_name == network.people["secretary_a"].name
    with pytest.raises(NotAllowed):
        meet_need(by=network.actor("leader"), need=row, how="闯", met_by_words="闯")


def test_lists_are_narrowed(network: Network) -> None:
    """By state, area, lateness, words and who looks after it; nought bytes and blanks are no words."""
    by = network.actor("secretary_a")
    late = cold_store(network, wanted_by=today() - timedelta(days=1)).pk
    met = cold_store(network, text="一台榨油机", work_area="technology", wanted_by=today()).pk
    meet_need(by=by, need=met, how="买到了", met_by_words="合作社")

    def found(**wanted: Any) -> list[int]:
        return [line.id for line in needs(by, today(), WantedNeeds(**wanted))]

    assert found(late=True) == found(words="冷库 六十\0吨") == found(state="open") == [late]
    assert found(state="met") == found(work_area="technology") == [met]
    assert found(words="冷库 榨油") == []
    assert count_needs(by, today(), WantedNeeds(owned=True)) == 2
    assert [line.id for line in needs_owned_late(by, today())] == [late]
    assert needs_owned_late(network.actor("keeper_a"), today()) == []
    nobodys = cold_store(network, by=ROOT, wanted_by=today() - timedelta(days=9)).pk
    assert [line.id for line in needs_owned_late(network.actor("keeper_a"), today())] == [nobodys]
    assert needs_owned_late(network.actor("secretary_b"), today()) == []


def entry_need(network: Network) -> tuple[int, int]:
    """A log entry and the need that was written with it."""
    by = network.actor("secretary_a")
    entry = write_log_entry(by=by, village=network.village_a.pk, text="三组缺一口井", kind="need").pk
    return entry, cold_store(network, text="三组缺一口井", log_entry=entry, public=True).pk


def test_an_entry_that_is_taken_back_takes_the_words_with_it(network: Network) -> None:
    """Nobody knows any more what is needed: it is closed and shown to nobody."""
    entry, row = entry_need(network)
    assert cold_store(network, log_entry=entry).pk == row
    by = network.actor("secretary_a")
    withdraw_log_entry(by=by, entry=entry)
    line = need(by, row, today()).line
    assert (line.state, line.public) == (NeedState.GIVEN_UP, False)
    assert Need.objects.by(ROOT).get(pk=row).text == ""
    assert "撤回" in line.text


def test_the_organisations_own_words_stay(network: Network) -> None:
    """Put in other words since, they are not the entry's any more."""
    entry, row = entry_need(network)
    by = network.actor("secretary_a")
    change_need(
        by=by, need=row, work_area="livelihood", text="一口水井", quantity="1", unit="items", wanted_by=None
    )
    withdraw_log_entry(by=by, entry=entry)
    assert (need(by, row, today()).line.text, count_public_needs()) == ("一口水井", 1)


def test_an_entry_of_another_log_is_no_proof(network: Network) -> None:
    """The entry of village B neither begins a need of village A nor proves one."""
    b = network.actor("secretary_b")
    entry = write_log_entry(by=b, village=network.village_b.pk, text="乙村的事").pk
    with pytest.raises(NotThere):
        cold_store(network, log_entry=entry)
    row = cold_store(network).pk
    with pytest.raises(Refused) as refused:
        meet_need(by=ROOT, need=row, how="试", met_by_words="试", log_entry=entry)
    assert refused.value.field == "log_entry"


DEEDS: dict[NeedMove, Callable[[Actor, int, int], Any]] = {
    NeedMove.CHANGE: lambda by, row, n: change_need(
        by=by, need=row, work_area="training", text=f"第{n}种说法", quantity=n, unit="items", wanted_by=None
    ),
    NeedMove.HAND_OVER: lambda by, row, n: hand_over_need(
        by=by, need=row, owner=_colleagues(row)[n % 2], reason="换人"
    ),
    NeedMove.MEET: lambda by, row, _: meet_need(by=by, need=row, how="成了", met_by_words="施工队"),
    NeedMove.GIVE_UP: lambda by, row, _: give_up_need(by=by, need=row, reason="算了"),
    NeedMove.REOPEN: lambda by, row, _: reopen_need(by=by, need=row, reason="又要"),
    NeedMove.SHOW: lambda by, row, _: show_need(by=by, need=row, public=True),
    NeedMove.HIDE: lambda by, row, _: show_need(by=by, need=row, public=False),
}


def _colleagues(row: int) -> list[int]:
    from lianjian.apps.parties.models import Mandate

    house = Need.objects.by(ROOT).get(pk=row).organisation_id
    return sorted(Mandate.objects.by(ROOT).filter(organisation=house).values_list("person", flat=True))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(NeedMove), st.sampled_from(["secretary_a", "keeper_a"])), max_size=12)
)
@pytest.mark.costly
def test_whatever_is_done_the_row_says_what_its_steps_say(
    network: Network, deeds: list[tuple[NeedMove, str]]
) -> None:
    """Any deeds of two people in any order: refused ones leave nothing, and after each one the need has an owner, one step
    and one event a deed, a day and somebody who met it exactly while it is met, and is public only if said so."""
    with transaction.atomic():
        row = cold_store(network).pk
        done: list[NeedMove] = []
        for number, (move, who) in enumerate(deeds):
            before = NeedStep.objects.by(ROOT).filter(need=row).count()
            try:
                with transaction.atomic():
                    DEEDS[move](network.actor(who), row, number)
            except (Refused, NotAllowed):
                assert NeedStep.objects.by(ROOT).filter(need=row).count() == before
            else:
                done += [move] * (NeedStep.objects.by(ROOT).filter(need=row).count() - before)
            now = Need.objects.by(ROOT).get(pk=row)
            ends = [one for one in done if one in {NeedMove.MEET, NeedMove.GIVE_UP, NeedMove.REOPEN}]
            shown = [one for one in done if one in {NeedMove.SHOW, NeedMove.HIDE, NeedMove.GIVE_UP}]
            last = ends[-1] if ends else NeedMove.REOPEN
            assert (now.state == "met", now.state == "given-up") == (
                last is NeedMove.MEET,
                last is NeedMove.GIVE_UP,
            )
            assert bool(now.closed_on) == (now.state != "open")
            assert bool(now.met_by_words) == (now.state == "met")
            assert now.owner_id is not None
            assert now.public == (bool(shown) and shown[-1] is NeedMove.SHOW)
        steps = NeedStep.objects.by(ROOT).filter(need=row)
        assert [step.kind for step in steps] == done
        assert told("need_moved") == len(done)
        transaction.set_rollback(True)
