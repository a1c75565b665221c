"""The extraction of the divisions: same bytes again, and a clear word about a package it does not know."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tools.divisions import LEVELS, Unfit, check, pack, read

if TYPE_CHECKING:
    from pathlib import Path

ROWS = {
    "provinces.csv": "code,name\n11,北京市\n35,福建省\n",
    "cities.csv": "code,name\n3503,莆田市\n",
    "areas.csv": "code,name\n350303,涵江区\n",
    "streets.csv": "code,name\n350303108,新县镇\n",
    "villages.csv": "code,name\n350303108203,张洋村委会\n110101001001,多福巷社区居委会\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package of the known version."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "package.json").write_text(json.dumps({"version": "2.7.0"}))
    for name, text in ROWS.items():
        (tmp_path / "dist" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_only_the_province_is_taken(package: Path) -> None:
    """Rows of other provinces stay behind; levels come from the file a row stood in."""
    rows = read(package)
    assert [level for _, _, level in rows] == [level for level, _, _ in LEVELS]
    assert rows[-1] == ("350303108203", "张洋村委会", "village")


def test_same_rows_same_bytes(package: Path) -> None:
    """Packing twice gives the same bytes, with the header in the first line."""
    once = pack(read(package))
    assert once == pack(read(package))
    assert gzip.decompress(once).decode().splitlines()[0] == "code,name,level"


def test_another_version_is_refused(package: Path) -> None:
    """A package of another version is not read: its numbers were not checked."""
    (package / "package.json").write_text(json.dumps({"version": "9.0.0"}))
    with pytest.raises(Unfit, match=r"9\.0\.0"):
        read(package)


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    """An empty folder gets a sentence, no traceback."""
    with pytest.raises(Unfit, match="no unpacked npm package"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("35", "福建省", "province"), ("35", "福建省", "province")], "twice"),
        ([("35", "", "province")], "no name"),
        ([("35", "福建省", "province"), ("350303", "涵江区", "county")], "no division above"),
        ([("35", "福建省", "province")], "0 villages found"),
    ],
)
def test_a_table_with_holes_is_refused(rows: list[tuple[str, str, str]], says: str) -> None:
    """Codes twice, missing names, missing parents and missing villages are each named."""
    with pytest.raises(Unfit, match=says):
        check(rows)
