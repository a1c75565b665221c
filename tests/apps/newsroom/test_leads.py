"""Entries of a village as leads: released by their writer, read by one newsroom, answered, gone with the entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.coordination.actions.withdraw_log_entry import withdraw_log_entry
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.newsroom.actions.ask_for_entry import ask_for_entry
from lianjian.apps.newsroom.actions.decline_lead import decline_lead
from lianjian.apps.newsroom.actions.forget_lead_words import forget_lead_words
from lianjian.apps.newsroom.actions.offer_lead import offer_lead
from lianjian.apps.newsroom.actions.take_up_lead import take_up_lead
from lianjian.apps.newsroom.actions.withdraw_lead import withdraw_lead
from lianjian.apps.newsroom.models import Lead, Story, StoryPicture
from lianjian.apps.newsroom.queries.leads import (
    entries_to_ask_for,
    lead_line,
    leads,
    leads_of_entry,
    own_leads,
    source_of,
    sources_taken_back,
)
from lianjian.apps.newsroom.rules.consents import People
from lianjian.apps.newsroom.rules.leads import LeadState, may_move, title_from
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.matrix.stories import png
from tests.network import ROOT, Network, today

WORDS = "合作社今天第一次分红。十二户，每户三百元！"


def an_entry(network: Network, who: str = "secretary_a", text: str = WORDS) -> int:
    village = network.village_b if who == "secretary_b" else network.village_a
    return write_log_entry(by=network.actor(who), village=village.pk, text=text, photos=[png(7)]).pk


def offered(network: Network) -> Lead:
    return offer_lead(
        by=network.actor("secretary_a"), entry=an_entry(network), newsroom=network.media.pk, note="可以来拍"
    )


@given(st.text(max_size=200))
def test_a_title_is_one_line_of_forty(words: str) -> None:
    """Whatever was written, the working title is short and of one line."""
    title = title_from(words)
    assert len(title) <= 40
    assert len(title.splitlines()) <= 1


@given(st.sampled_from(LeadState), st.sampled_from(LeadState))
def test_what_was_taken_up_stays_and_nothing_is_taken_unoffered(now: LeadState, to: LeadState) -> None:
    """No way leads out of "taken", and none into it but from "offered"."""
    if may_move(now, to):
        assert now is not LeadState.TAKEN
        assert to is not LeadState.TAKEN or now is LeadState.OFFERED


def test_the_newsroom_reads_an_entry_from_the_moment_it_is_offered(network: Network) -> None:
    """Before, the editor finds nothing; then the words and the number of photographs, and nothing in another village."""
    entry = an_entry(network)
    editor = network.actor("editor")
    assert not leads(editor).exists()
    assert entries_to_ask_for(editor) == []
    lead = offer_lead(by=network.actor("secretary_a"), entry=entry, newsroom=network.media.pk)
    line = lead_line(editor, lead.pk)
    assert line.entry is not None
    assert (line.entry.text, len(line.entry.photos)) == (WORDS, 1)
    again = offer_lead(by=network.actor("secretary_a"), entry=entry, newsroom=network.media.pk)
    assert again.pk == lead.pk
    for stranger in ("secretary_b", "leader", "keeper_a"):
        assert not leads(network.actor(stranger)).exists()
        assert not own_leads(network.actor(stranger)).exists()
        with pytest.raises(NotThere):
            lead_line(network.actor(stranger), lead.pk)


def test_only_the_writer_offers(network: Network) -> None:
    """A colleague of the village may not, a stranger finds nothing, and no other organisation is a newsroom."""
    entry = an_entry(network)
    with pytest.raises(NotAllowed):
        offer_lead(by=network.actor("keeper_a"), entry=entry, newsroom=network.media.pk)
    for stranger in ("secretary_b", "editor"):
        with pytest.raises(NotThere):
            offer_lead(by=network.actor(stranger), entry=entry, newsroom=network.media.pk)
    with pytest.raises(Refused) as refused:
        offer_lead(by=network.actor("secretary_a"), entry=entry, newsroom=network.association.pk)
    assert refused.value.field == "newsroom"
    with pytest.raises(Refused) as refused:
        offer_lead(by=network.actor("secretary_a"), entry=entry, newsroom=network.media.pk, note="字" * 301)
    assert refused.value.field == "note"


def test_another_newsroom_has_no_part_in_it(network: Network) -> None:
    """Offered to one newsroom is not offered to the next; its verbs find nothing."""
    lead = offered(network)
    house = register_organisation(
        by=ROOT, key="media-2", name="别的融媒", short_name="别的", kind="media-centre", joined_on=today()
    )
    person = network.people["liaison"]
    grant_mandate(by=ROOT, person=person.pk, organisation=house.pk, role="editor", starts_on=today())
    other = network.actor("liaison")
    assert not leads(other).exists()
    with pytest.raises(NotThere):
        take_up_lead(by=other, lead=lead.pk)
    with pytest.raises(NotThere):
        decline_lead(by=other, lead=lead.pk, answer="不用")
    with pytest.raises(NotThere):
        withdraw_lead(by=other, lead=lead.pk)


def test_taken_up_it_is_a_draft_that_keeps_its_source(network: Network) -> None:
    """Words, village and day are there, the writer's name is not; nobody was asked about the photograph, so its
    word is still missing; taking up twice is refused; the writer reads the word."""
    lead = offered(network)
    editor = network.actor("editor")
    taken = take_up_lead(by=editor, lead=lead.pk, answer="周三去拍")
    story = Story.objects.get(pk=taken.story_id)
    assert (story.title, story.party, story.source) == ("合作社今天第一次分红", network.village_a, "张洋村")
    assert network.people["secretary_a"].name not in str(story.byline) + story.source
    assert story.authors() == {network.people["editor"].pk}
    assert StoryPicture.objects.get(pk=story.cover_id).people == People.NOT_ASKED
    source = source_of(editor, story.pk)
    assert source is not None
    assert source.lead.pk == lead.pk
    (mine,) = leads_of_entry(network.actor("secretary_a"), lead.entry_id)
    assert (mine.lead.state, mine.lead.answer, mine.lead.answered_by) == (
        "taken",
        "周三去拍",
        network.people["editor"],
    )
    for verb in (take_up_lead, withdraw_lead):
        with pytest.raises(Refused, match="already"):
            verb(by=ROOT if verb is take_up_lead else network.actor("secretary_a"), lead=lead.pk)


def test_declined_needs_a_word_and_closes_the_entry_again(network: Network) -> None:
    """The writer reads why; the newsroom reads the entry no more; it may be offered again."""
    lead = offered(network)
    editor, writer = network.actor("editor"), network.actor("secretary_a")
    with pytest.raises(Refused) as refused:
        decline_lead(by=editor, lead=lead.pk, answer="  ")
    assert refused.value.field == "answer"
    decline_lead(by=editor, lead=lead.pk, answer="上月写过了")
    assert lead_line(editor, lead.pk).entry is None
    assert leads_of_entry(writer, lead.entry_id)[0].lead.answer == "上月写过了"
    offer_lead(by=writer, entry=lead.entry_id, newsroom=network.media.pk)
    assert lead_line(editor, lead.pk).entry is not None


def test_the_writer_takes_an_offer_back(network: Network) -> None:
    """Not released any more: the newsroom sees that there was one, and no words; a colleague cannot do it."""
    lead = offered(network)
    with pytest.raises(NotThere):
        withdraw_lead(by=network.actor("keeper_a"), lead=lead.pk)
    with pytest.raises(NotAllowed):
        withdraw_lead(by=network.actor("editor"), lead=lead.pk)
    withdraw_lead(by=network.actor("secretary_a"), lead=lead.pk)
    line = lead_line(network.actor("editor"), lead.pk)
    assert (line.entry, line.lead.note, line.lead.state) == (None, "", "withdrawn")


def test_no_word_outlives_the_entry_and_the_editor_of_a_draft_is_told(network: Network) -> None:
    """Taking the entry back ends what nobody took up; what became a draft stands on the editor's list."""
    waiting, taken = offered(network), offered(network)
    editor, writer = network.actor("editor"), network.actor("secretary_a")
    take_up_lead(by=editor, lead=taken.pk)
    assert not sources_taken_back(editor).exists()
    for lead in (waiting, taken):
        withdraw_log_entry(by=writer, entry=lead.entry_id)
        lead.refresh_from_db()
    assert (waiting.state, waiting.note) == ("withdrawn", "")
    assert (taken.state, taken.note) == ("taken", "")
    assert [one.pk for one in sources_taken_back(editor)] == [taken.pk]
    assert not sources_taken_back(network.actor("secretary_b")).exists()
    source = lead_line(editor, taken.pk)
    assert source.entry is not None
    assert source.entry.withdrawn
    with pytest.raises(NotAllowed):
        forget_lead_words(by=editor, entry=waiting.entry_id)
    with pytest.raises(Refused, match="taken back"):
        offer_lead(by=writer, entry=waiting.entry_id, newsroom=network.media.pk)


