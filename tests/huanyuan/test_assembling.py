"""Several damaged copies of one article give one text that is better than each."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huanyuan import Assembled, Repair, Uncertain, assemble, repair
from huanyuan.aligning import align
from tests.huanyuan.corruptor import random_mirror
from tests.huanyuan.texts import SIMPLIFIED

ARTICLE = "\n".join("".join(SIMPLIFIED[at : at + 3]) for at in range(0, 18, 3))
LINES = ARTICLE.split("\n")
WRONG = "鑫淼焱垚"  # what no text of ours has


def damaged(text: str, lost: set[int], chosen: set[int] = frozenset()) -> Repair:  # type: ignore[assignment]
    """`text` with characters lost or chosen wrongly, both reported, as a repair reports them."""
    out = "".join("?" if at in lost else WRONG[at % 4] if at in chosen else c for at, c in enumerate(text))
    places = tuple(Uncertain(at, 1, "?", out[at], "chosen") for at in sorted(lost | chosen))
    return Repair(out, True, ("mirror",), places)


def applied(text: str, assembled: Assembled) -> str:
    """The edits of a report carried out."""
    out, at = [], 0
    for edit in assembled.edits:
        assert edit.at >= at
        assert text[edit.at : edit.at + edit.len] == edit.from_
        out += [text[at : edit.at], edit.to]
        at = edit.at + edit.len
    return "".join(out) + text[at:]


def distance(a: str, b: str) -> int:
    """Characters that differ; the width of punctuation does not count."""
    a, b = (text.translate(str.maketrans(",:;!?()", "，：；！？（）")) for text in (a, b))
    return sum(max(s.a1 - s.a0, s.b1 - s.b0) for s in align(a, b) if not s.same)


def damages(seed: int, copies: int = 3) -> list[Repair]:
    """Copies of the article, damaged in places that no two share: up to a seventh of each."""
    chance = random.Random(seed)
    rate = chance.randint(2 * copies, 40)
    owners = [chance.randint(0, rate) for _ in ARTICLE]
    owned = [
        {at for at, owner in enumerate(owners) if owner == n and ARTICLE[at] != "\n"} for n in range(copies)
    ]
    return [damaged(ARTICLE, {at for at in own if at % 2}, {at for at in own if not at % 2}) for own in owned]


def test_alone_a_text_comes_back_as_it_is() -> None:
    one = repair(random_mirror(random.Random(3)).apply(ARTICLE))
    assert assemble([one]) == Assembled(one.text, (), one.uncertain, (), ())
    assert assemble([""]).text == ""
    with pytest.raises(ValueError, match="nothing"):
        assemble([])


@given(st.integers(0, 2**32))
def test_damage_in_different_places_is_undone_altogether(seed: int) -> None:
    copies = damages(seed)
    found = assemble(copies)
    assert found.text == ARTICLE
    assert found.uncertain == ()
    assert applied(copies[0].text, found) == found.text
    for at, length, number in found.parts:
        assert number > 0
        assert found.text[at : at + length] in copies[number].text


@given(st.integers(0, 2**32), st.integers(2, 5))
def test_whatever_the_copies_are(seed: int, number: int) -> None:
    """The order of the others does not matter, edits apply, nothing comes from nowhere, twice is once."""
    chance = random.Random(seed)
    copies: list[Repair] = []
    for _ in range(number):
        lines = [line for line in LINES if chance.random() < 0.8]
        if chance.random() < 0.3:
            lines.insert(chance.choice((0, len(lines))), "上一篇：别的文章")
        text = "\n".join(lines)[: chance.randint(1, len(ARTICLE))]
        doubtful = {at for at in range(len(text)) if chance.random() < 0.1 and text[at] != "\n"}
        lost = {at for at in doubtful if chance.random() < 0.5}
        copies.append(damaged(text, lost, {at for at in doubtful - lost if chance.random() < 0.5}))
    found = assemble(copies)
    first, *others = copies
    chance.shuffle(others)
    again = assemble([first, *others])
    assert again.text == found.text
    assert again.uncertain == found.uncertain
    assert applied(copies[0].text, found) == found.text
    assert set(found.text) <= {character for copy in copies for character in copy.text}
    for place in found.uncertain:
        assert found.text[place.at : place.at + place.len] == place.to
    twice = assemble([Repair(found.text, uncertain=found.uncertain), *others])
    assert twice.text == found.text


@given(st.integers(0, 2**32))
def test_what_mirrors_do_gets_less(seed: int) -> None:
    """Through the forward model and the repair."""
    chance = random.Random(seed)
    copies = [repair(random_mirror(chance).apply(ARTICLE)) for _ in range(3)]
    found = assemble(copies)
    assert distance(found.text, ARTICLE) <= distance(copies[0].text, ARTICLE)
    assert applied(copies[0].text, found) == found.text


def test_two_sure_readings_that_differ_are_shown_and_not_decided() -> None:
    first, other = "全县接待游客三十二万人次，比去年多。", "全县接待游客三十五万人次，比去年多。"
    found = assemble([first, other, other])
    assert found.text == first
    assert not found.edits
    (place,) = found.uncertain
    assert (place.to, "“五”" in place.why) == ("二", True)


def test_figures_are_never_outvoted() -> None:
    """Two that agree win against a choice, but not where a figure or quoted words would change."""
    text = "这次收了4800元，大家都很高兴。她说：“明年再来。”"
    figure, word, quoted = text.index("8"), text.index("高"), text.index("明")

    def copy(came: str, **chosen: str) -> Repair:
        out = [*text]
        out[figure], out[word], out[quoted] = chosen["figure"], chosen["word"], chosen["quoted"]
        places = tuple(Uncertain(at, 1, came, out[at], "chosen") for at in (figure, word, quoted))
        return Repair("".join(out), True, (), places)

    first = copy("甲", figure="3", word="尽", quoted="后")
    others = [copy(came, figure="8", word="高", quoted="明") for came in "乙丙"]
    assert assemble([first, others[0], others[0]]).text == first.text
    found = assemble([first, *others])
    assert found.text == first.text.replace("尽", "高")
    assert [place.to for place in found.uncertain] == ["3", "高", "后"]
    assert "“8”" in found.uncertain[0].why


def test_a_page_that_was_cut_off_is_made_whole() -> None:
    """From two others, each with its own damage, and without their furniture."""
    whole = [damaged(ARTICLE, {200, 220}), damaged(ARTICLE, {210, 230})]
    tail = "\n责任编辑：某某"
    copies = [Repair(ARTICLE[:90]), replace_text(whole[0], whole[0].text + tail), whole[1]]
    found = assemble(copies)
    assert found.text == ARTICLE
    assert found.left_out == ((1, tail),)
    assert found.parts[0][0] == 90
    assert assemble([Repair(ARTICLE[90:]), *copies[1:]]).text == ARTICLE


def replace_text(one: Repair, text: str) -> Repair:
    return Repair(text, one.changed, one.families, one.uncertain, one.edits)


def test_a_line_that_one_copy_lacks_is_put_in() -> None:
    without = "\n".join([*LINES[:2], *LINES[3:]])
    found = assemble([without, ARTICLE])
    assert found.text == ARTICLE
    (edit,) = found.edits
    assert (edit.from_, edit.to) == ("", LINES[2] + "\n")


@pytest.mark.parametrize(
    "line", ["当前位置：首页 > 新闻", "热门推荐", "扫一扫关注我们，更多好文章等着您来读。"]
)
def test_furniture_of_one_copy_stays_out(line: str) -> None:
    for text in (f"{line}\n{ARTICLE}", f"{ARTICLE}\n{line}"):
        found = assemble([ARTICLE, text])
        assert found.text == ARTICLE
        assert [(number, cut.strip()) for number, cut in found.left_out] == [(1, line)]
