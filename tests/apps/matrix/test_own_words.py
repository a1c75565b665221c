"""Other words for one outlet: they wait for a second person, hold what waits, follow the story, and correct what is out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.matrix.actions.accept_own_words import accept_own_words
from lianjian.apps.matrix.actions.retry_delivery import retry_delivery
from lianjian.apps.matrix.actions.return_own_words import return_own_words
from lianjian.apps.matrix.actions.write_own_words import write_own_words
from lianjian.apps.matrix.models import OutletWords
from lianjian.apps.matrix.queries import article, version, versions
from lianjian.apps.matrix.rules.limits import Limit, Limits
from lianjian.apps.matrix.rules.own_words import (
    CHANGEABLE,
    FIELDS,
    Standing,
    found_in,
    mark_of,
    must_be_answered,
    own_words_in,
    standing_of_words,
)
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.matrix.stories import correct, deliveries, delivery, draft, outlet, publish, reviewed
from tests.network import ROOT, Network
from tests.six_steps import pass_through

if TYPE_CHECKING:
    from lianjian.apps.matrix.rules.versions import Version

FEED, HAND, WECHAT, WEIBO = "people", "wechat-channels", "wechat-zhuyou", "weibo-zhuyou"


def write(network: Network, story: int, at: str, who: str = "editor", **typed: str) -> str:
    """Keep words; their mark."""
    kept = write_own_words(by=network.actor(who), story=story, outlet=at, typed=typed)
    return kept.mark if kept is not None else ""


def accept(network: Network, story: int, at: str, mark: str, who: str = "reviewer") -> None:
    accept_own_words(by=network.actor(who), story=story, outlet=at, mark=mark)


def stands(story: int, at: str) -> tuple[str, str, dict[str, str]]:
    """State, cause and words of the newest delivery."""
    row = delivery(story, at)
    return row.state, row.cause, row.changes


def test_words_written_before_publication_go_out_with_the_story(network: Network) -> None:
    """Accepted ones are part of the first delivery, at this outlet alone; another outlet has the story's own."""
    story = reviewed(network, draft(network))
    mark = write(network, story, FEED, title="一个短题")
    accept(network, story, FEED, mark)
    publish_story(by=network.actor("editor"), story=story)
    assert stands(story, FEED) == ("planned", "", {"title": "一个短题"})
    assert stands(story, "xinhua") == ("planned", "", {})


def test_own_words_are_read_by_the_checks(network: Network) -> None:
    """A villager's number that nobody wrote into the story: it is shown, and accepting asks for a word. A finding that was
    kept in the story on purpose is no news here."""
    story = reviewed(network, draft(network))
    mark = write(network, story, FEED, digest="想买茶的请打13800138000。")
    found = version(network.actor("reviewer"), story, FEED).words
    assert found is not None
    assert [(one.kind, one.words, one.field) for one in found.found] == [("mobile", "13800138000", "digest")]
    assert found.must_be_answered
    with pytest.raises(Refused) as refused:
        accept(network, story, FEED, mark)
    assert refused.value.field == "knowingly"
    accept_own_words(by=network.actor("reviewer"), story=story, outlet=FEED, mark=mark, knowingly=True)
    assert OutletWords.objects.by(ROOT).get(story=story).accepted_by == network.actor("reviewer").person
    assert EventRecord.objects.get(name="matrix.own_words_accepted").payload["knowingly"] is True


@given(st.dictionaries(st.sampled_from(CHANGEABLE), st.text(max_size=60)))
def test_what_was_kept_on_purpose_is_not_found_again(changes: dict[str, str]) -> None:
    """Whatever is written: with every finding kept, nothing is left to answer; without, all of it is there."""
    found = found_in(changes, frozenset())
    assert found_in(changes, {one.fingerprint for one in found}) == []
    assert must_be_answered(changes, frozenset()) == any(one.severity == "stop" for one in found)
    assert {one.field for one in found} <= {FIELDS[name] for name in changes}


