"""Series at the desk, by the form, and on the public page of a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.test import Client

from lianjian.apps.newsroom.actions.arrange_series import arrange_series
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.models import Column, Series
from lianjian.apps.newsroom.queries.series import stories_in
from lianjian.apps.newsroom.rules.columns import ColumnKind
from tests.apps.newsroom.test_publishing import reviewed
from tests.apps.newsroom.test_series import begun
from tests.network import ROOT
from tests.web.desk.test_desk import a_story, a_stranger, signed_in

if TYPE_CHECKING:
    from tests.network import Network


def test_a_series_is_begun_filled_and_put_in_order(network: Network) -> None:
    """Begun by the form, two stories added, moved, taken out; renamed; workbooks of both pages."""
    desk, editor = signed_in(network, "editor"), network.actor("editor")
    one, two = a_story(network, "甲篇").pk, a_story(network, "乙篇").pk
    form = {"newsroom": network.media.pk, "title": "守水", "about": ""}
    assert desk.post("/desk/series/", {**form, "title": ""}).status_code == 422
    assert desk.post("/desk/series/", form).status_code == 302
    assert desk.post("/desk/series/", form).status_code == 422  # the name is taken
    series = Series.objects.by(ROOT).get().pk
    page = f"/desk/series/{series}/"
    for story in (one, two):
        assert desk.post(page, {"deed": "add", "story": story}).status_code == 302
    assert "乙篇" in desk.get(page).content.decode()
    for deed, story, order in (
        ("up", two, [two, one]),
        ("up", two, [two, one]),
        ("down", two, [one, two]),
        ("down", two, [one, two]),
        ("out", one, [two]),
        ("out", one, [two]),
        ("nonsense", two, [two]),
    ):
        assert desk.post(page, {"deed": deed, "story": story}).status_code == 302
        assert [found.pk for found in stories_in(editor, series)] == order
    assert desk.post(page, {"deed": "add", "story": 987654}).status_code == 422
    assert desk.post(page, {"deed": "name", "title": ""}).status_code == 422
    assert desk.post(page, {"deed": "name", "title": "守水人", "about": "四季"}).status_code == 302
    for address in (page, "/desk/series/"):
        assert "守水人" in desk.get(address).content.decode()
        assert "spreadsheet" in desk.get(f"{address}?as=xlsx")["Content-Type"]


def test_readers_turn_the_pages_of_a_series(network: Network) -> None:
    """The public page of a story leads to the one before and the one after."""
    editor = network.actor("editor")
    stories = [reviewed(network).pk for _number in range(2)]
    arrange_series(by=editor, series=begun(network).pk, stories=stories)
    for story in stories:
        publish_story(by=editor, story=story)
    first, second = (Client().get(f"/stories/{story}/").content.decode() for story in stories)
    assert f'rel="next" href="/stories/{stories[1]}/"' in first
    assert 'rel="prev"' not in first
    assert f'rel="prev" href="/stories/{stories[0]}/"' in second
    assert "守水" in second


def test_another_newsroom_finds_nothing(network: Network) -> None:
    """Neither the page nor the list; nothing is changed."""
    series = begun(network).pk
    stranger = a_stranger(network)
    assert stranger.get(f"/desk/series/{series}/").status_code == 404
    assert stranger.post(f"/desk/series/{series}/", {"deed": "name", "title": "x"}).status_code == 404
    assert "守水" not in stranger.get("/desk/series/").content.decode()
    assert "守水" not in stranger.get("/desk/series/?as=xlsx").content.decode("latin1")


def test_a_column_has_one_of_the_four_kinds(network: Network) -> None:
    """The administrator of the network says the kind of a column; a form cannot invent a fifth; an editor says none."""
    administrator = get_user_model().objects.create_superuser("root-of-columns", password="long-enough")
    column = Column.objects.get(slug="village-stories")
    client = Client()
    client.force_login(administrator)
    address = f"/desk/columns/edit/{column.pk}/"
    assert 'name="kind"' in client.get(address).content.decode()
    form = {"name": column.name, "slug": column.slug, "about": "", "place": 2}
    assert client.post(address, {**form, "kind": "fifth"}).status_code == 200  # shown again
    assert client.post(address, {**form, "kind": ColumnKind.INDUSTRIES}).status_code == 302
    column.refresh_from_db()
    assert column.kind == ColumnKind.INDUSTRIES
    signed_in(network, "editor").post(address, {**form, "kind": ColumnKind.POLICY})
    column.refresh_from_db()
    assert column.kind == ColumnKind.INDUSTRIES
