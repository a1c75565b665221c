"""One contract for all twenty-six: whatever a story holds, each outlet's version keeps its limits as the platform counts, and
every verb of its adapter ends in a state that may follow."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.adapters.outlets.baijiahao import wire as baijiahao_wire
from lianjian.adapters.outlets.pictures import PictureUnreadableError, as_jpeg
from lianjian.adapters.outlets.wechat import wire
from lianjian.adapters.outlets.weibo import wire as weibo_wire
from lianjian.apps.matrix.actions.ensure_outlets import packaged_catalogue
from lianjian.apps.matrix.ports import Job, OutletFacts, adapters
from lianjian.apps.matrix.rules.kinds import COMPLETIONS_OF, Kind, Mode
from lianjian.apps.matrix.rules.lengths import length, shorten
from lianjian.apps.matrix.rules.states import Deed, State, may_move
from lianjian.apps.matrix.rules.versions import problems
from lianjian.apps.newsroom.rules.content import Block, Picture, PublishedStory
from lianjian.kernel.refusals import Unreachable
from tests.apps.matrix.stories import png

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.ports import Film, OutletAdapter
    from lianjian.apps.matrix.rules.catalogue import OutletEntry
    from lianjian.apps.matrix.rules.lengths import Counting

CATALOGUE = packaged_catalogue()
LINK = "https://lianjian.example/stories/123456/?o=wechat-channels&d=0123456789"
NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
words = st.text(alphabet=st.sampled_from("乡村振兴第一书记，。；茶山 abc#@<>&\"'\n😀👩‍🌾é１"), max_size=400)
lines = st.text(max_size=60)
pictures = st.integers(1, 40).map(
    lambda n: Picture(n, f"p/{n}.png", f"{n:064x}", "image/png", 320, 180, f"图{n}", "说明")
)
blocks = st.one_of(
    st.builds(Block, st.sampled_from(["paragraph", "heading", "quote"]), words),
    pictures.map(lambda p: Block("picture", "", p)),
)


@st.composite
def stories(draw: st.DrawFn) -> PublishedStory:
    """Anything the newsroom could have published, and more: endless titles, emoji, forty pictures."""
    return PublishedStory(
        id=123456,
        revision=1,
        title=draw(st.text(min_size=1, max_size=130) | words.filter(bool)),
        subtitle="",
        digest=draw(words),
        byline=draw(lines),
        source=draw(lines),
        column_slug="village-stories",
        column_name=draw(lines),
        party_id=None,
        party_name=draw(lines),
        division_code="",
        happened_on=None,
        published_at=NOON,
        updated_at=NOON,
        blocks=tuple(draw(st.lists(blocks, max_size=30))),
        cover=draw(st.none() | pictures),
        loudspeaker="",
        demonstration=False,
    )


def facts(entry: OutletEntry) -> OutletFacts:
    return OutletFacts(1, entry.key, entry.name, entry.platform.key, entry.platform.limits, {})


def shaping(entry: OutletEntry) -> OutletAdapter:
    adapter = adapters().shaping(entry.platform.key, entry.platform.mode.value)
    assert adapter is not None
    return adapter


def test_the_catalogue_is_one_site_seven_accounts_eight_channels_ten_clients() -> None:
    """一网七微八频十端: twenty-six, in this order, each with a way to learn that a story is out."""
    assert Counter(entry.kind for entry in CATALOGUE) == {
        Kind.WEB: 1,
        Kind.WEI: 7,
        Kind.VIDEO: 8,
        Kind.CLIENT: 10,
    }
    assert [entry.position for entry in CATALOGUE] == list(range(1, 27))
    for entry in CATALOGUE:
        assert entry.platform.completion in COMPLETIONS_OF[entry.platform.mode]
        for name, limit in entry.platform.limits.of.items():
            assert limit.source == "house" or limit.source.startswith("https://"), f"{entry.key}.{name}"


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.key)
def test_what_the_catalogue_says_is_what_the_adapter_does(entry: OutletEntry) -> None:
    """Key, withdrawal and credentials: row and code agree, where this installation has code for the outlet."""
    adapter = adapters().serving(entry.platform.key, entry.platform.mode.value)
    if adapter is None:
        assert entry.platform.credentials, "without an adapter an outlet must not look ready"
        return
    assert entry.platform.idempotent == adapter.idempotent
    assert entry.platform.withdraws == adapter.withdraws
    assert tuple(entry.platform.credentials) == tuple(adapter.credential_fields)
    assert adapter.timeout > 0
    assert not (adapter.reconciles and entry.platform.mode != Mode.API)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.key)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
def test_every_version_keeps_the_limits(entry: OutletEntry, story: PublishedStory) -> None:
    """Whatever the story holds: no field over its limit, the link whole, something to read wherever there was something."""
    version = shaping(entry).shape(story, facts(entry), LINK)
    assert problems(version, entry.platform.limits) == []
    assert version.link == LINK
    assert not set("\n\r") & set(version.title + version.digest + version.author)
    assert bool(version.title) == bool(" ".join(story.title.split()))
    assert set(version.pictures) <= set(story.pictures)
    if len(version.text) < len(story.text.strip()):
        assert version.notes


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
def test_an_article_keeps_the_limits_of_the_interface(story: PublishedStory) -> None:
    """The body as an Official Account takes it: under its lengths, markup of the text escaped, only uploaded pictures."""
    entry = next(e for e in CATALOGUE if e.key == "wechat-zhuyou")
    version = shaping(entry).shape(story, facts(entry), LINK)
    uploaded = {p.sha256: f"https://mmbiz.example/{p.id}" for p in version.pictures}
    content = wire.article_html(story, version, uploaded, entry.platform.limits)
    assert len(content) < 20_000
    assert "<script" not in content
    assert content.count("<img ") <= sum(1 for b in story.blocks if b.picture)
    body = wire.encode(wire.draft(version, content, "media"))
    assert b"\\u" not in body.replace(b"\\\\", b"")
    assert json.loads(body)["articles"][0]["title"] == "".join(c for c in version.title if ord(c) >= 32)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
def test_a_post_keeps_the_limits_of_the_interface(story: PublishedStory) -> None:
    """As Weibo takes it: the link whole, the length with it within the limit, no topic, one line; an editor's words too."""
    entry = next(e for e in CATALOGUE if e.key == "weibo-zhuyou")
    version = shaping(entry).shape(story, facts(entry), LINK)
    for words_ in (version.text, story.text):
        post = weibo_wire.status(words_, version.link)
        assert post.endswith(LINK)
        assert length(post, "weibo") <= 140
        assert "#" not in post.removesuffix(LINK)
        assert "\n" not in post
    assert weibo_wire.status(version.text, LINK) == f"{version.text} {LINK}".strip()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
