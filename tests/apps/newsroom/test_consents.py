"""What was said about the people in pictures stands between a text and the public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.record_consent import record_consent
from lianjian.apps.newsroom.actions.say_who_is_shown import say_who_is_shown
from lianjian.apps.newsroom.actions.settle_consent import settle_consent
from lianjian.apps.newsroom.actions.store_picture import store_picture
from lianjian.apps.newsroom.actions.withdraw_consent import withdraw_consent
from lianjian.apps.newsroom.models import Consent, StoryPicture
from lianjian.apps.newsroom.queries import published
from lianjian.apps.newsroom.queries.consents import ours, public_without_consent
from lianjian.apps.newsroom.rules.consents import ConsentFact, People, Shown, hindrance
from lianjian.apps.newsroom.rules.drafts import DraftBlock
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.matrix.stories import correct, png
from tests.apps.newsroom.test_publishing import DRAFT, reviewed
from tests.network import Network, today

DAY = date(2026, 3, 1)
days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31))
facts = st.builds(
    ConsentFact,
    given_on=days,
    until=st.none() | days,
    withdrawn_on=st.none() | days,
    settled=st.booleans(),
)


@given(st.sampled_from(sorted(People)), st.lists(facts, max_size=3), st.booleans(), days)
def test_nothing_passes_with_an_ended_consent_or_without_a_word(
    people: People,
    consents: list[ConsentFact],
    stays: bool,  # noqa: FBT001 - drawn by Hypothesis
    day: date,
) -> None:
    """Whatever was said, an ended consent bars; "not asked" and "taken back" always do."""
    why = hindrance(Shown("甲", people, consents, stays=stays), day)
    if any(one.ended(day) for one in consents) or people in {People.NOT_ASKED, People.TAKEN_BACK}:
        assert why
    if not why and people == People.CONSENT:
        assert any(one.holds(day) for one in consents)


def photo(network: Network, shade: int = 10) -> int:
    return store_picture(by=network.actor("editor"), data=png(shade), title="村口合影").pk


def agreed(network: Network, **more: object) -> Consent:
    values = {"who": "合影左二", "use": "用于稿件", "way": "paper", "given_on": today(), **more}
    return record_consent(by=network.actor("editor"), **values)  # type: ignore[arg-type] # what a form sends


def with_photo(network: Network) -> tuple[int, int]:
    picture = photo(network)
    blocks = (*DRAFT.blocks, DraftBlock("picture", picture=picture))
    return reviewed(network, replace(DRAFT, blocks=blocks)).pk, picture


def test_a_picture_nobody_was_asked_about_bars_the_story_by_name(network: Network) -> None:
    """Refused with the name of the picture; one word about it lets the reviewed text out."""
    story, picture = with_photo(network)
    with pytest.raises(Refused, match="pictures"):
        publish_story(by=network.actor("editor"), story=story)
    assert published(story) is None
    say_who_is_shown(by=network.actor("editor"), picture=picture, people="public-event", note="开茶节")
    publish_story(by=network.actor("editor"), story=story)
    assert published(story) is not None


def test_consent_needs_its_row_and_its_end_marks_what_is_public(network: Network) -> None:
    """The word alone is not enough; a withdrawn consent marks the public story until another one stands in its place."""
    editor = network.actor("editor")
    story, picture = with_photo(network)
    say_who_is_shown(by=editor, picture=picture, people="consent")
    with pytest.raises(Refused):
        publish_story(by=editor, story=story)
    first = agreed(network, picture=picture)
    publish_story(by=editor, story=story)
    assert not public_without_consent(editor, today()).exists()
    withdraw_consent(by=editor, consent=first.pk)
    assert [row.pk for row in public_without_consent(editor, today())] == [story]
    agreed(network, picture=picture, instead_of=first.pk)
    assert not public_without_consent(editor, today()).exists()


def test_a_consent_that_runs_out_marks_the_story_and_a_correction_without_the_picture_clears_it(
    network: Network,
) -> None:
    """On the day after the last one; the corrected text no longer holds the picture."""
    editor = network.actor("editor")
    story, picture = with_photo(network)
    agreed(network, picture=picture, until=today())
    publish_story(by=editor, story=story)
    tomorrow = today() + timedelta(days=1)
    assert not public_without_consent(editor, today()).exists()
    assert public_without_consent(editor, tomorrow).exists()
    correct(network, story, "没有合影的稿子")
    assert not public_without_consent(editor, tomorrow).exists()


def test_pictures_from_the_archive_stay_where_they_are_public_and_go_into_nothing_new(
    network: Network,
) -> None:
    """A correction of a public story keeps them; a new story is refused."""
    editor = network.actor("editor")
    story, picture = with_photo(network)
    say_who_is_shown(by=editor, picture=picture, people="nobody")
    publish_story(by=editor, story=story)
    StoryPicture.objects.filter(pk=picture).update(people="archive")
    another = reviewed(network, replace(DRAFT, title="另一篇", cover=picture))
    with pytest.raises(Refused, match="pictures"):
        publish_story(by=editor, story=another.pk)
    assert hindrance(Shown("甲", "archive", stays=True), DAY) == ""


def test_words_about_a_person_are_settled_by_an_editor(network: Network) -> None:
    """A consent about the text that ended bars the next publication until its words are said to be out."""
    editor = network.actor("editor")
    story = reviewed(network).pk
    one = agreed(network, story=story, way="words")
    withdraw_consent(by=editor, consent=one.pk)
    with pytest.raises(Refused, match="agrees no more"):
        publish_story(by=editor, story=story)
    settle_consent(by=editor, consent=one.pk)
    publish_story(by=editor, story=story)
    assert published(story) is not None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"who": " "}, "who"),
        ({"use": ""}, "use"),
        ({"way": "smoke"}, "way"),
        ({"given_on": date(2999, 1, 1)}, "given_on"),
        ({"until": date(2001, 1, 1)}, "until"),
    ],
)
def test_what_is_missing_is_said_by_field(network: Network, values: dict[str, object], field: str) -> None:
    """Each gap is named where it is."""
    with pytest.raises(Refused) as refused:
        agreed(network, picture=photo(network), **values)
    assert refused.value.field == field


def test_nobody_else_sees_or_changes_a_word_about_the_people(network: Network) -> None:
    """A first secretary and a liaison officer: pictures, consents and verbs are not there."""
    picture = photo(network)
    one = agreed(network, picture=picture)
    for name in ("secretary_a", "liaison", "keeper_a"):
        stranger = network.actor(name)
        assert not ours(stranger).exists()
        assert not Consent.objects.by(stranger).exists()
        with pytest.raises(NotThere):
            say_who_is_shown(by=stranger, picture=picture, people="nobody")
        with pytest.raises(NotThere):
            withdraw_consent(by=stranger, consent=one.pk)
        with pytest.raises(NotThere):
            settle_consent(by=stranger, consent=one.pk)
        with pytest.raises(NotThere):
            record_consent(by=stranger, who="甲", use="乙", way="paper", given_on=today(), picture=picture)
