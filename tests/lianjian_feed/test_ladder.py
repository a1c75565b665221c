"""Ladders of packs: every station finds a way, in few steps, and a lying index costs nothing but time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed import ladder
from lianjian_feed.ladder import Rung
from lianjian_feed.refusals import Refused


def _kept(newest: int) -> list[Rung]:
    """What a publisher has left after publishing every edition up to ``newest``."""
    held: set[tuple[int, int]] = set()
    for edition in range(1, newest + 1):
        held |= {(start, edition) for start in ladder.starts(edition)}
        held = {(start, end) for start, end in held if ladder.stays(start, end, edition)}
    return [Rung(start, end, (1000 + 200 * (end - start),)) for start, end in sorted(held)]


@given(st.integers(2, 300), st.data())
def test_from_every_edition_there_is_a_way(newest: int, data: st.DataObject) -> None:
    """A route's steps join, and a box thirty editions behind needs few."""
    held = data.draw(st.integers(1, newest - 1))
    way = ladder.route(_kept(newest), held, newest)
    assert way[0].start == held
    assert way[-1].end == newest
    assert all(here.end == there.start for here, there in pairwise(way))
    assert len(way) <= 2 * (newest - held).bit_length()


def test_thirty_behind_is_few_requests() -> None:
    """Thirty daily updates arrive in at most nine packs."""
    assert all(len(ladder.route(_kept(newest), newest - 30, newest)) <= 9 for newest in range(31, 200))


def test_a_new_box_starts_from_nothing() -> None:
    """Edition 0 has one way: the whole."""
    assert [rung.start for rung in ladder.route(_kept(20), 0, 20)] == [0]


def test_no_way_is_no_way() -> None:
    """Where the index offers none, the route is empty, not wrong."""
    assert ladder.route([Rung(1, 2, (5,)), Rung(3, 4, (5,))], 1, 4) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"format": "x", "packs": []}',
        b'{"format": "lianjian-index/1", "packs": [[1]]}',
        b"[" * 99999,
    ],
)
def test_an_odd_index_is_refused(data: bytes) -> None:
    """The hint is read strictly; its reader may do without."""
    with pytest.raises(Refused):
        ladder.read_index(data)
