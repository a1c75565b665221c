from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.spread.rules.cascade import ShareRow, grow
from lianjian.apps.spread.rules.lineage import Link, place_of_read, place_of_share
from lianjian.apps.spread.rules.observing import CLOCK_SLACK, day_of, names_itself_a_robot
from lianjian.apps.spread.rules.rates import SMALLEST_SHOWN, Rate, Tally, show
from lianjian.apps.spread.rules.tokens import LENGTH, draw, read, written
from lianjian.kernel.refusals import Refused

TOKENS = st.integers(min_value=-(2**63), max_value=2**63 - 1).filter(bool)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@given(TOKENS)
def test_a_token_survives_being_written_and_read(token: int) -> None:
    """Writing and reading a token are inverse, in capitals too, and the text always has the same length."""
    text = written(token)
    assert len(text) == LENGTH
    assert read(text) == token
    assert read(f" {text.upper()} ") == token


@given(st.text(max_size=20))
def test_what_is_no_token_is_read_as_none(text: str) -> None:
    """Any text is either a token that writes itself the same way or none at all."""
    token = read(text)
    assert token is None or read(written(token)) == token


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    """A token typed from paper may have O for 0 and l for 1."""
    assert read("000000000001o") == read("00000000000i0") == read("0000000000010") == 32


@given(st.lists(st.integers(min_value=0, max_value=2**64 - 1), min_size=1).filter(any))
def test_a_drawn_token_is_never_zero_and_fits_a_database(bits: list[int]) -> None:
    """The generator is asked again for 0, and the rest fits a signed 64-bit column."""
    source = iter(bits)
    token = draw(lambda _: next(source))
    assert token != 0
    assert -(2**63) <= token < 2**63


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 50)), min_size=1, max_size=40))
def test_root_and_depth_are_those_of_the_chain(steps: list[tuple[bool, int]]) -> None:
    """Copied root and depth equal what walking up the parents finds."""
    links: list[Link] = []
    parents: list[int | None] = []
    for number, (rooted, choice) in enumerate(steps, start=1):
        above = None if rooted or not links else choice % len(links)
        place = place_of_share(
            number, story=1, outlet="a", parent=links[above] if above is not None else None
        )
        assert place.root is not None
        links.append(Link(number, 1, place.root, place.depth, place.outlet))
        parents.append(above)
    for index, link in enumerate(links):
        depth, top = 0, index
        while (up := parents[top]) is not None:
            depth, top = depth + 1, up
        assert (link.root, link.depth) == (links[top].token, depth)


def test_a_share_of_another_storys_link_starts_a_chain_of_its_own() -> None:
    """A parent of another story is no parent; the flag says that one was named."""
    foreign = Link(7, story=2, root=7, depth=0, outlet="weibo")
    place = place_of_share(9, story=1, outlet="site", parent=foreign)
    assert (place.parent, place.root, place.depth, place.outlet, place.orphan) == (None, 9, 0, "site", True)
    read_place = place_of_read(story=1, outlet="site", through=foreign)
    assert (read_place.parent, read_place.root, read_place.depth) == (None, None, 0)


def test_a_read_stands_one_deeper_than_the_share_it_came_through() -> None:
    """A read through a share carries its token, its root, its outlet, and one more hand."""
    place = place_of_read(story=1, outlet="site", through=Link(9, 1, 7, 2, "weibo"))
    assert (place.parent, place.root, place.depth, place.outlet) == (9, 7, 3, "weibo")


def test_an_event_from_the_future_is_refused_and_a_slightly_fast_clock_is_not() -> None:
    """Five minutes ahead are believed, more is not, and a time without a zone says nothing."""
    assert day_of(NOON + CLOCK_SLACK, now=NOON) == NOON.date()
    for impossible in (NOON + CLOCK_SLACK + timedelta(seconds=1), NOON.replace(tzinfo=None)):
        with pytest.raises(Refused, match="not possible"):
            day_of(impossible, now=NOON)


def test_an_evening_in_utc_is_the_next_day_in_china() -> None:
    """The day of an event is the civil day in China."""
    assert day_of(datetime(2026, 5, 4, 16, tzinfo=UTC), now=NOON + timedelta(days=1)).day == 5


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", True),
        ("", True),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.50", False),
        ("Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36", False),
    ],
)
def test_those_that_say_they_are_robots_are_not_counted(agent: str, robot: bool) -> None:  # noqa: FBT001 - a parameter
    """Crawlers name themselves; a phone of the make Cubot is no crawler."""
    assert names_itself_a_robot(agent) is robot


def test_a_rate_is_exact_and_unknown_where_a_part_is() -> None:
    """Rates are fractions; without a numerator, or over nothing, there is none."""
    assert Rate(1, 3).value == Fraction(1, 3)
    assert Rate(0, 4).value == 0
    assert Rate(None, 3).value is Rate(1, None).value is Rate(0, 0).value is None


@given(st.integers(0, 6), st.integers(0, 6))
def test_the_public_sees_nothing_behind_which_one_or_two_stand(reads: int, forwards: int) -> None:
    """Below three a tally is hidden from the public, zero and the rest are shown, and newsrooms see all."""
    shown = show(Tally(reads, forwards), exact=False)
    assert shown.hidden is (0 < reads + forwards < SMALLEST_SHOWN)
    assert (shown.reads is None) is shown.hidden
    assert show(Tally(reads, forwards), exact=True).reads == reads


@st.composite
def forests(draw_from: st.DrawFn) -> tuple[list[ShareRow], dict[int, int]]:
    """Shares of one story with valid parents, and reads by token."""
    rows: list[ShareRow] = []
    for token in range(1, draw_from(st.integers(1, 30)) + 1):
        above = draw_from(st.sampled_from([None, *rows]))
        rows.append(ShareRow(token, above.token if above else None, above.depth + 1 if above else 0, "site"))
    reads = {row.token: draw_from(st.integers(0, 9)) for row in rows}
    return draw_from(st.permutations(rows)), reads


@given(forests())
def test_the_whole_tree_holds_every_share_and_read_once(
    forest: tuple[list[ShareRow], dict[int, int]],
) -> None:
    """Without threshold and limit each share is a node, after its parent, and the roots' sums are the
    totals."""
    rows, reads = forest
    nodes = grow(rows, reads, smallest=0, limit=1000)
    assert len(nodes) == len(rows)
    assert all(node.parent is None or node.parent < node.number for node in nodes)
    roots = [node for node in nodes if node.parent is None]
    assert sum(node.forwards_below for node in roots) == len(rows)
    assert sum(node.reads_below for node in roots) == sum(reads.values()) == sum(node.reads for node in nodes)
    assert max(node.deepest for node in roots) == max(row.depth for row in rows)


@given(forests(), st.integers(1, 8), st.integers(1, 12))
def test_folding_loses_no_figure(
    forest: tuple[list[ShareRow], dict[int, int]], smallest: int, limit: int
) -> None:
    """Small branches vanish into the share above: its sums still hold them, and every node's parent is
    shown."""
    rows, reads = forest
    whole = {(n.depth, n.forwards_below, n.reads_below) for n in grow(rows, reads, smallest=0, limit=1000)}
    nodes = grow(rows, reads, smallest=smallest, limit=limit)
    assert len(nodes) <= limit
    for node in nodes:
        assert node.forwards_below + node.reads_below >= smallest
        assert (node.depth, node.forwards_below, node.reads_below) in whole
        assert (node.parent is None) is (node.depth == 0)
        shown = sum(other.parent == node.number for other in nodes)
        assert (shown + node.folded == 0) is (node.forwards_below == 1)
