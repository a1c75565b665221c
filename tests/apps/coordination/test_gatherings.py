"""Gatherings: planned, announced, moved, called off; replies; resolutions that become promises; the story at the end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian.apps.coordination.actions.accept_resolution import accept_resolution
from lianjian.apps.coordination.actions.announce_gathering import announce_gathering
from lianjian.apps.coordination.actions.call_off_gathering import call_off_gathering
from lianjian.apps.coordination.actions.change_gathering import change_gathering
from lianjian.apps.coordination.actions.drop_resolution import drop_resolution
from lianjian.apps.coordination.actions.hold_gathering import hold_gathering
from lianjian.apps.coordination.actions.keep_gathering_minutes import keep_gathering_minutes
from lianjian.apps.coordination.actions.remove_gathering_photo import remove_gathering_photo
from lianjian.apps.coordination.actions.reply_to_gathering import reply_to_gathering
from lianjian.apps.coordination.actions.resolve_at_gathering import resolve_at_gathering
from lianjian.apps.coordination.actions.sign_in_guest import sign_in_guest
from lianjian.apps.coordination.actions.sign_in_oneself import sign_in_oneself
from lianjian.apps.coordination.actions.tell_of_gathering import tell_of_gathering
from lianjian.apps.coordination.actions.write_gathering_note import write_gathering_note
from lianjian.apps.coordination.queries import duty
from lianjian.apps.coordination.queries.gathering_guests import (
    houses_invited,
    invitations_to_answer,
    own_invitation,
    poster_of,
    silent_about,
    silent_before,
)
from lianjian.apps.coordination.queries.gathering_records import (
    notes_of_gathering,
    resolution_behind,
    resolutions_of,
    tellings_of,
)
from lianjian.apps.coordination.queries.gatherings import (
    gathering_card,
    gatherings_of,
    public_gathering,
    public_gatherings,
)
from lianjian.apps.coordination.rules.gathering_story import Material, Resolved, story_text
from lianjian.apps.newsroom.models import Story
from lianjian.apps.projects.queries import commitment_card
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.coordination.gathered import announced, guests, planned
from tests.apps.coordination.groups import photo
from tests.network import today

if TYPE_CHECKING:
    from tests.network import Network


def test_nobody_sees_a_plan_before_it_is_announced(network: Network) -> None:
    """Only those who organise see a plan; announced, the invited see it too, and the public where it is public."""
    row = announced(network)
    plan = planned(network, title="还在商量", public=True)
    now = timezone.now()
    theirs = [line.title for line in gatherings_of(network.actor("secretary_b"), "coming", now)]
    assert theirs == [row.title]
    assert gatherings_of(network.actor("keeper_a"), "coming", now) == []
    assert public_gatherings("coming", now) == []
    announce_gathering(by=network.actor("liaison"), gathering=plan.pk)
    assert [one.title for one in public_gatherings("coming", now)] == ["还在商量"]
    assert public_gathering(row.pk) is None
    with pytest.raises(NotThere):
        gathering_card(network.actor("keeper_a"), row.pk)


def test_what_makes_no_sense_is_refused_beside_its_field(network: Network) -> None:
    """Ends before it begins, a year nobody means, replies after it began, no title, a capacity of none."""
    begins = timezone.now() + timedelta(days=3)
    for field, more in (
        ("ends_at", {"begins_at": begins, "ends_at": begins - timedelta(minutes=1)}),
        ("ends_at", {"begins_at": begins, "ends_at": begins + timedelta(days=40)}),
        (
            "begins_at",
            {"begins_at": datetime(9999, 1, 1, tzinfo=UTC), "ends_at": datetime(9999, 1, 2, tzinfo=UTC)},
        ),
        ("replies_until", {"begins_at": begins, "replies_until": today() + timedelta(days=9)}),
        ("title", {"title": " \u200b "}),
        ("kind_word", {"kind": "other"}),
        ("kind", {"kind": "party"}),
        ("capacity", {"capacity": 0}),
        ("co_organisers", {"co_organisers": [10**12]}),
    ):
        with pytest.raises(Refused) as refused:
            planned(network, **more)
        assert refused.value.field == field, more
    with pytest.raises(NotThere):
        planned(network, organiser=network.village_b.pk)
    assert planned(network, client_key="k" * 20).pk == planned(network, client_key="k" * 20).pk


def test_moved_to_another_day_the_invited_see_from_where(network: Network) -> None:
    """A moved gathering says when it was to begin; one that is over is not changed any more."""
    row = announced(network)
    said = {"title": row.title, "kind": "theme-day", "place": row.place}
    later = row.begins_at + timedelta(days=7)
    change_gathering(
        by=network.actor("liaison"),
        gathering=row.pk,
        begins_at=later,
        ends_at=later + timedelta(hours=2),
        **said,
    )
    line = gathering_card(network.actor("secretary_b"), row.pk).line
    assert (line.moved_from, line.begins_at) == (row.begins_at, later)
    with pytest.raises(Refused):
        hold_gathering(by=network.actor("liaison"), gathering=row.pk)
    with pytest.raises(NotAllowed):
        call_off_gathering(by=network.actor("secretary_b"), gathering=row.pk, reason="x")
    call_off_gathering(by=network.actor("liaison"), gathering=row.pk, reason="台风")
    assert gathering_card(network.actor("secretary_b"), row.pk).reason == "台风"
    with pytest.raises(Refused):
        change_gathering(
            by=network.actor("liaison"),
            gathering=row.pk,
            begins_at=later,
            ends_at=later + timedelta(hours=2),
            **said,
        )


def test_replies_and_who_has_not_replied(network: Network) -> None:
    """A village replies with how many and a remark; the last reply counts; until a day; the silent are known."""
    row = announced(network, replies_until=today())
    assert {one.name for one in silent_about(row.pk)} == {"乙村", "林来宾", "陈来宾"}
    assert silent_before(today() - timedelta(days=1)) == []
    secretary = network.actor("secretary_b")
    now = timezone.now()
    assert [key for key, _title, _at in invitations_to_answer(secretary, now)] == [row.pk]
    assert invitations_to_answer(network.actor("keeper_a"), now) == []
    reply_to_gathering(
        by=secretary, gathering=row.pk, organisation=network.village_b.pk, answer="no", remark="下田"
    )
    reply_to_gathering(
        by=secretary, gathering=row.pk, organisation=network.village_b.pk, answer="yes", people=4
    )
    reply_to_gathering(by=secretary, gathering=row.pk, answer="yes", may_be_named=True)
    (house,) = houses_invited(network.actor("liaison"), row.pk)
    assert (house.answer, house.people, house.remark, house.replied_by) == ("yes", 4, "", "乙书记")
    own = own_invitation(secretary, row.pk)
    assert invitations_to_answer(secretary, now) == []
    assert own.typed
    assert own.may_be_named
    assert gathering_card(secretary, row.pk).line.expected == 4  # the secretary is one of the four
    assert {one.name for one in silent_before(today())} == {"林来宾", "陈来宾"}
    with pytest.raises(NotAllowed):
        reply_to_gathering(by=secretary, gathering=row.pk, organisation=network.village_a.pk, answer="yes")
    with pytest.raises(NotThere):
        houses_invited(secretary, row.pk)
    for bad in ({"answer": "maybe"}, {"answer": "yes", "people": 10**9}, {"answer": "yes", "people": -1}):
        with pytest.raises(Refused):
            reply_to_gathering(by=secretary, gathering=row.pk, organisation=network.village_b.pk, **bad)
    closed = announced(
        network, begins_at=timezone.now() + timedelta(days=1), replies_until=today() - timedelta(days=1)
    )
    with pytest.raises(Refused):
        reply_to_gathering(by=secretary, gathering=closed.pk, answer="yes")


def test_a_resolution_becomes_a_commitment_once(network: Network) -> None:
    """Whoever may promise accepts it: one commitment, however often; to others it stays open, with the cure."""
    row = announced(network)
    made = resolve_at_gathering(
        by=network.actor("liaison"),
        gathering=row.pk,
        text="乙村出二十名采茶工",
        giver=network.village_b.pk,
        receiver=network.association.pk,
        work_area="industry",
        due_on=today() + timedelta(days=30),
    )
    with pytest.raises(NotAllowed) as refused:
        accept_resolution(by=network.actor("liaison"), resolution=made.pk)
    assert "stays open" in refused.value.message
    assert resolutions_of(network.actor("liaison"), row.pk)[0].accepted_at is None
    with pytest.raises(NotThere):
        accept_resolution(by=network.actor("secretary_a"), resolution=made.pk)
    first = accept_resolution(by=network.actor("secretary_b"), resolution=made.pk)
    again = accept_resolution(by=network.actor("secretary_b"), resolution=made.pk)
    assert first.commitment is not None
    assert first.commitment == again.commitment
    card = commitment_card(network.actor("liaison"), first.commitment, today())
    assert (card.line.text, card.line.giver, card.line.receiver) == (
        "乙村出二十名采茶工",
        network.village_b.pk,
        network.association.pk,
    )
    behind = resolution_behind(network.actor("secretary_b"), first.commitment)
    assert behind is not None
    assert behind.gathering == row.pk
    assert resolution_behind(network.actor("secretary_a"), first.commitment) is None
    with pytest.raises(Refused):
        drop_resolution(by=network.actor("liaison"), gathering=row.pk, resolution=made.pk)


def test_what_the_app_above_refuses_leaves_it_open(network: Network) -> None:
    """An area that is none of the six is refused when it is accepted, and nothing was accepted."""
    row = announced(network)
    made = resolve_at_gathering(
        by=network.actor("liaison"),
        gathering=row.pk,
        text="做点什么",
        giver=network.association.pk,
        receiver=network.village_b.pk,
        work_area="nonsense",
        due_on=today(),
    )
    with pytest.raises(Refused):
        accept_resolution(by=network.actor("liaison"), resolution=made.pk)
    assert resolutions_of(network.actor("liaison"), row.pk)[0].accepted_at is None
    drop_resolution(by=network.actor("liaison"), gathering=row.pk, resolution=made.pk)
    assert resolutions_of(network.actor("liaison"), row.pk) == []
    for bad in ({"giver": network.village_b.pk}, {"work_area": ""}, {"due_on": date(9999, 1, 1)}):
        said = {"giver": network.association.pk, "work_area": "industry", "due_on": today(), **bad}
        with pytest.raises(Refused):
            resolve_at_gathering(
                by=network.actor("liaison"), gathering=row.pk, text="x", receiver=network.village_b.pk, **said
            )


def test_a_resolution_without_a_receiver_is_a_duty(network: Network) -> None:
    """It becomes the giver's duty, once."""
    row = announced(network)
    made = resolve_at_gathering(
        by=network.actor("liaison"),
        gathering=row.pk,
        text="整理照片",
        giver=network.association.pk,
        due_on=today(),
    )
    first = accept_resolution(by=network.actor("liaison"), resolution=made.pk)
    accept_resolution(by=network.actor("liaison"), resolution=made.pk)
    assert first.duty_id is not None
    assert duty(network.actor("liaison"), first.duty_id, today()).line.what == "整理照片"


