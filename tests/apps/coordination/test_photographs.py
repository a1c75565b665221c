from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lianjian.apps.coordination.rules.photographs import LONG_SIDE, redraw
from lianjian.kernel.refusals import Refused
from tests.apps.coordination.groups import photo


def test_nothing_beside_the_pixels_is_kept() -> None:
    """Place, device, comment and thumbnail of the camera are gone from both forms."""
    original = photo(gps=True)
    assert b"PhoneOfSomebody" in original
    kept = redraw(original)
    for data in (kept.data, kept.small):
        assert b"PhoneOfSomebody" not in data
        assert b"taken at home" not in data
        with Image.open(io.BytesIO(data)) as picture:
            assert dict(picture.getexif()) == {}
            assert "exif" not in picture.info
            assert "comment" not in picture.info


def test_a_photo_taken_sideways_stands_upright() -> None:
    """The orientation a camera notes is applied before the note is dropped."""
    kept = redraw(photo(40, 20, orientation=6))
    assert (kept.width, kept.height) == (20, 40)


def test_a_large_photo_is_made_smaller() -> None:
    """The long side is limited, the proportions stay."""
    kept = redraw(photo(LONG_SIDE * 2, LONG_SIDE))
    assert (kept.width, kept.height) == (LONG_SIDE, LONG_SIDE // 2)


def test_a_transparent_png_becomes_white() -> None:
    """What was transparent is white, not black."""
    written = io.BytesIO()
    Image.new("RGBA", (3, 3), (0, 0, 0, 0)).save(written, "PNG")
    with Image.open(io.BytesIO(redraw(written.getvalue()).data)) as picture:
        assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"no photo", b"GIF89a" + b"\0" * 40, photo()[:200], b"\xff\xd8" * 50])
def test_what_is_no_photo_is_refused_with_its_cure(data: bytes) -> None:
    """Empty, broken and foreign files are refused in words."""
    with pytest.raises(Refused, match="no photo") as refused:
        redraw(data)
    assert refused.value.cure
    assert refused.value.field == "photos"


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    """A small file that would unfold into gigabytes is refused before it does."""
    written = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    with pytest.raises(Refused, match="too many pixels"):
        redraw(written.getvalue())


@given(st.binary(max_size=300), st.integers(0, 600))
def test_no_bytes_cause_anything_but_a_refusal(noise: bytes, at: int) -> None:
    """A photo with foreign bytes inside is drawn or refused; there is no third way."""
    whole = photo()
    try:
        drawn = redraw(whole[:at] + noise + whole[at + len(noise) :])
    except Refused:
        return
    assert drawn.data.startswith(b"\xff\xd8")
