"""A release of the stations' software: one form, strictly read, whose version never sinks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.refusals import Refused
from lianjian_feed.software import MOST, Release, numbers, of_wheels
from tests.lianjian_feed.simulators import Hub

NOTES = {"zh": "修了几处小毛病。", "en": "Small repairs."}
PROGRAM = "lianjian-0.2.0-py3-none-any.whl"
OTHER = "zstandard-0.25.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
parts = st.lists(st.integers(0, 999_999), min_size=2, max_size=4)


@given(parts, parts)
def test_versions_are_compared_by_number(one: list[int], other: list[int]) -> None:
    """As PEP 440 orders final releases: 0.10 is above 0.9, 0.2 is 0.2.0."""
    first, second = (".".join(map(str, version)) for version in (one, other))
    padded = [[*version, 0, 0, 0][:4] for version in (one, other)]
    assert (numbers(first) < numbers(second)) == (padded[0] < padded[1])


@pytest.mark.parametrize(
    "version",
    [
        "",
        "1",
        "1.0rc1",
        "1.0.dev0",
        "1.0.post1",
        "1!1.0",
        "1.0+x",
        "01.0",
        "1.0.0.0.0",
        "١.٠",
        "1.0\n",
        "1.1000000",
    ],
)
def test_anything_but_a_final_release_is_refused(version: str) -> None:
    with pytest.raises(Refused, match="final release"):
        numbers(version)


def test_what_is_written_is_read(tmp_path: object) -> None:
    release, files = of_wheels({PROGRAM: b"program", OTHER: b"other"}, notes=NOTES, follows="0.1")
    assert Release.parse(files["release.json"]) == release
    assert set(files) == {"release.json", f"wheels/{PROGRAM}", f"wheels/{OTHER}"}
    assert [wheel.requirement for wheel in release.wheels] == ["lianjian==0.2.0", "zstandard==0.25.0"]
    assert [release.may_follow(version) for version in ("0.0.9", "0.1", "0.1.9", "0.2", "0.3")] == [
        False,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "wheels",
    [
        {},
        {OTHER: b"x"},
        {PROGRAM: b"x", "lianjian-0.3.0-py3-none-any.whl": b"x"},
        {PROGRAM: b"x", "zstandard-0.24.0-py3-none-any.whl": b"x", OTHER: b"x"},
        {PROGRAM: b""},
        {PROGRAM: b"x", "../evil-1.0-py3-none-any.whl": b"x"},
        {PROGRAM: b"x", "evil.whl": b"x"},
        {PROGRAM: b"x", "-rf-1.0-py3-none-any.whl": b"x"},
        {"lianjian-0.2.0rc1-py3-none-any.whl": b"x"},
        {PROGRAM: b"x"} | {f"a{n}-1.0-py3-none-any.whl": b"x" for n in range(MOST)},
    ],
)
def test_a_folder_that_is_no_release_is_refused(wheels: dict[str, bytes]) -> None:
    with pytest.raises(Refused):
        of_wheels(wheels, notes=NOTES)


def _manifest(**changed: Any) -> bytes:
    release, _ = of_wheels({PROGRAM: b"program"}, notes=NOTES)
    return json.dumps(json.loads(release.to_bytes()) | changed).encode()


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "lianjian-release/2"},
        {"extra": 1},
        {"version": "0.3.0"},
        {"version": 2},
        {"from": None},
        {"python": "x"},
        {"notes": {"zh": "x"}},
        {"notes": []},
        {"notes": {"zh": 1, "en": "x"}},
        {"wheels": []},
        {"wheels": {}},
        {
            "wheels": [
                {"path": "media/wheels/lianjian-0.2.0-py3-none-any.whl", "length": 1, "sha256": "0" * 64}
            ]
        },
        {"wheels": [{"path": f"software/wheels/{PROGRAM}", "length": True, "sha256": "0" * 64}]},
        {"wheels": [{"path": f"software/wheels/{PROGRAM}", "length": 1, "sha256": "0"}]},
        {"wheels": [{"path": f"software/wheels/{PROGRAM}", "length": 1, "sha256": "0" * 64, "more": 1}]},
    ],
)
def test_another_form_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        Release.parse(_manifest(**changed))


@given(st.binary(max_size=60) | st.sampled_from([b"[]", b"null", b'"x"', b"[" * 100_000]))
def test_junk_is_refused_by_name(junk: bytes) -> None:
    with pytest.raises(Refused):
        Release.parse(junk)


def test_it_travels_as_any_organisation_does(tmp_path: Any) -> None:
    """Published by the ordinary publisher; the wheels are files of the feed, signed by their own key."""
    hub = Hub(tmp_path)
    _, files = of_wheels({PROGRAM: b"program" * 20_000, OTHER: b"other"}, notes=NOTES)
    hub.publish(software=files)
    assert len(list((hub.feed / "blobs").iterdir())) == 1
    assert list(hub.feed.glob("metadata/*.org-software.json"))