def test_the_story_is_made_once_and_handed_over(network: Network) -> None:
    """Computed who, where, when, how many; only names that were ticked; two photographs; a draft at the media centre."""
    row = announced(network)
    liaison = network.actor("liaison")
    sign_in_guest(by=liaison, gathering=row.pk, guest=guests(row)[0].pk)
    key = poster_of(liaison, row.pk)
    sign_in_oneself(by=network.actor("secretary_b"), gathering=row.pk, poster=key, may_be_named=True)
    note = write_gathering_note(
        by=network.actor("secretary_b"),
        gathering=row.pk,
        text="大家上山",
        photos=[photo(60, 40, gps=True), photo(50, 40)],
        client_key="n" * 32,
    )
    same = write_gathering_note(
        by=network.actor("secretary_b"), gathering=row.pk, text="大家上山", client_key="n" * 32
    )
    assert same.pk == note.pk
    shots = [one.id for line in notes_of_gathering(liaison, row.pk) for one in line.photos]
    keep_gathering_minutes(
        by=liaison, gathering=row.pk, minutes="内部纪要", summary="大家看了茶园。\n\n老支书讲了往事。"
    )
    with pytest.raises(Refused):
        tell_of_gathering(by=liaison, gathering=row.pk, newsroom=network.media.pk, photos=shots)
    hold_gathering(by=liaison, gathering=row.pk)
    with pytest.raises(NotAllowed):
        tell_of_gathering(by=network.actor("secretary_b"), gathering=row.pk, newsroom=network.media.pk)
    with pytest.raises(NotThere):
        tell_of_gathering(by=network.actor("keeper_a"), gathering=row.pk, newsroom=network.media.pk)
    first = tell_of_gathering(by=liaison, gathering=row.pk, newsroom=network.media.pk, photos=shots)
    assert (
        tell_of_gathering(by=liaison, gathering=row.pk, newsroom=network.media.pk, photos=shots).pk
        == first.pk
    )
    (story,) = Story.for_actor(network.actor("editor"))
    assert story.pk == first.story
    body = "\n".join(str(block["value"]) for block in story.body.raw_data)
    assert "测试促进会在张洋村茶山举办“茶山上的主题党日”主题党日活动" in body
    assert "2人参加活动" in body
    assert "老支书讲了往事。" in body
    assert "乙书记" in body
    assert "林来宾" not in body
    assert "内部纪要" not in body
    assert "活动材料：茶山上的主题党日" in story.source
    assert [block["type"] for block in story.body.raw_data].count("picture") == 2
    assert story.cover_id is not None
    assert story.authors() == frozenset()
    second = tell_of_gathering(by=liaison, gathering=row.pk, newsroom=network.media.pk, again=True)
    assert [one.telling for one in tellings_of(liaison, row.pk)] == [1, 2]
    assert second.story != first.story


