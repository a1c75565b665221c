"""Story documents: what is written is read back, and what is not as agreed is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.documents import (
    KINDS,
    MEDIA_TYPES,
    Block,
    Column,
    Picture,
    StoryDocument,
    check_story_file,
)
from lianjian_feed.refusals import Refused
from tests.lianjian_feed.simulators import story

_shown = st.characters(exclude_categories=["Cs", "Cc"])
_words = st.text(_shown, max_size=60)
_line = _words.filter(lambda text: text.strip() != "")
_text = st.text(st.one_of(_shown, st.just("\n")), max_size=200)
_pictures = st.builds(
    Picture,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    media_type=st.sampled_from(sorted(MEDIA_TYPES)),
    alt=_words,
    caption=_words,
    width=st.integers(0, 20_000),
    height=st.integers(0, 20_000),
)
_blocks = st.one_of(
    st.builds(Block, st.sampled_from(["paragraph", "heading", "quote"]), _text),
    st.builds(Block, st.just("picture"), picture=_pictures),
)
documents = st.builds(
    StoryDocument,
    id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True),
    kind=st.sampled_from(KINDS),
    title=_line,
    column=st.builds(Column, _line, _line),
    party=_line,
    published_at=st.datetimes(timezones=st.timezones())
    .map(lambda moment: moment.isoformat())
    .filter(lambda text: text.count(":") < 4 or text[-6] in "+-"),
    body=st.lists(_blocks, max_size=6).map(tuple),
    subtitle=_words,
    division=st.one_of(st.none(), st.from_regex(r"[0-9]{12}", fullmatch=True)),
    happened_on=st.one_of(st.none(), st.dates().map(lambda day: day.isoformat())),
    loudspeaker=_text,
    demonstration=st.booleans(),
    corrected=st.booleans(),
    withdrawn=st.booleans(),
)


@given(documents)
def test_a_document_survives_the_journey(document: StoryDocument) -> None:
    """Written, read and written again, nothing changes: neither facts nor bytes."""
    data = document.to_bytes()
    assert StoryDocument.parse(data) == document
    assert StoryDocument.parse(data).to_bytes() == data


def _told(**changes: Any) -> bytes:
    return json.dumps(json.loads(story(7).to_bytes()) | changes).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[1]",
        b"null",
        b"[" * 100_000,
        b'{"format": "lianjian-story/9"}',
        _told(format="lianjian-story/2"),
        _told(surprise=1),
        _told(title=""),
        _told(title="  "),
        _told(title="a\nb"),
        _told(title=7),
        _told(title="\x00"),
        _told(title="长" * 501),
        _told(kind="advertisement"),
        _told(id="../etc"),
        _told(id=""),
        _told(id=7),
        _told(column="village"),
        _told(column={"slug": "a"}),
        _told(column={"slug": "a", "name": "b", "more": 1}),
        _told(division="35030310820"),
        _told(division=350303108203),
        _told(published_at="2026-11-01"),
        _told(published_at="2026-11-01T08:00:00"),
        _told(published_at="yesterday"),
        _told(published_at=None),
        _told(happened_on="2026-02-30"),
        _told(happened_on="20261101"),
        _told(verify_url="javascript:alert(1)"),
        _told(demonstration="yes"),
        _told(body="text"),
        _told(body=[7]),
        _told(body=[{"type": "html", "text": "<b>"}]),
        _told(body=[{"type": "paragraph"}, {"type": "paragraph", "text": 7}]),
        _told(body=[{"type": "picture", "text": ""}]),
        _told(body=[{"type": "picture", "picture": {"sha256": "x", "media_type": "image/png", "alt": ""}}]),
        _told(
            body=[{"type": "picture", "picture": {"sha256": "0" * 64, "media_type": "text/html", "alt": ""}}]
        ),
        _told(body=[{"type": "paragraph", "text": "x"}] * 2001),
    ],
)
def test_what_is_not_as_agreed_is_refused(data: bytes) -> None:
    """Bad documents are refused by name, never half read and never with a traceback of another kind."""
    with pytest.raises(Refused):
        StoryDocument.parse(data)


def test_text_is_text() -> None:
    """Markup in a paragraph stays the words it is."""
    document = story(1, body=(Block("paragraph", "<script>alert(1)</script>"),))
    assert StoryDocument.parse(document.to_bytes()).text == "<script>alert(1)</script>"


def test_a_file_must_be_named_by_its_id() -> None:
    """A document cannot pose as another."""
    assert check_story_file("stories/7.json", story(7).to_bytes()).id == "7"
    with pytest.raises(Refused, match="calls itself 7"):
        check_story_file("stories/8.json", story(7).to_bytes())
