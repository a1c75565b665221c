"""Catalogues: one spelling for one content, and no room but one's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed import merkle
from lianjian_feed.catalogue import Catalogue, Entry, check_path
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest

_part = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
_entries = st.lists(
    st.builds(
        Entry,
        st.lists(_part, min_size=1, max_size=3).map(lambda parts: "/".join(["media", *parts])),
        st.integers(0, 200_000),
        st.text("0123456789abcdef", min_size=64, max_size=64),
    ),
    max_size=12,
    unique_by=lambda entry: entry.path,
)


@pytest.mark.costly
@given(_entries)
def test_a_catalogue_survives_the_journey(entries: list[Entry]) -> None:
    """Read back it is the same, and its claim bounds and names it."""
    catalogue = Catalogue.of("media", entries)
    data = catalogue.to_bytes()
    assert Catalogue.parse("media", data) == catalogue
    claim = catalogue.claim()
    assert (claim.length, claim.digest, claim.entries) == (len(data), digest(data), len(entries))
    assert claim.tree == merkle.root(catalogue.leaves()).hex()
    assert claim.small <= claim.total


@pytest.mark.costly
@given(_entries, _entries)
def test_changes_lead_from_any_catalogue_to_any_other(old: list[Entry], new: list[Entry]) -> None:
    """Putting what differs and taking away what is gone arrives exactly."""
    before, after = Catalogue.of("media", old), Catalogue.of("media", new)
    gone = {entry.path for entry in old} - {entry.path for entry in new}
    assert before.changed(set(new) - set(old), gone) == after


@given(_entries, st.integers(0, 5000), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_the_digest(entries: list[Entry], at: int, flip: int) -> None:
    """No two spellings share a digest, and none is read as something else."""
    data = bytearray(Catalogue.of("media", entries).to_bytes())
    data[at % len(data)] ^= flip
    try:
        found = Catalogue.parse("media", bytes(data))
    except Refused:
        return
    assert found.to_bytes() == bytes(data)
    assert found.claim().digest != Catalogue.of("media", entries).claim().digest


@pytest.mark.parametrize(
    "path",
    [
        "other/stories/1.json",
        "media",
        "media/",
        "media//a",
        "media/../other/a",
        "media/..",
        "media/.hidden",
        "/media/a",
        "media/a\x00b",
        "media/a b",
        "media/茶",
        "media/a/b/c/d",
        "media/" + "a" * 200,
        "media\\a",
        "media/a\n",
        "Media/a",
        "",
    ],
)
def test_path_tricks_are_refused(path: str) -> None:
    """Only plain names inside the organisation's own room pass."""
    with pytest.raises(Refused):
        check_path("media", path)


_GOOD = "a" * 64


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"lianjian-catalogue/1 sha256",
        b"lianjian-catalogue/2 sha256\n",
        b"lianjian-catalogue/1 sm3\n",
        b"lianjian-catalogue/1 sha256\r\n",
        f"lianjian-catalogue/1 sha256\nmedia/a\t1\t{_GOOD}".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/a\t01\t{_GOOD}\n".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/a\t+1\t{_GOOD}\n".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/a\t-1\t{_GOOD}\n".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/a\t{'9' * 40}\t{_GOOD}\n".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/a\t1\t{_GOOD.upper()}\n".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/a\t1\t{_GOOD}\tmore\n".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/b\t1\t{_GOOD}\nmedia/a\t1\t{_GOOD}\n".encode(),
        f"lianjian-catalogue/1 sha256\nmedia/a\t1\t{_GOOD}\nmedia/a\t1\t{_GOOD}\n".encode(),
        f"lianjian-catalogue/1 sha256\nother/a\t1\t{_GOOD}\n".encode(),
        "lianjian-catalogue/1 sha256\nmedia/茶\t1\tx\n".encode(),
    ],
)
def test_other_spellings_are_refused(data: bytes) -> None:
    """The grammar has one spelling for each content and none for anything else."""
    with pytest.raises(Refused):
        Catalogue.parse("media", data)
