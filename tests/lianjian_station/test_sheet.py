"""The recovery sheet survives being typed off paper, and tells which line was not."""

from __future__ import annotations

import os
import zlib

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pyrage import passphrase

from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity
from lianjian_station import sheet as sheets
from lianjian_station.home import Settings
from lianjian_station.keys import Keys
from lianjian_station.sheet import ALPHABET, Sheet, for_codes, new_code

SETTINGS = Settings(
    "https://lianjian.example.org/feed/", "张洋村", "大悟县彭店乡", "420922202201", "李明", "13800000000"
)
SEALED = os.urandom(700)
LINES = sheets._lines(SEALED)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    keys = Keys(Ed25519PrivateKey.generate(), Identity.make(), os.urandom(32))
    return Sheet(keys, Identity.make(), SETTINGS, "ab" * 32, 3, "2026-11-27", 1, 41)


@pytest.fixture(scope="module")
def printed(sheet: Sheet) -> tuple[str, list[str]]:
    code = new_code()
    return code, sheet.to_lines(code)


def test_what_is_printed_is_read_again(sheet: Sheet, printed: tuple[str, list[str]]) -> None:
    """From the lines, in any order and with headings between them; from the codes; in small letters, O for 0 and l for 1."""
    code, lines = printed
    badly = "\n".join(line[:2] + line[2:].lower().replace("0", "o").replace("1", "l") for line in lines)
    wide = "\n".join(lines).translate({ord(one): ord(one) + 0xFEE0 for one in ALPHABET} | {32: 0x3000})
    for text in (wide, "恢复单\n" + "\n\n".join(reversed(lines)), "/".join(for_codes(lines)), badly):
        read = Sheet.open(text, code.replace(" ", "-"))
        assert read.keys.to_bytes() == sheet.keys.to_bytes()
        assert (read.store, read.settings, read.root, read.root_version) == (
            sheet.store,
            SETTINGS,
            "ab" * 32,
            3,
        )
        assert (read.made_on, read.run, read.log_size) == ("2026-11-27", 1, 41)


def test_a_code_in_full_width_digits_opens(printed: tuple[str, list[str]]) -> None:
    """As a Chinese keyboard makes them."""
    code, lines = printed
    assert Sheet.open("\n".join(lines), code.translate({48 + n: 0xFF10 + n for n in range(10)})).run == 1


def test_it_fits_on_one_page(printed: tuple[str, list[str]]) -> None:
    """Thirty lines or so, and codes of version 15 at most in alphanumeric mode: a phone reads them off a home printer's page."""
    _, lines = printed
    assert len(lines) <= 32
    codes = [segno.make(text, error="m") for text in for_codes(lines)]
    assert len(codes) <= 3
    assert all(code.mode == "alphanumeric" and code.version <= 15 for code in codes)


def test_without_the_code_there_is_nothing(sheet: Sheet, printed: tuple[str, list[str]]) -> None:
    """Another code opens nothing, a mistyped one is refused before the second it takes, and the lines tell no name."""
    code, lines = printed
    text = "\n".join(lines)
    with pytest.raises(Refused, match="does not open"):
        Sheet.open(text, new_code())
    for wrong in (
        code[:-1] + str((int(code[-1]) + 1) % 10),
        code[:-2],
        "",
        "abcd " * 6,
        code + "0",
        "１" * 24,
    ):
        with pytest.raises(Refused, match="no sheet code"):
            Sheet.open(text, wrong)
    raw = sheets._sealed(text)
    assert "张洋村".encode() not in raw
    assert sheet.keys.id.encode() not in raw


def test_it_is_a_plain_age_file(printed: tuple[str, list[str]]) -> None:
    """What the lines hold is an age file under the 24 digits: whoever has ``age`` and no station can still read it."""
    code, lines = printed
    inside = passphrase.decrypt(sheets._sealed("\n".join(lines)), code.replace(" ", ""))
    assert zlib.decompress(inside).startswith(b'{"format":"lianjian-sheet/1"')


@given(st.integers(0, len(LINES) - 1), st.integers(0, 41), st.sampled_from(ALPHABET))
def test_a_wrong_letter_is_found_with_its_line(line: int, place: int, letter: str) -> None:
    """Any one letter replaced by any other, check letters too."""
    letters = LINES[line].replace(" ", "")
    at = 2 + place
    if letters[at] == letter:
        return
    changed = [*LINES[:line], letters[:at] + letter + letters[at + 1 :], *LINES[line + 1 :]]
    with pytest.raises(Refused) as refused:
        sheets._sealed("\n".join(changed))
    assert refused.value.values == {"number": line + 1}


@given(st.integers(0, len(LINES) - 1), st.integers(0, 38))
def test_two_exchanged_letters_are_found(line: int, place: int) -> None:
    letters = LINES[line].replace(" ", "")
    at = 2 + place
    swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    if swapped == letters:
        return
    with pytest.raises(Refused, match="compare it letter by letter"):
        sheets._sealed("\n".join([*LINES[:line], swapped, *LINES[line + 1 :]]))


@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_a_line_under_another_number_is_found(one: int, other: int) -> None:
    if one == other:
        return
    moved = [*LINES]
    moved[one] = LINES[one][:2] + LINES[other][2:]
    with pytest.raises(Refused):
        sheets._sealed("\n".join(moved))


@given(st.integers(0, len(LINES) - 1))
def test_a_missing_line_is_named(line: int) -> None:
    with pytest.raises(Refused) as refused:
        sheets._sealed("\n".join([*LINES[:line], *LINES[line + 1 :]]))
    assert (refused.value.msgid, refused.value.values) == (
        "Line {number} of the sheet is missing.",
        {"number": line + 1},
    )


@given(st.binary(min_size=1, max_size=2400))
def test_any_bytes_come_back(data: bytes) -> None:
    assert sheets._sealed("\n".join(sheets._lines(data))) == data


@given(st.text(max_size=300))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused):
        sheets._sealed(text)


def test_a_sheet_that_unfolds_without_end_is_refused(printed: tuple[str, list[str]]) -> None:
    """Whoever knows the code could seal a bomb: reading stops at 8 KB. So are other things under a right code."""
    code = new_code()
    for inside in (
        zlib.compress(bytes(2 << 20), 9),
        b"no zlib",
        zlib.compress(b"{}"),
        zlib.compress(b"[" * 7000),
    ):
        lines = sheets._lines(passphrase.encrypt(inside, code.replace(" ", "")))
        assert len(lines) < 100
        with pytest.raises(Refused, match=r"of another form|cannot be read"):
            Sheet.open("\n".join(lines), code)
