"""The article that goes to an Official Account: what the platform's filter leaves of it is all of it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from lianjian.adapters.outlets.wechat.simulator.filtering import what_stays
from lianjian.adapters.outlets.wechat.wire import article_html
from lianjian.apps.matrix.rules.limits import Limit, Limits
from lianjian.apps.matrix.rules.versions import shape_plainly
from lianjian.apps.newsroom.rules.content import Block, Picture, PublishedStory

LIMITS = Limits({"content": Limit(19_999), "content_bytes": Limit(1_000_000, "bytes")})
PICTURE = Picture(1, "a.jpg", "a" * 64, "image/jpeg", 640, 480, "一片“茶山” <x>", "春天 & 茶山")
ADDRESS = "https://mmbiz.qpic.cn/mmbiz_jpg/a?wx_fmt=jpeg&x=1"
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=60
).filter(str.strip)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Block, st.sampled_from(["paragraph", "heading", "quote"]), WORDS),
        st.just(Block("picture", picture=PICTURE)),
    ),
    min_size=1,
    max_size=8,
)
NASTY = '<script>alert(1)</script><style>p{}</style><p class="a" id="b" onclick="c()" style="margin:0">字</p>'


def story(blocks: tuple[Block, ...], source: str = "测试融媒中心") -> PublishedStory:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    return PublishedStory(
        id=1, revision=1, title="题", subtitle="", digest="", byline="", source=source, column_slug="c",
        column_name="栏", party_id=None, party_name="", division_code="", happened_on=None, published_at=now,
        updated_at=now, blocks=blocks, cover=None, loudspeaker="", demonstration=True,
    )  # fmt: skip


def read(content: str) -> list[tuple[str, dict[str, str], str]]:
    """Elements in order, each with its attributes and the words in it."""
    tree = html.fragment_fromstring(content, create_parent="div")
    return [(str(one.tag), dict(one.attrib), one.text or "") for one in tree.iter()]


@given(blocks=BLOCKS, source=WORDS)
def test_the_filter_takes_nothing_away(blocks: list[Block], source: str) -> None:
    """Every element, every style, every word and every picture of any story is still there after it."""
    one = story(tuple(blocks), source)
    content = article_html(
        one, shape_plainly(one, LIMITS, "https://example.com/"), {PICTURE.sha256: ADDRESS}, LIMITS
    )
    left = what_stays(content, {ADDRESS})
    assert read(left) == read(content)
    assert left.count("<img") == sum(block.picture is not None for block in blocks)


def test_the_filter_does_take_away() -> None:
    """What it is told to: scripts, sheets, classes, ids, handlers, places, pictures from elsewhere."""
    assert what_stays(NASTY, set()) == '<p style="margin:0">字</p>'
    assert what_stays('<p style="position:fixed;top:0">字</p>', set()) == "<p>字</p>"
    assert (
        what_stays(f'<img src="{ADDRESS}"><img src="https://example.com/b.jpg">', {ADDRESS}).count("<img")
        == 1
    )
    assert what_stays("<iframe src='x'>字</iframe><form>表</form>留", set()) == "留"