def test_undecided_words_hold_the_delivery(network: Network) -> None:
    """Published meanwhile: the outlet waits with its cause, sending it by hand is refused; accepting lets it go."""
    story = reviewed(network, draft(network))
    mark = write(network, story, FEED, title="一个短题")
    publish_story(by=network.actor("editor"), story=story)
    assert stands(story, FEED) == ("needs_human", "words-wait", {})
    with pytest.raises(Refused, match="no colleague has accepted"):
        retry_delivery(by=network.actor("editor"), delivery=delivery(story, FEED).pk)
    accept(network, story, FEED, mark)
    assert stands(story, FEED) == ("planned", "", {"title": "一个短题"})
    assert deliveries(story, FEED).count() == 1


def test_words_for_a_delivery_that_waits(network: Network) -> None:
    """What lies in the feed is taken out until somebody decides; going back to the story's words needs nobody."""
    story = publish(network)
    key = delivery(story, FEED).key
    write(network, story, FEED, title="一个短题")
    assert stands(story, FEED) == ("needs_human", "words-wait", {})
    write(network, story, FEED, title="")
    assert stands(story, FEED) == ("planned", "", {})
    assert delivery(story, FEED).key != key  # what may have been fetched under the old key is not this
    assert version(network.actor("editor"), story, FEED).words is None


def test_nobody_accepts_their_own_words(network: Network) -> None:
    """Not the writer, however high; not an editor; not for words that changed while they were read."""
    story = publish(network)
    mark = write(network, story, HAND, who="reviewer", title="审核写的题")
    with pytest.raises(NotAllowed, match="You wrote"):
        accept(network, story, HAND, mark)
    with pytest.raises(NotAllowed, match="Only a reviewer"):
        accept(network, story, HAND, mark, who="editor")
    with pytest.raises(Refused, match="while you read"):
        accept(network, story, HAND, mark_of({"title": "别的题"}), who="chief")
    accept(network, story, HAND, mark, who="chief")
    assert stands(story, HAND) == ("needs_human", "hand-off", {"title": "审核写的题"})
    accept(network, story, HAND, mark, who="chief")
    assert OutletWords.objects.by(ROOT).get().accepted_by == network.people["chief"].pk


@pytest.mark.parametrize("who", ["secretary_a", "liaison", "keeper_a", "leader"])
def test_outsiders_find_nothing(network: Network, who: str) -> None:
    """Neither the versions of a story, nor an outlet's words, whatever they guess."""
    story = publish(network)
    mark = write(network, story, HAND, title="内部的题")
    by = network.actor(who)
    for look in (
        versions,
        lambda by, story: version(by, story, HAND),
        lambda by, story: article(by, story, WECHAT),
    ):
        with pytest.raises(NotThere):
            look(by, story)
    with pytest.raises(NotThere):
        write(network, story, HAND, who=who, title="外人的题")
    with pytest.raises(NotThere):
        accept(network, story, HAND, mark, who=who)
    with pytest.raises(NotThere):
        return_own_words(by=by, story=story, outlet=HAND, mark=mark, why="不好")
    assert not OutletWords.objects.by(by).exists()


def test_words_sent_back_say_why(network: Network) -> None:
    """Without a reason nothing happens; with one it stands beside the words, and the delivery waits on."""
    story = publish(network)
    mark = write(network, story, FEED, title="夸大的题")
    with pytest.raises(Refused) as refused:
        return_own_words(by=network.actor("chief"), story=story, outlet=FEED, mark=mark, why="  ")
    assert refused.value.field == "why"
    return_own_words(by=network.actor("chief"), story=story, outlet=FEED, mark=mark, why="题不符实")
    words = version(network.actor("editor"), story, FEED).words
    assert words is not None
    assert (words.standing, words.returner, words.why) == ("returned", "媒主任", "题不符实")
    assert stands(story, FEED)[1] == "words-wait"
    again = write(network, story, FEED, title="平实的题")
    accept(network, story, FEED, again)
    assert stands(story, FEED) == ("planned", "", {"title": "平实的题"})


