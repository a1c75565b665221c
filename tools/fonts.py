"""Cut the fonts that official documents are set in from their sources, and give them names of our own.

.venv/bin/python tools/fonts.py FOLDER

``FOLDER`` holds the sources as Debian 12 packs them (unpack fonts-noto-cjk, fonts-noto-cjk-extra and
fonts-lxgw-wenkai with ``dpkg -x``). All are under the SIL Open Font License 1.1, which asks that a changed font
does not carry a reserved name: ours are called Lianjian Song, Hei and Kai. The result is committed: an
installation has no font of its own, and a document must look the same everywhere.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "lianjian" / "adapters" / "documents" / "fonts"
DIVISIONS = ROOT / "src" / "lianjian" / "apps" / "parties" / "data" / "divisions_fujian.csv.gz"
SIMPLIFIED = (
    2  # the face for Chinese in mainland form among those of a Noto CJK collection (JP, KR, SC, TC, HK)
)

FACES = (
    ("NotoSerifCJK-Regular.ttc", "Lianjian Song", "Regular", "everything"),
    ("NotoSerifCJK-Bold.ttc", "Lianjian Song", "Bold", "usual"),
    ("NotoSansCJK-Medium.ttc", "Lianjian Hei", "Regular", "usual"),
    ("LXGWWenKai-Regular.ttf", "Lianjian Kai", "Regular", "usual"),
)
SIGNS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2000, 0x2070), *range(0x2100, 0x2200), *range(0x2460, 0x2500),
         *range(0x2500, 0x2600), *range(0x25A0, 0x2600), *range(0x3000, 0x3040), *range(0x3100, 0x3130),
         *range(0x3200, 0x3400), *range(0xFE30, 0xFE50), *range(0xFF00, 0xFFF0)]  # fmt: skip


def usual() -> set[int]:
    """GB 2312 (6,763 characters) and every character in the name of a division of the province."""
    found = set(SIGNS)
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            text = bytes((high, low)).decode("gb2312", "ignore")
            found.update(map(ord, text))
    with gzip.open(DIVISIONS, "rt", encoding="utf-8") as file:
        found.update(map(ord, file.read()))
    return found - {ord("\n"), ord("\r")}


def everything() -> set[int]:
    """All Han characters of the basic block and of extension A, as far as the source has them."""
    return usual() | set(range(0x4E00, 0xA000)) | set(range(0x3400, 0x4DC0)) | {0x3007}


def rename(font: TTFont, family: str, style: str, source: str) -> None:
    """Give the font a name of our own and say where it comes from; copyright and licence lines stay."""
    full = family if style == "Regular" else f"{family} {style}"
    words = {
        1: family,
        2: style,
        3: f"{full}; cut from {source}",
        4: full,
        6: full.replace(" ", ""),
        10: f"Cut from {source}.",
    }
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in {0, 13, 14}]
    for number, text in words.items():
        table.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [full.replace(" ", "")]
        cff.topDictIndex[0].FullName = full
        cff.topDictIndex[0].FamilyName = family


def main() -> None:
    sources = Path(sys.argv[1])
    for file, family, style, reach in FACES:
        path = next(sources.rglob(file))
        font = TTCollection(str(path)).fonts[SIMPLIFIED] if path.suffix == ".ttc" else TTFont(str(path))
        options = Options()
        options.layout_features = ["halt", "kern", "palt", "ccmp"]
        options.name_IDs = [0, 13, 14]
        options.hinting = False
        options.notdef_outline = True
        options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=everything() if reach == "everything" else usual())
        subsetter.subset(font)
        rename(font, family, style, path.name)
        target = TARGET / f"{family.replace(' ', '')}-{style}{'.ttf' if 'glyf' in font else '.otf'}"
        font.save(str(target))
        sys.stdout.write(
            f"{target.name}: {len(font.getGlyphOrder())} glyphs, {target.stat().st_size:,} bytes\n"
        )


if __name__ == "__main__":
    main()
