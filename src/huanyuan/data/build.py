"""Builds the data files of huanyuan from openly licensed packages. Run by hand, needs no network itself.

    python src/huanyuan/data/build.py --opencc DIR --pinyin FILE --jieba DIR

`--opencc` is the `dictionary` folder of opencc-python-reimplemented 0.1.7 (OpenCC's tables, Apache-2.0; the package
OpenCC 1.4.2 itself, Apache-2.0, must be installed too),
`--pinyin` the `pinyin_dict.json` of pypinyin 0.55.0 (MIT), `--jieba` the package folder of jieba 0.42.1 (MIT):
its dictionary and the transitions of its tagger.
The result depends on nothing else, so a second run gives the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import struct
import zlib
from pathlib import Path

import opencc

from huanyuan.mirror.alphabet import in_user_zone

HERE = Path(__file__).parent

# Characters that the mirrors' table leaves alone although their traditional form differs in some sense.
# Observed on real pages; 著 is the one output with two origins (着 and 著).
MERGED = "里后于云只干面斗系制采范并么群吃游咨余秘占筑"
# What real Traditional Chinese writes in their place and the mirrors never do: the evidence in doubt.
TELLING = {
    "里": "裏裡", "后": "後", "于": "於", "云": "雲", "只": "隻", "干": "乾幹", "面": "麵", "斗": "鬥", "系": "係繫",
    "制": "製", "采": "採", "范": "範", "并": "並併", "么": "麼", "游": "遊", "余": "餘", "筑": "築",
    "复": "複", "发": "髮", "历": "曆",
}  # fmt: skip
# Telling as well, but the mirrors' table is not known well enough to call their presence proof to the contrary.
TELLING_TOO = set("".join(TELLING.values()) + "儘徵穫誌鬆禦醜颱鹹捲闆穀籲鬱闢鬍鬚嚮鞦韆薑")
# Spellings that differ between writers of Traditional Chinese and say nothing.
SPELLINGS = str.maketrans(
    "爲啓衆豔鑑閒裏麪羣喫祕諮牆臺佔佈註週遊衹祇夥託昇嘆", "為啟眾艷鑒閑裡麵群吃秘咨墻台占布注周游只只伙托升歎"
)
# Where OpenCC's first choice is a variant the mirrors do not write.
VARIANTS = str.maketrans("爲啓衆豔鑑籤閒鍾裏麪羣喫祕諮牆", "為啟眾艷鑒簽閑鐘裏麵群吃秘咨墻")


def read_table(path: Path) -> dict[str, list[str]]:
    """One key a line, a tab, its candidates by preference."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return {key: values.split(" ") for key, values in rows}


def in_charset(character: str, charset: str) -> bool:
    try:
        return len(character.encode(charset)) == 2
    except UnicodeEncodeError:
        return False


def build_mirror(opencc: Path, pinyin: dict[str, str]) -> tuple[str, dict[str, str], str]:
    """The inverse of the mirrors' table with readings (tab-separated), the table itself, and what it may keep."""
    forward = {"着": "著"}
    kept = set(MERGED)
    candidates: dict[str, list[str]] = {}
    for simplified, choices in read_table(opencc / "STCharacters.txt").items():
        first = choices[0].translate(VARIANTS)
        if not in_charset(simplified, "gbk") or simplified in MERGED or simplified in forward:
            continue
        if simplified in choices:
            kept.add(simplified)
        if first != simplified:
            forward[simplified] = first
            candidates[simplified] = [first, *choices]
    # variants that only the reverse table knows (為 beside 爲)
    for traditional, choices in read_table(opencc / "TSCharacters.txt").items():
        if choices[0] in candidates:
            candidates[choices[0]].append(traditional)
    inverse: dict[str, str] = {}
    never = set("".join(TELLING.values()))
    for simplified, choices in candidates.items():
        for traditional in choices:
            # What GB 2312 holds (乾, 於, 徵, 藉) belongs to simplified text as well and is no output of the table.
            if traditional in never or in_charset(traditional, "gb2312"):
                continue
            if in_charset(traditional, "gbk"):
                inverse.setdefault(traditional, simplified)
    rows = [
        f"{traditional}\t{simplified}\t{pinyin.get(str(ord(traditional)), '')}"
        f"\t{'first' if forward[simplified] == traditional else 'variant'}"
        for traditional, simplified in sorted(inverse.items())
    ]
    return "\n".join(rows) + "\n", forward, "".join(sorted(kept)) + "\n"


def build_fingerprint(frequency: dict[str, int], forward: dict[str, str]) -> str:
    """Words that a 1:1 table writes as no writer of Traditional Chinese does (關于, 什么, 盡管), and how they do.

    What writers do: OpenCC's conversions to the standards of OpenCC, Taiwan and Hong Kong, all three.
    """
    table = str.maketrans(forward)
    writers = [opencc.OpenCC(standard) for standard in ("s2t", "s2tw", "s2hk")]
    found: dict[str, str] = {}
    for word, count in frequency.items():
        if not 2 <= len(word) <= 3 or count < 10:
            continue
        if word.endswith("里") and set(word) & set("一二三四五六七八九十百千万亿数几半公海英华方"):
            continue  # the measure, not the inside
        mirrored = word.translate(table)
        reals = [writer.convert(word) for writer in writers]
        plain = [real.translate(VARIANTS).translate(SPELLINGS) for real in reals]
        if mirrored.translate(SPELLINGS) in plain:
            continue
        differing = {c for real in plain for c, m in zip(real, mirrored, strict=True) if c != m}
        if differing & TELLING_TOO:
            found[mirrored] = reals[1]
    kept = [w for w in sorted(found) if not any(p != w and p in found for p in (w[:2], w[1:]))]
    return "\n".join(f"{w}\t{found[w]}" for w in kept) + "\n"


