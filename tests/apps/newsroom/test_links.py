"""Links of a text are asked by the system: what does not open is shown, what cannot be told is not, nothing inside is asked."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.actions.record_links import record_links
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.models import StoryLinks
from lianjian.apps.newsroom.queries.checks import checks
from lianjian.apps.newsroom.rules.checking.reaching import FRESH, WAITS, next_look, opens, to_ask
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.apps.newsroom.tasks.links import links_asked
from lianjian.kernel.refusals import NotAllowed
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


class Answering(BaseHTTPRequestHandler):
    """/200, /404 ... answer so; /to/X leads to X."""

    asked: list[str]

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", "/" + self.path.removeprefix("/to/"))
        else:
            self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Silent."""


@contextmanager
def a_site() -> Iterator[tuple[str, list[str]]]:
    handler = type("Here", (Answering,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", handler.asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def written(network: Network, *words: str) -> int:
    blocks = tuple(DraftBlock("paragraph", text) for text in words)
    return start_story(
        by=network.actor("editor"), draft=Draft(title="有链接的稿", column="village-stories", blocks=blocks)
    ).pk


def broken(network: Network, story: int) -> list[tuple[str, str]]:
    found = checks(network.actor("editor"), story).lines
    return [(one.finding.words, one.finding.message) for one in found if one.finding.kind == "link-broken"]


@pytest.mark.enable_socket
def test_what_does_not_open_is_found_and_asked_again(network: Network, settings: SettingsWrapper) -> None:
    """A page that is gone is a finding, one that is there or shows itself to people only is none; the same answers are not
    asked for again at once, those that failed are, some times; a link that leaves the text is forgotten."""
    settings.LIANJIAN_READ_BACK = True
    with a_site() as (host, asked):
        settings.LIANJIAN_READ_BACK_OPENED = (host,)
        base = f"http://{host}"
        story = written(network, f"看 {base}/200 和 {base}/404 ，", f"还有{base}/403，{base}/to/200。")
        assert checks(network.actor("editor"), story).unasked == 4
        now = timezone.now()
        assert links_asked(now) == 4
        assert sorted(asked) == ["/200", "/200", "/403", "/404", "/to/200"]
        found = checks(network.actor("editor"), story)
        assert (found.links, found.unasked, found.waiting) == (4, 0, 0)
        assert [words for words, _ in broken(network, story)] == [f"{base}/404"]
        assert links_asked(now) == 0
        for wait in WAITS:
            now += wait
            assert links_asked(now) == 1
        assert links_asked(now + timedelta(hours=7)) == 0
        save_story_draft(
            by=network.actor("editor"),
            story=story,
            draft=Draft(
                title="改", column="village-stories", blocks=(DraftBlock("paragraph", f"{base}/200"),)
            ),
        )
        assert links_asked(now + timedelta(minutes=1)) == 0
        assert list(StoryLinks.objects.by(ROOT).get().found) == [f"{base}/200"]
        assert broken(network, story) == []


@pytest.mark.enable_socket
def test_nothing_inside_is_asked(network: Network, settings: SettingsWrapper) -> None:
    """An address of this machine is not connected to: nothing answers there as far as the text is concerned."""
    settings.LIANJIAN_READ_BACK = True
    with a_site() as (host, asked):
        story = written(network, f"http://{host}/200 和 http://localhost:{host.partition(':')[2]}/200")
        links_asked(timezone.now())
        assert asked == []
        assert StoryLinks.objects.by(ROOT).get(story=story).found[f"http://{host}/200"]["status"] is None


def test_where_the_hub_reaches_nothing_nothing_is_asked(network: Network) -> None:
    """Switched off: unknown stays unknown."""
    story = written(network, "https://example.org/1")
    assert links_asked(timezone.now()) == 0
    assert checks(network.actor("editor"), story).unasked == 1


def test_only_the_system_writes_answers_and_only_the_newsroom_reads_them(network: Network) -> None:
    """Neither an editor's answer nor a village's eyes."""
    story = written(network, "https://example.org/1")
    now = timezone.now()
    given_ = {"https://example.org/1": 404}
    with pytest.raises(NotAllowed):
        record_links(
            by=network.actor("editor"),
            story=story,
            revision=1,
            addresses=list(given_),
            answers=given_,
            now=now,
        )
    record_links(by=ROOT, story=story, revision=1, addresses=list(given_), answers=given_, now=now)
    assert StoryLinks.objects.by(network.actor("editor")).exists()
    for who in ("secretary_a", "liaison", "leader"):
        assert not StoryLinks.objects.by(network.actor(who)).exists()
    assert broken(network, story) == [
        ("https://example.org/1", "This link does not open: the address answers %(status)s.")
    ]


ANSWERS = st.dictionaries(
    st.sampled_from("abcd"),
    st.fixed_dictionaries(
        {
            "status": st.one_of(st.none(), st.integers(100, 599)),
            "at": st.just(datetime(2026, 11, 27, tzinfo=UTC).isoformat()),
            "tries": st.integers(1, 5),
        }
    ),
)


@given(known=ANSWERS, waited=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_every_link_is_asked_once_a_day_at_most_and_not_for_ever(
    known: dict[str, Any], waited: timedelta
) -> None:
    """Before its wait is over nothing is asked again; after a day everything is; no next look lies in the past of its answer."""
    start = datetime(2026, 11, 27, tzinfo=UTC)
    due = set(to_ask("abcd", known, start + waited))
    assert set("abcd") - set(known) <= due
    for address, answer in known.items():
        failing = opens(answer["status"]) is False and answer["tries"] <= len(WAITS)
        wait = WAITS[answer["tries"] - 1] if failing else FRESH
        assert (address in due) == (waited >= wait)
    following = next_look("abcd", known)
    assert following is None or following > start