def test_a_photo_is_taken_out_for_good(network: Network) -> None:
    """Whoever took it and those who organise may; a note with nothing left is gone too."""
    row = announced(network)
    secretary = network.actor("secretary_b")
    write_gathering_note(by=secretary, gathering=row.pk, photos=[photo()])
    (line,) = notes_of_gathering(secretary, row.pk)
    with pytest.raises(NotThere):
        remove_gathering_photo(by=network.actor("keeper_a"), gathering=row.pk, photo=line.photos[0].id)
    remove_gathering_photo(by=network.actor("liaison"), gathering=row.pk, photo=line.photos[0].id)
    assert notes_of_gathering(secretary, row.pk) == []
    with pytest.raises(Refused):
        write_gathering_note(by=secretary, gathering=row.pk)
    with pytest.raises(Refused):
        write_gathering_note(by=secretary, gathering=row.pk, photos=[b"no photo"])


WORDS = st.text(max_size=40)


@given(
    st.builds(
        Material,
        kind=st.sampled_from(["theme-day", "signing", "other"]),
        kind_word=st.just(""),
        title=st.text(min_size=1, max_size=120),
        hosts=st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=3).map(tuple),
        organiser=st.just(1),
        division=st.just(""),
        place=WORDS,
        begins_at=st.just(datetime(2026, 11, 26, 1, tzinfo=UTC)),
        ends_at=st.sampled_from(
            [datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC)]
        ),
        came=st.integers(0, 9999),
        houses=st.integers(0, 20),
        agenda=st.lists(WORDS, max_size=3).map(tuple),
        summary=st.text(max_size=200),
        named=st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple),
        resolved=st.lists(
            st.builds(Resolved, WORDS, WORDS, WORDS, st.dates(date(2026, 1, 1), date(2030, 1, 1))), max_size=3
        ).map(tuple),
    )
)
@settings(max_examples=60)
def test_a_draft_can_always_be_kept(material: Material) -> None:
    """Whatever is known, the title and lines fit the record, and an unknown number of people is not said."""
    text = story_text(material)
    assert 0 < len(text.title) <= 120
    assert len(text.digest) <= 300
    assert len(text.source) <= 300
    assert all(text.paragraphs)
    lead = text.paragraphs[0]
    assert lead.startswith("2026年11月26日")
    assert (f"{material.came}人参加活动" in lead) == (material.came > 0)
    assert len([line for line in text.paragraphs if "日前完成" in line]) >= len(material.resolved)


def test_days_are_read_in_china() -> None:
    """Evening in Greenwich is the next morning in Fujian."""
    text = story_text(
        Material(
            "salon", "", "茶叙", ("促进会", "张洋村"), 1, "", "", datetime(2026, 11, 25, 20, tzinfo=UTC),
            datetime(2026, 11, 27, 2, tzinfo=UTC), 12, 3, (), "", (), (),
        )
    )  # fmt: skip
    expected = "2026年11月26日至27日，促进会联合张洋村举办“茶叙”交流沙龙。来自3家单位的12人参加活动。"
    assert text.paragraphs == (expected,)
