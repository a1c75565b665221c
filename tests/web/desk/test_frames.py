"""One desk: the same ways and the same notice around all its pages, tabs with its name, one language at a time."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.models import Story
from tests.apps.matrix.stories import publish
from tests.six_steps import accept_all
from tests.web.desk.test_desk import ADD, a_story, an_item, edit_url, sent, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from tests.network import Network


def english(network: Network) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(network.accounts["editor"])
    return client


def sidebar(page: str) -> list[tuple[str, str]]:
    """(label, address) of the entries that Wagtail's script draws."""
    found = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    menu = json.loads(found[1])["modules"][-1]["_args"][0]
    return [(entry["_args"][0]["label"], entry["_args"][0]["url"]) for entry in menu]


def bar(page: str) -> list[tuple[str, str]]:
    """(label, address) of the entries of the bar on the matrix's pages."""
    found = re.search(r'<nav aria-label="[^"]*"><ul>(.*?)</ul></nav>', page, re.DOTALL)
    assert found is not None
    return [
        (unescape(label), address)
        for address, label in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', found[1])
    ]


def test_both_frames_lead_to_the_same_places(network: Network) -> None:
    """Archive, pictures and import too, in one order, with what waits counted in both; where one is, is marked."""
    story = publish(network)
    client = signed_in(network, "editor")
    page = client.get("/desk/waiting/").content.decode()
    ways = bar(page)
    assert [address for _, address in ways][:7] == [
        "/desk/",
        "/desk/planning/",
        "/desk/leads/",
        "/desk/stories/",
        "/desk/waiting/",
        "/desk/ledger/",
        "/desk/outlets/",
    ]
    assert {"/desk/archive/", "/desk/archive/import/", "/desk/images/"} <= {address for _, address in ways}
    assert "代发（21）" in [label for label, _ in ways]
    assert sidebar(client.get("/desk/stories/").content.decode()) == ways
    for address, here in (
        ("/desk/waiting/", "/desk/waiting/"),
        (f"/desk/ledger/{story}/", "/desk/stories/"),
        ("/desk/outlets/web-site/", "/desk/outlets/"),
    ):
        found = re.findall(r'<a href="([^"]*)" aria-current="page">', client.get(address).content.decode())
        assert found[0] == here, address


def test_the_notice_of_the_demonstration_stands_on_all_pages(
    network: Network, settings: SettingsWrapper, tmp_path: Path
) -> None:
    """On Wagtail's pages as on ours, once; nowhere in an installation that is none."""
    client = signed_in(network, "editor")
    assert 'class="demo"' not in client.get("/desk/stories/").content.decode()
    settings.HOME = tmp_path
    (tmp_path / "demonstration").write_text("村子是真的，人是编的。\n", encoding="utf-8")
    for address in ("/desk/", "/desk/stories/", ADD, "/desk/images/", "/desk/waiting/"):
        assert client.get(address).content.decode().count("村子是真的，人是编的。") == 1, address


def test_tabs_bear_the_name_of_the_desk(network: Network) -> None:
    """Not Wagtail's; and a Chinese title has a Chinese colon."""
    story, item = a_story(network), an_item(network)
    client = signed_in(network, "editor")
    for address, title in (
        ("/desk/stories/", "稿件 - 编辑台"),
        (edit_url(story), "正在编辑：夜校 - 编辑台"),
        (f"/desk/review/{story.pk}/", "审稿：夜校 - 编辑台"),
        (f"/desk/archive/{item.pk}/", f"校对：{item.story} - 编辑台"),
    ):
        assert f"<title>{title}</title>" in client.get(address).content.decode(), address
    page = english(network).get(edit_url(story)).content.decode()
    assert "<title>Editing: 夜校 - The editors" in page


def test_the_list_is_english_in_english(network: Network) -> None:
    """Also what Wagtail reads once, when the server starts in Chinese: the first crumb and the last column."""
    a_story(network, "Night school")
    page = english(network).get("/desk/stories/").content.decode()
    assert "Updated" in page
    for words in ("首页", "已更新", "更新于"):
        assert words not in page, words


@pytest.mark.parametrize("words", ["Content metrics", "Readability", "Troubleshoot", 'aria-label="Actions"'])
def test_the_form_is_chinese_in_chinese(network: Network, words: str) -> None:
    """Nothing counts words between spaces, and what Wagtail left in English has its Chinese."""
    client = signed_in(network, "editor")
    assert words not in client.get(edit_url(a_story(network))).content.decode()


def a_story_in_review(network: Network) -> Story:
    story = a_story(network, "Day school")
    submit_for_review(by=network.actor("editor"), story=story.pk)
    return story


def test_the_history_speaks_of_reviews_in_ones_own_language(network: Network) -> None:
    """Without the Chinese name of Wagtail's workflow, and so does what the editor says of a story in review."""
    story = a_story(network, "Night school")
    submit_for_review(by=network.actor("editor"), story=story.pk)
    accept_all(network, story.pk)
    address = f"/desk/stories/history/{story.pk}/"
    page = english(network).get(address).content.decode()
    assert "Submitted for review" in page
    assert "Accepted by the reviewers" in page
    assert "审稿" not in page
    assert "审稿" not in english(network).get(edit_url(a_story_in_review(network))).content.decode()
    assert "审核通过" in signed_in(network, "editor").get(address).content.decode()


def test_the_digest_has_room_for_two_sentences(network: Network) -> None:
    """A field that grows; a line break in it is taken out."""
    client = signed_in(network, "editor")
    field = re.search(r'<textarea name="digest"[^>]*>', client.get(ADD).content.decode())
    assert field is not None
    assert "w-autosize" in field[0]
    assert 'maxlength="' in field[0]
    client.post(ADD, sent(digest="第一句。\r\n 第二句。"))
    assert Story.objects.get().digest == "第一句。第二句。"


def test_addresses_of_verbs_lead_back_when_they_are_loaded_again(network: Network) -> None:
    """By GET there is nothing to do and nothing empty to see: back to the page whose form it was."""
    story, item = a_story(network), an_item(network)
    client = signed_in(network, "editor")
    for address, back in (
        (f"/desk/review/{story.pk}/take-back/", f"/desk/review/{story.pk}/"),
        (f"/desk/archive/{item.pk}/places/7/", f"/desk/archive/{item.pk}/?place=7#walk"),
    ):
        assert client.get(address)["Location"] == back