def read_hmm(posseg: Path) -> tuple[list[str], list[list[float]]]:
    """Parts of speech, and how much likelier each follows each (natural log of the ratio); row 0 is a clause's start.

    From the transitions between (position in the word, part of speech) of jieba's tagger.
    """
    transitions = ast.literal_eval((posseg / "prob_trans.py").read_text("utf-8").partition("P=")[2])
    start = ast.literal_eval((posseg / "prob_start.py").read_text("utf-8").partition("P=")[2])
    tags = sorted({tag for _, tag in transitions})

    def entry(row: dict[tuple[str, str], float], tag: str) -> float:
        return sum(math.exp(row.get((place, tag), -99.0)) for place in "BS")

    follow = {}
    for tag in tags:
        rows = [transitions.get((place, tag), {}) for place in "ES"]
        weights = [sum(entry(row, other) for other in tags) for row in rows]
        total = sum(weights) or 1.0
        follow[tag] = {other: sum(entry(row, other) for row in rows) / total for other in tags}
    share = dict.fromkeys(tags, 1 / len(tags))
    for _ in range(60):
        share = {tag: sum(share[before] * follow[before][tag] for before in tags) for tag in tags}
        total = sum(share.values())
        share = {tag: value / total for tag, value in share.items()}
    first = {tag: entry(start, tag) for tag in tags}
    rows = [first, *(follow[tag] for tag in tags)]
    ratios = [[math.log((row[tag] + 1e-4) / (share[tag] + 1e-4)) for tag in tags] for row in rows]
    return tags, ratios


def build_words(words: dict[str, tuple[int, str]], tags: list[str], ratios: list[list[float]]) -> bytes:
    """A hash table for a memory map; `huanyuan.language` says how it is laid out."""
    chosen = {w: n for w, (n, _) in words.items() if 1 <= len(w) <= 4 and (n >= 3 or len(w) == 1)}
    total = sum(count for count, _ in words.values())
    size = 1 << (int(len(chosen) / 0.6) - 1).bit_length()
    cells, kinds = [0] * size, bytearray(size)
    for word in sorted(chosen, key=lambda w: (-chosen[w], w)):
        cost = min(1022, round(-math.log(chosen[word] / total) * 40))
        code = zlib.crc32(word.encode("utf-16-le"))
        mark = zlib.adler32(word.encode("utf-16-be"), code) * 2654435761 >> 5 & 0x3FFFFF
        at = code & (size - 1)
        while cells[at]:
            at = (at + 1) & (size - 1)
        cells[at] = (mark << 10) | (cost + 1)
        tag = words[word][1]
        kinds[at] = tags.index(tag) + 1 if tag in tags else 0
    follow = bytes(max(0, min(255, 128 - round(value * 32))) for row in ratios for value in row)
    head = b"HYW2" + struct.pack("<II", size, len(tags))
    return head + struct.pack(f"<{size}I", *cells) + bytes(kinds) + follow


def build_vanishing(words: dict[str, tuple[int, str]], mirror: str) -> str:
    """The words of two characters whose middle pair of bytes lies in a user-defined zone of GBK, on a mirrored page
    or on another: a shift lets them vanish (`huanyuan.mirror.steps`)."""
    dresses: dict[str, set[str]] = {}
    for row in mirror.splitlines():
        traditional, simplified = row.split("\t")[:2]
        dresses.setdefault(simplified, set()).add(traditional)

    def pairs(character: str) -> list[bytes]:
        return [c.encode("gbk") for c in {character} | dresses.get(character, set()) if in_charset(c, "gbk")]

    found = [
        word
        for word, (count, _) in words.items()
        if len(word) == 2
        and count >= 3
        and any(in_user_zone(a[1], b[0]) for a in pairs(word[0]) for b in pairs(word[1]))
    ]
    return "".join(sorted(found)) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opencc", type=Path, required=True)
    parser.add_argument("--pinyin", type=Path, required=True)
    parser.add_argument("--jieba", type=Path, required=True)
    given = parser.parse_args()
    words: dict[str, tuple[int, str]] = {}
    for line in (given.jieba / "dict.txt").read_text("utf-8").splitlines():
        word, count, tag = line.split(" ")
        if all("一" <= c <= "鿿" for c in word):
            words[word] = (int(count), tag)
    frequency = {word: count for word, (count, _) in words.items()}
    pinyin = json.loads(given.pinyin.read_text("utf-8"))
    mirror, forward, kept = build_mirror(given.opencc, pinyin)
    (HERE / "mirror.tsv").write_text(mirror, "utf-8")
    (HERE / "kept.txt").write_text(kept, "utf-8")
    telling = sorted((real, plain) for plain, reals in TELLING.items() for real in reals)
    (HERE / "telling.tsv").write_text("".join(f"{real}\t{plain}\n" for real, plain in telling), "utf-8")
    (HERE / "fingerprint.tsv").write_text(build_fingerprint(frequency, forward), "utf-8")
    (HERE / "vanishing.txt").write_text(build_vanishing(words, mirror), "utf-8")
    (HERE / "words.bin").write_bytes(build_words(words, *read_hmm(given.jieba / "posseg")))


if __name__ == "__main__":
    main()
