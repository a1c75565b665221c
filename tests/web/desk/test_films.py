"""The pages of a film: watched in pieces, made anew, given a narration, saved from the kit; the newsroom's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianjian.apps.newsroom.actions.start_story import start_story
from tests.apps.matrix.stories import draft, publish
from tests.apps.matrix.test_films import _small, films, made, recording  # noqa: F401 - the fixture of small films
from tests.web.desk.carrying import at_the_desk, by_hand
from tests.web.desk.test_desk import a_stranger

if TYPE_CHECKING:
    from typing import Any

    from tests.network import Network

pytestmark = pytest.mark.costly


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_page_says_where_the_film_stands(network: Network) -> None:
    """Still being made; then watched, with length and size, its covers, and a way to have it made anew."""
    story = publish(network)
    editor = at_the_desk(network)
    page = editor.get(f"/desk/film/{story}/").content.decode()
    assert "视频还在制作" in page
    assert "<video" not in page
    made(story)
    page = editor.get(f"/desk/film/{story}/").content.decode()
    assert f'src="/desk/film/{story}/published/film/' in page
    assert "保存横版封面" in page
    assert "15 秒" in page
    wide = editor.get(f"/desk/film/{story}/published/wide/")
    assert (wide["Content-Type"], bytes_of(wide)[:2]) == ("image/jpeg", b"\xff\xd8")
    answer = editor.post(f"/desk/film/{story}/published/do/make/")
    assert answer["Location"] == f"/desk/film/{story}/"
    assert films(story).get().state == "waiting"
    assert f"/desk/film/{story}/" in editor.get(f"/desk/ledger/{story}/").content.decode()


def test_the_film_comes_in_pieces(network: Network) -> None:
    """What a player asks for: the beginning, a middle, the end, past the end; nonsense gives the whole."""
    story = publish(network)
    row = made(story)
    whole = row.place("film.mp4").read_bytes()
    editor, address = at_the_desk(network), f"/desk/film/{story}/published/film/"
    answer = editor.get(address)
    assert (answer.status_code, answer["Accept-Ranges"], bytes_of(answer)) == (200, "bytes", whole)
    for asked, first, last in (
        ("bytes=0-1", 0, 1),
        ("bytes=100-199", 100, 199),
        (f"bytes={len(whole) - 5}-", len(whole) - 5, len(whole) - 1),
        ("bytes=-7", len(whole) - 7, len(whole) - 1),
        (f"bytes=5-{len(whole) * 2}", 5, len(whole) - 1),
    ):
        answer = editor.get(address, headers={"range": asked})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
        assert bytes_of(answer) == whole[first : last + 1]
        assert int(answer["Content-Length"]) == last - first + 1
    for asked in (f"bytes={len(whole)}-", "bytes=9-3"):
        assert editor.get(address, headers={"range": asked}).status_code == 416
    for asked in ("bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=a-b"):
        assert bytes_of(editor.get(address, headers={"range": asked})) == whole
    answer = editor.get(address + "?save=1")
    assert "attachment" in answer["Content-Disposition"]
    assert bytes_of(answer) == whole


def test_a_narration_is_taken_or_refused_beside_its_field(network: Network) -> None:
    """A recording leads the film; a text does not, and the page says why where it was chosen."""
    story = publish(network)
    editor, address = at_the_desk(network), f"/desk/film/{story}/published/do/narrate/"
    for sent, said in (
        ({}, "请先选择文件"),
        ({"narration": SimpleUploadedFile("a.mp3", b"no sound")}, "不是可以读取的录音"),
    ):
        answer = editor.post(address, sent)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        assert 'aria-invalid="true"' in page
    answer = editor.post(address, {"narration": SimpleUploadedFile("a.wav", recording())})
    assert answer.status_code == 302
    assert films(story).get().narration
    assert "去掉解说" in editor.get(f"/desk/film/{story}/").content.decode()
    editor.post(f"/desk/film/{story}/published/do/silence/")
    assert not films(story).get().narration


def test_a_draft_has_a_preview_that_says_so(network: Network) -> None:
    """Before publication there is a preview and nothing else; asked for, it is made."""
    story = start_story(by=network.actor("editor"), draft=draft(network)).pk
    editor = at_the_desk(network)
    page = editor.get(f"/desk/film/{story}/").content.decode()
    assert "最新文稿的预览" in page
    assert "已发布稿件的视频" not in page
    editor.post(f"/desk/film/{story}/preview/do/make/")
    made(story)
    assert f"/desk/film/{story}/preview/film/" in editor.get(f"/desk/film/{story}/").content.decode()
    assert editor.post(f"/desk/film/{story}/published/do/make/").status_code == 404
    assert editor.post(f"/desk/film/{story}/preview/do/nothing/").status_code == 404


def test_the_kit_of_a_video_channel_has_the_film(network: Network) -> None:
    """First that it is being made, then the film and both covers to save; other outlets show none."""
    story = publish(network)
    editor = at_the_desk(network)
    row, other = by_hand(story), by_hand(story, "people")
    assert "视频还在制作" in editor.get(f"/desk/kit/{row.pk}/").content.decode()
    assert editor.get(f"/desk/kit/{row.pk}/film/").status_code == 404
    film = made(story)
    page = editor.get(f"/desk/kit/{row.pk}/").content.decode()
    for kind in ("film", "cover", "wide"):
        assert f"/desk/kit/{row.pk}/{kind}/?save=1" in page
    assert bytes_of(editor.get(f"/desk/kit/{row.pk}/film/")) == film.place("film.mp4").read_bytes()
    assert "<video" not in editor.get(f"/desk/kit/{other.pk}/").content.decode()
    assert editor.get(f"/desk/kit/{other.pk}/film/").status_code == 404


def test_nobody_else_sees_a_film(network: Network) -> None:
    """Page, film, cover, kit and verbs: not there for an editor elsewhere, a village, a visitor."""
    story = publish(network)
    made(story)
    row = by_hand(story)
    paths = [f"/desk/film/{story}/", f"/desk/film/{story}/published/film/", f"/desk/kit/{row.pk}/cover/"]
    for client in (a_stranger(network), at_the_desk(network, "secretary_a"), Client()):
        for path in paths:
            assert client.get(path).status_code in {302, 403, 404}
        assert client.post(f"/desk/film/{story}/published/do/make/").status_code in {302, 403, 404}
    assert films(story).get().state == "ready"