def test_words_follow_the_story_until_it_changes_under_them(network: Network) -> None:
    """A correction of the text leaves an own title valid; one of the title makes it wait for another look."""
    story = publish(network)
    accept(network, story, FEED, write(network, story, FEED, title="一个短题"))
    deliveries(story, FEED).update(state="accepted")
    save_story_draft(by=network.actor("editor"), story=story, draft=draft(network, text="改过的第一段。"))
    pass_through(network, story)
    publish_story(by=network.actor("editor"), story=story)
    assert stands(story, FEED) == ("planned", "", {"title": "一个短题"})
    correct(network, story, "换了题目")
    assert stands(story, FEED) == ("needs_human", "words-outdated", {})
    words = version(network.actor("reviewer"), story, FEED).words
    assert words is not None
    assert words.standing == Standing.OUTDATED
    with pytest.raises(Refused, match="changed after"):
        accept(network, story, FEED, words.mark)
    mark = write(network, story, FEED, title="一个短题")  # looked at again, and kept
    assert stands(story, FEED)[1] == "words-wait"
    accept(network, story, FEED, mark)
    assert stands(story, FEED) == ("planned", "", {"title": "一个短题"})


def test_words_for_the_next_text_leave_the_public_one_alone(network: Network) -> None:
    """Written for a draft with another title, they wait for its publication."""
    story = publish(network)
    save_story_draft(by=network.actor("editor"), story=story, draft=draft(network, "新稿新题"))
    accept(network, story, FEED, write(network, story, FEED, title="新稿短题"))
    assert stands(story, FEED) == ("planned", "", {})
    pass_through(network, story)
    publish_story(by=network.actor("editor"), story=story)
    assert stands(story, FEED) == ("planned", "", {"title": "新稿短题"})


def test_accepted_words_correct_what_is_out(network: Network) -> None:
    """By itself where the outlet replaces, by hand where a second item would appear; as often as words change."""
    story = publish(network)
    for at in (FEED, HAND):
        deliveries(story, at).update(state="published", url="https://example.com/1", next_at=None)
    for title in ("第一题", "第二题", "", "第一题"):
        for at in (FEED, HAND):
            mark = write(network, story, at, title=title)
            if mark:
                accept(network, story, at, mark)
            row = delivery(story, at)
            assert row.deed == "correct"
            assert row.changes == ({"title": title} if title else {})
            deliveries(story, at).update(state="published", next_at=None)
            assert row.cause == ("correct-by-hand" if at == HAND else "")
    assert deliveries(story, FEED).count() == 5
    assert len(set(deliveries(story).values_list("key", flat=True))) == deliveries(story).count()


def test_nothing_is_reworded_while_it_is_not_known_whether_it_arrived(network: Network) -> None:
    """An unknown delivery is settled first, one in a worker's hands is left."""
    story = publish(network)
    for state in ("unknown", "sending"):
        deliveries(story, WECHAT).update(state=state)
        with pytest.raises(Refused):
            write(network, story, WECHAT, title="换个题")
    assert not OutletWords.objects.by(ROOT).exists()


def test_what_an_outlet_does_not_take_is_refused_beside_its_text(network: Network) -> None:
    """Counted as the outlet counts; nothing is kept. Our own site has no words of its own, a withdrawn story none at all."""
    story = publish(network)
    for typed, field in (({"title": "长" * 17}, "title"), ({"pictures": "x"}, "pictures")):
        with pytest.raises(Refused) as refused:
            write(network, story, HAND, **typed)
        assert refused.value.field == field
    with pytest.raises(Refused, match="Our own site"):
        write(network, story, "web-site", title="别的题")
    with pytest.raises(NotThere):
        write(network, story, "no-such-outlet", title="别的题")
    with pytest.raises(NotAllowed):
        write_own_words(by=ROOT, story=story, outlet=HAND, typed={"title": "系统写的"})
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    with pytest.raises(Refused, match="withdrawn"):
        write(network, story, HAND, title="别的题")
    assert not OutletWords.objects.by(ROOT).exists()