def test_an_editor_asks_for_what_they_see_and_colleagues_wait_for_the_yes(network: Network) -> None:
    """An editor who also works in the village sees its log; asking shows nobody else a word until the writer agrees."""
    entry = an_entry(network)
    for who in ("reviewer", "proof_a"):
        with pytest.raises(NotThere):
            ask_for_entry(by=network.actor(who), entry=entry)
    grant_mandate(
        by=ROOT,
        person=network.people["editor"].pk,
        organisation=network.village_a.pk,
        role="member",
        starts_on=today(),
    )
    editor = network.actor("editor")
    assert [line.id for line in entries_to_ask_for(editor)] == [entry]
    lead = ask_for_entry(by=editor, entry=entry)
    assert ask_for_entry(by=editor, entry=entry).pk == lead.pk
    assert entries_to_ask_for(editor) == []
    assert lead_line(network.actor("reviewer"), lead.pk).entry is None
    with pytest.raises(Refused, match="already"):
        take_up_lead(by=editor, lead=lead.pk)
    offer_lead(by=network.actor("secretary_a"), entry=entry, newsroom=network.media.pk)
    assert lead_line(network.actor("reviewer"), lead.pk).entry is not None
    other = an_entry(network, text="第二条")
    asked = ask_for_entry(by=editor, entry=other)
    withdraw_lead(by=network.actor("secretary_a"), lead=asked.pk)
    assert lead_line(editor, asked.pk).lead.state == LeadState.WITHDRAWN
    assert ask_for_entry(by=editor, entry=other).state == LeadState.WITHDRAWN  # asked once