def test_an_article_keeps_the_limits_of_baijiahao(story: PublishedStory) -> None:
    """Title between eight and forty, body within twenty thousand with its markup, covers as JSON in a string, all escaped."""
    entry = next(e for e in CATALOGUE if e.key == "baijiahao")
    version = shaping(entry).shape(story, facts(entry), LINK)
    assert not version.title or 8 <= len(version.title) <= 40
    content = baijiahao_wire.content_of(story, version, lambda p: f"https://site.example/{p.path}")
    assert len(content) <= 20_000
    assert "<script" not in content
    assert content.count("<") == content.count(">")
    covers = [p.path for p in baijiahao_wire.covers_of(version.pictures)]
    fields = baijiahao_wire.article(version, version.title, content, covers)
    assert [row["src"] for row in json.loads(fields["cover_images"])] == covers
    assert len(covers) <= 3


@given(st.text(st.sampled_from([*map(chr, range(34)), "\\", "/", "u", "b", "0", "村"])))
def test_only_line_breaks_and_tabs_survive_of_control_characters(text: str) -> None:
    """Whatever stands beside them, backslashes above all: the platform gets every other character as it was."""
    kept = "".join(c for c in text if ord(c) >= 32 or c in "\t\n\r")
    assert json.loads(wire.encode({"title": text})) == {"title": kept}


@given(words, st.integers(1, 200), st.sampled_from(["characters", "utf16", "weibo", "bytes"]))
def test_shortening_never_exceeds_and_never_lengthens(text: str, limit: int, counted: Counting) -> None:
    """However a platform counts."""
    short = shorten(text, limit, counted)
    assert length(short, counted) <= limit
    assert short == text or length(short, counted) < length(text, counted)


def test_lengths_are_counted_as_platforms_count() -> None:
    """An emoji is one character and two UTF-16 units; Weibo counts two narrow characters as one."""
    assert [length("茶a😀", c) for c in ("characters", "utf16", "bytes")] == [3, 4, 8]
    assert (length("茶茶", "weibo"), length("abc", "weibo")) == (2, 2)