def test_all_versions_of_a_draft_are_seen_at_once(network: Network) -> None:
    """Twenty-six, before anything went out; what is cut says so, and lengths count as each outlet counts."""
    long = "第一段很长。" * 60
    story = start_story(by=network.actor("editor"), draft=draft(network, "长题" * 12, text=long)).pk
    found = versions(network.actor("editor"), story)
    assert (len(found.lines), found.public, found.withdrawn) == (26, False, False)
    assert {line.state for line in found.lines} == {"unplanned"}
    assert not any(line.broken for line in found.lines)
    channel, weibo = (next(line for line in found.lines if line.outlet.key == key) for key in (HAND, WEIBO))
    title = channel.text("title")
    assert (title.length, title.most, title.differs) == (16, 16, True)
    assert {piece.kind for line in title.lines for piece in line} >= {"same", "gone"}
    assert weibo.text("text").fits
    assert weibo.text("text").differs
    site = next(line for line in found.lines if line.outlet.key == "web-site")
    assert (site.differs, site.may_write, site.manner) == (False, False, "same")


def test_the_article_of_wechat_is_what_goes_out(network: Network) -> None:
    """Own words in it, every text escaped, pictures by our addresses; an outlet without articles has none."""
    story = publish(network)
    write(network, story, WECHAT, text="<b>自己的</b>一段")
    body = article(network.actor("editor"), story, WECHAT)
    assert "&lt;b&gt;自己的&lt;/b&gt;一段" in body
    other = next(
        line.outlet.key for line in versions(ROOT, story).lines if line.typeset and line.outlet.key != WECHAT
    )
    assert "<img src=" in article(network.actor("editor"), story, other)
    with pytest.raises(NotThere):
        article(network.actor("editor"), story, WEIBO)


def test_the_number_of_questions_does_not_grow_with_words(
    network: Network, django_assert_max_num_queries: Any
) -> None:
    """Words at every outlet cost no more queries than at one."""
    story = publish(network)
    editor = network.actor("editor")
    write(network, story, HAND, digest="一句提要。")
    with django_assert_max_num_queries(80) as few:
        versions(editor, story)
    for line in versions(editor, story).lines:
        if line.may_write:
            write(network, story, line.outlet.key, digest="一句提要。")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert versions(editor, story).count("own") > 20


TEXTS = st.dictionaries(st.sampled_from(CHANGEABLE), st.text(max_size=12), max_size=4)


@given(
    typed=TEXTS, shaped=st.fixed_dictionaries(dict.fromkeys(CHANGEABLE, st.text(max_size=8))), before=TEXTS
)
def test_own_words_fit_and_differ(
    typed: dict[str, str], shaped: dict[str, str], before: dict[str, str]
) -> None:
    """Whatever is typed: kept words fit, are not empty, differ from the story's, and untyped ones stay as they were."""
    limits = Limits({"title": Limit(6), "text": Limit(10, "utf16"), "title_min": Limit(2)})
    try:
        kept = own_words_in(typed, cast("Version", SimpleNamespace(**shaped)), limits, before)
    except Refused as refused:
        assert refused.field in {"title", "text"}
        return
    for name, text in kept.items():
        if name not in typed:
            assert before[name] == text
            continue
        assert text.strip()
        assert text != shaped[name].strip()
        limit = limits.get(name)
        assert limit is None or limit.fits(text)
        assert name != "title" or len(text) >= 2
    assert set(before) - set(typed) <= set(kept)


@given(
    changes=TEXTS,
    basis=st.dictionaries(st.sampled_from(CHANGEABLE), st.sampled_from("ab"), max_size=4),
    now=st.fixed_dictionaries(dict.fromkeys(CHANGEABLE, st.sampled_from("ab"))),
    accepted=st.booleans(),
    returned=st.booleans(),
)
def test_words_are_accepted_only_for_the_text_they_were_written_for(
    changes: dict[str, str], basis: dict[str, str], now: dict[str, str], *, accepted: bool, returned: bool
) -> None:
    """Accepted means: somebody accepted them, nobody sent them back, and each text they replace is as it was."""
    standing = standing_of_words(changes=changes, basis=basis, now=now, accepted=accepted, returned=returned)
    same = all(basis.get(name) == now[name] for name in changes)
    assert (standing == Standing.ACCEPTED) == (accepted and not returned and same)


@pytest.mark.usefixtures("network")
def test_the_outlets_of_these_tests_are_what_they_are_taken_for() -> None:
    """A feed, a hand-off, two interfaces."""
    assert [outlet(key).mode for key in (FEED, HAND, WECHAT, WEIBO)] == ["feed", "hand-off", "api", "api"]
