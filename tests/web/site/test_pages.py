"""Every public page answers, empty and full, escapes what people wrote, and shows no draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock

if TYPE_CHECKING:
    from tests.network import Network
from tests.six_steps import pass_through

PAGES = ["/", "/columns/village-stories/", "/network/", "/calls/", "/search/", "/search/?q=茶", "/sign-in/"]


def draft(network: Network, **more: object) -> int:
    words = {
        "title": "茶山通了路",
        "column": "village-stories",
        "blocks": (DraftBlock("paragraph", "路通了。"),),
        **more,
    }
    return start_story(by=network.actor("editor"), draft=Draft(**words)).pk


def public(network: Network, **more: object) -> int:
    story = draft(network, **more)
    pass_through(network, story)
    publish_story(by=network.actor("editor"), story=story)
    return story


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.django_db
def test_an_empty_installation_has_whole_pages(page: str) -> None:
    """Before the first story every page answers and says what is missing."""
    answer = Client().get(page)
    assert answer.status_code == 200
    assert "script-src" in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_with_content(network: Network, page: str) -> None:
    """With a story and villages the same pages answer, in Chinese and in English."""
    public(network)
    for language in ("zh-hans", "en"):
        answer = Client(headers={"Accept-Language": language}).get(page)
        assert answer.status_code == 200


def test_a_published_story_can_be_read_and_found(network: Network) -> None:
    """It stands on the front page, in its column, at its address, and a two-character search finds it."""
    story = public(network)
    for page in ("/", "/columns/village-stories/", f"/stories/{story}/"):
        assert "茶山通了路" in Client().get(page).content.decode().replace("<wbr>", ""), page
    assert "<mark>茶山</mark>通了路" in Client().get("/search/?q=茶山").content.decode()
    assert "茶山通了路" not in Client().get("/search/?q=滩涂").content.decode().replace("<wbr>", "")


def test_a_draft_is_nowhere(network: Network) -> None:
    """Neither the pages nor its guessed address show a story that is not published."""
    story = draft(network, title="还没有审")
    assert Client().get(f"/stories/{story}/").status_code == 404
    for page in PAGES:
        assert "还没有审" not in Client().get(page).content.decode()


def test_a_withdrawn_story_says_so(network: Network) -> None:
    """Its address answers 410 with plain words, and its text is gone everywhere."""
    story = public(network)
    withdraw_story(by=network.actor("chief"), story=story, reason="地名写错")
    answer = Client().get(f"/stories/{story}/")
    assert answer.status_code == 410
    assert "路通了" not in answer.content.decode()
    assert "茶山通了路" not in Client().get("/").content.decode().replace("<wbr>", "")


def test_markup_in_a_story_is_text(network: Network) -> None:
    """A script that somebody wrote into title, body or loudspeaker script comes out escaped."""
    evil = "<script>alert(1)</script>"
    story = public(network, title=f"题{evil}", blocks=(DraftBlock("paragraph", evil),), loudspeaker=evil)
    for page in ("/", f"/stories/{story}/", "/search/?q=题"):
        assert evil not in Client().get(page).content.decode().replace("<wbr>", "")


def test_a_village_page_names_its_first_secretary(network: Network) -> None:
    """Who is posted is public; another kind of organisation has no village page."""
    assert "张书记" in Client().get("/villages/village-a/").content.decode()
    assert Client().get("/villages/association/").status_code == 404
    assert Client().get("/villages/nobody/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/media/../keys/secret-key",
        "/media/%2e%2e/keys/secret-key",
        "/islands/feed/../keys/secret-key",
        "/islands/feed/%2e%2e/x",
    ],
)
def test_no_file_leaves_by_a_crooked_path(path: str) -> None:
    """Paths that climb out of their folder find nothing."""
    assert Client().get(path).status_code == 404


@pytest.mark.django_db
def test_what_is_not_there_is_404() -> None:
    """Unknown addresses get the plain page."""
    for path in (
        "/stories/999999/",
        "/columns/none/",
        "/agreements/none/",
        "/first/guess/",
        "/islands/feed/none.json",
    ):
        assert Client().get(path).status_code == 404, path


def test_pages_go_out_compressed_and_pictures_as_they_are(network: Network) -> None:
    """HTML shrinks; the feed, which is compared byte by byte, does not pass through."""
    public(network)
    reader = Client(headers={"Accept-Encoding": "gzip"})
    assert reader.get("/")["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in reader.get("/feeds/all.atom")
