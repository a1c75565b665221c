"""Signed notes, against the vectors in the C2SP text and against whoever makes bad ones."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.notes import CAP, COSIGNATURE, SIGNATURES, Note, Signature, VerifierKey, cosign, sign
from lianjian_feed.refusals import Refused

# The example of c2sp.org/signed-note.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
    "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
BODY = "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
A, B = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))


def test_the_example_of_the_specification_holds() -> None:
    """Parsed, checked, written as it was, and its key too."""
    note, key = Note.parse(NOTE), VerifierKey.parse(VKEY)
    assert note.verified([key]) == {key: 0}
    assert note.to_bytes() == NOTE
    assert key.text == VKEY
    assert key.id.hex() == "530d903a"


def test_text_may_hold_empty_lines() -> None:
    """Signatures begin after the last empty line."""
    poem = "Ognuno sta solo\n\ned è subito sera.\n"
    note = Note(poem).signed(sign(poem, A, "salvatore"))
    assert Note.parse(note.to_bytes()).text == poem


def test_a_cosignature_carries_its_time() -> None:
    """8 bytes of time and 64 of signature, over the header, the time and the body."""
    note = Note(BODY).signed(sign(BODY, A, "log"), cosign(BODY, B, "hub/w1", 1679315147))
    log, witness = VerifierKey.of(A, "log"), VerifierKey.of(B, "hub/w1", COSIGNATURE)
    assert Note.parse(note.to_bytes()).verified([log, witness]) == {log: 0, witness: 1679315147}
    data = note.signatures[1].data
    assert len(data) == 72
    B.public_key().verify(data[8:], f"cosignature/v1\ntime 1679315147\n{BODY}".encode())


def test_a_cosignature_with_another_time_is_refused() -> None:
    """The time is signed too."""
    line = cosign(BODY, B, "w", 1000)
    later = Signature(line.name, line.key_id, (1001).to_bytes(8, "big") + line.data[8:])
    with pytest.raises(Refused):
        Note(BODY).signed(later).verified([VerifierKey.of(B, "w", COSIGNATURE)])


def test_one_key_in_two_kinds_is_two_keys() -> None:
    """A plain signature is no cosignature, though the key and the name are the same."""
    note = Note(BODY).signed(sign(BODY, A, "x"))
    assert note.verified([VerifierKey.of(A, "x")])
    with pytest.raises(Refused, match="Nobody known"):
        note.verified([VerifierKey.of(A, "x", COSIGNATURE)])


def test_unknown_signatures_are_left_alone_and_a_bad_known_one_condemns() -> None:
    """As the specification wants it."""
    good, other = sign(BODY, A, "a"), sign(BODY, B, "b")
    bad = Signature("b", other.key_id, bytes(64))
    a, b = VerifierKey.of(A, "a"), VerifierKey.of(B, "b")
    assert Note(BODY).signed(good, bad).verified([a]) == {a: 0}
    with pytest.raises(Refused, match="does not fit"):
        Note(BODY).signed(good, bad).verified([a, b])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        NOTE[:-1],
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace(b"This", b"Th\x00s"),
        NOTE.replace(b"This", b"Th\ris"),
        NOTE.replace(b"This", b"Th\xffs"),
        NOTE.replace("— ".encode(), b"- "),
        NOTE.replace(b"example.com/foo ", b" "),
        NOTE.replace(b"example.com/foo ", b"a+b "),
        NOTE.replace(b"aQM=", b"aQM"),
        NOTE.replace(b"aQM=", b"aQN="),  # bits beyond the last byte: not the one spelling
        NOTE.replace(b"Uw2QOkn8", b"Uw2Q Okn8"),
        "text\n\n— a AAAA\n".encode(),
        NOTE + b"\n",
        b"x" * CAP + NOTE,
        b"text\n\n" + "— a AAAAAAA=\n".encode() * (SIGNATURES + 1),
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    """Cut, re-spelt, too long, with control characters: one refusal, nothing else raised."""
    with pytest.raises(Refused):
        Note.parse(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b",
        "a+530d903a+",
        VKEY.replace("530d903a", "530d903b"),
        VKEY.replace("foo", "fou"),
        VKEY + "A",
        "a b+00000000+" + base64.b64encode(bytes(33)).decode(),
        VKEY.replace("+Aek", "+Auk"),
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    """A wrong hash, a name with a space, an unknown kind."""
    with pytest.raises(Refused):
        VerifierKey.parse(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_note_or_a_refusal(data: bytes) -> None:
    """What can be read is written back to the byte."""
    for told in (data, NOTE[: len(data)] + data, data + NOTE):
        with suppress(Refused):
            assert Note.parse(told).to_bytes() == told


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60), st.data())
def test_a_flipped_bit_never_passes(text: str, data: st.DataObject) -> None:
    """Of a signed note no bit can be changed so that it is still read and believed."""
    told = f"{text}\n"
    whole = Note(told).signed(sign(told, A, "a")).to_bytes()
    at = data.draw(st.integers(0, len(whole) * 8 - 1))
    changed = bytearray(whole)
    changed[at // 8] ^= 1 << at % 8
    with pytest.raises(Refused):
        Note.parse(bytes(changed)).verified([VerifierKey.of(A, "a")])