@dataclass
class DeskOfOneTest:
    """A desk without a database: what is remembered and taken lies in memory."""

    remembered: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        return NOON

    async def remember(self, name: str, value: str) -> None:
        self.remembered[name] = value

    async def take(self, call: str) -> None:
        """There is always one left."""

    async def spent(self, call: str) -> None:
        """Nothing is counted here."""

    async def keep_credentials(self, changed: Mapping[str, str]) -> None:
        self.remembered |= changed

    async def picture(self, picture: Picture) -> bytes:  # noqa: ARG002 - the shape of the port
        return png()

    async def film(self) -> Film | None:
        return None


def job(entry: OutletEntry, deed: Deed, state: State) -> Job:
    """A piece of work on a plain story; credentials are there, the platform is a closed port."""
    picture = Picture(1, "p/1.png", "1" * 64, "image/png", 320, 180, "茶山", "")
    story = PublishedStory(
        123456, 1, "茶山", "", "", "甲", "乙", "village-stories", "驻村故事", None, "", "", None, NOON, NOON,
        (Block("paragraph", "一段。"), Block("picture", "", picture)), None, "", demonstration=False,
    )  # fmt: skip
    return Job(
        delivery=1,
        key="0" * 64,
        deed=deed,
        state=state,
        attempt=1,
        checks=0,
        outlet=OutletFacts(
            1,
            entry.key,
            entry.name,
            entry.platform.key,
            entry.platform.limits,
            {"api_base": "http://127.0.0.1:9"},
        ),
        story=story,
        version=shaping(entry).shape(story, facts(entry), LINK),
        refs={"publish_id": "1", "article_id": "2"}
        if deed == Deed.WITHDRAW or state == State.ACCEPTED
        else {},
        credentials=dict.fromkeys(entry.platform.credentials, "x"),
    )


@pytest.mark.enable_socket
@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.key)
@pytest.mark.parametrize(
    ("verb", "deed", "state"),
    [
        ("send", Deed.PUBLISH, State.SENDING),
        ("poll", Deed.PUBLISH, State.ACCEPTED),
        ("reconcile", Deed.PUBLISH, State.UNKNOWN),
        ("withdraw", Deed.WITHDRAW, State.SENDING),
    ],
)
def test_every_verb_ends_in_a_state_that_may_follow(
    entry: OutletEntry, verb: str, deed: Deed, state: State
) -> None:
    """Against a platform that is away: an outcome that may follow, with a cause where it is not public; or "unreachable",
    and then certainly nothing arrived."""
    adapter = adapters().serving(entry.platform.key, entry.platform.mode.value)
    if adapter is None:
        return

    async def act() -> tuple[bool, State | None]:
        try:
            outcome = await getattr(adapter, verb)(job(entry, deed, state), DeskOfOneTest())
        except Unreachable as away:
            return away.answered, None
        finally:
            await adapter.close()
        assert outcome.cause is not None or outcome.state in {
            State.PUBLISHED,
            State.ACCEPTED,
            State.WITHDRAWN,
        }
        return True, outcome.state

    nothing_arrived, after = asyncio.run(act())
    assert nothing_arrived
    assert after is None or may_move(state, after)


def test_pictures_fit_whatever_they_were(tmp_path) -> None:
    """A drawing becomes a JPEG within its bytes; what is no picture is refused by name."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><circle r="99" fill="#b4090f"/></svg>'
    for content, kind in ((drawing, "image/svg+xml"), (png(), "image/png")):
        made = as_jpeg(content, kind, most_bytes=20_000)
        assert made.startswith(b"\xff\xd8\xff")
        assert len(made) <= 20_000
    for broken in (b"", b"no picture", png()[:40], b"<svg"):
        with pytest.raises(PictureUnreadableError):
            as_jpeg(broken, "image/png", most_bytes=20_000)


@pytest.mark.parametrize(
    ("change", "heard"),
    [({}, True), ({"signature": "0" * 40}, False), ({"nonce": "other"}, False), ({"timestamp": "1"}, False)],
)
def test_only_the_platform_is_heard(change: dict[str, str], heard: bool) -> None:  # noqa: FBT001 - the table reads better
    """A call to our address counts when its signature fits the account's token, and never without a token."""
    token, query = "callback-token", {"timestamp": "1764000000", "nonce": "n1"}
    assert wire.signature_fits(token, {**query, "signature": _signed(token, query), **change}) is heard
    assert wire.signature_fits("", {**query, "signature": _signed("", query)}) is False


def _signed(token: str, query: dict[str, str]) -> str:
    return hashlib.sha1("".join(sorted([token, *query.values()])).encode()).hexdigest()  # noqa: S324 - the platform's scheme
