"""Series: an order of stories, of which readers see the public ones; columns of four kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian.apps.newsroom.actions.arrange_series import arrange_series
from lianjian.apps.newsroom.actions.name_series import name_series
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.models import Column, Series
from lianjian.apps.newsroom.queries.series import in_series, series_list, series_one, stories_for, stories_in
from lianjian.apps.newsroom.rules.columns import ColumnKind
from lianjian.apps.newsroom.rules.drafts import Draft
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.newsroom.test_publishing import reviewed

if TYPE_CHECKING:
    from tests.network import Network


def begun(network: Network, name: str = "守水") -> Series:
    return name_series(by=network.actor("editor"), title=name, about="一条渠的四季")


def drafts(network: Network, number: int) -> list[int]:
    by = network.actor("editor")
    return [start_story(by=by, draft=Draft(title=f"第{place}篇")).pk for place in range(number)]


def test_the_opening_columns_are_of_the_four_kinds(network: Network) -> None:
    """One of each; a new column may be of none."""
    assert list(Column.objects.values_list("kind", flat=True)) == list(ColumnKind)
    assert Column.objects.create(slug="notices", name="公告").kind == ""


def test_readers_see_the_public_neighbours_only(network: Network) -> None:
    """A draft between two public stories is skipped; alone, there is nothing to show; a withdrawn one falls out."""
    editor = network.actor("editor")
    public = [reviewed(network).pk for _number in range(2)]
    (draft,) = drafts(network, 1)
    series = begun(network).pk
    arrange_series(by=editor, series=series, stories=[public[1], draft, public[0]])
    publish_story(by=editor, story=public[0])
    assert in_series(public[0]) is None
    publish_story(by=editor, story=public[1])
    first, last = in_series(public[1]), in_series(public[0])
    assert first is not None
    assert last is not None
    assert (first.place, first.total, first.before, first.name) == (1, 2, None, "守水")
    assert first.after is not None
    assert (first.after.id, first.after.path) == (public[0], f"/stories/{public[0]}/")
    assert last.before is not None
    assert (last.place, last.before.id, last.after) == (2, public[1], None)
    assert in_series(draft) is None
    withdraw_story(by=editor, story=public[1], reason="当事人要求")
    assert in_series(public[0]) is None


def test_an_order_is_kept_as_given(network: Network) -> None:
    """Twice named stands once; taken out is out; a story of another series, or of nobody, is refused."""
    editor = network.actor("editor")
    one, two, three = drafts(network, 3)
    series, other = begun(network).pk, begun(network, "夜校").pk
    arrange_series(by=editor, series=series, stories=[three, one, three])
    assert [story.pk for story in stories_in(editor, series)] == [three, one]
    assert [story.pk for story in stories_for(editor, network.media.pk)] == [two]
    with pytest.raises(Refused, match="守水"):
        arrange_series(by=editor, series=other, stories=[two, one])
    with pytest.raises(Refused) as refused:
        arrange_series(by=editor, series=series, stories=[987654])
    assert refused.value.field == "story"
    arrange_series(by=editor, series=series, stories=[one])
    assert series_one(editor, series).stories == 1  # type: ignore[attr-defined] # annotated
    arrange_series(by=editor, series=other, stories=[three])


def test_a_name_is_given_once_in_a_newsroom(network: Network) -> None:
    """No name, a long one, a second of the same name: refused beside the field; renamed it keeps its stories."""
    editor, series = network.actor("editor"), begun(network)
    for wrong in (" ", "字" * 41, "守水"):
        with pytest.raises(Refused) as refused:
            name_series(by=editor, title=wrong)
        assert refused.value.field == "title"
    assert name_series(by=editor, series=series.pk, title="守水人").pk == series.pk


def test_others_see_nothing_and_change_nothing(network: Network) -> None:
    """Outside the newsroom there is no series."""
    series = begun(network).pk
    for who in ("secretary_a", "leader", "keeper_a"):
        other = network.actor(who)
        assert not series_list(other).exists()
        assert stories_in(other, series) == []
        for call in (
            lambda by: series_one(by, series),
            lambda by: name_series(by=by, title="x"),
            lambda by: name_series(by=by, title="x", series=series),
            lambda by: arrange_series(by=by, series=series, stories=[]),
        ):
            with pytest.raises(NotThere):
                call(other)
