"""UTF-8 bytes that were shown as GBK: `涓枃` for 中文. Bytes are lost for good where a pair meant nothing in GBK.

What is whole comes back. Where exactly the last byte of one character and the first of the next vanished, the
words choose among the few pairs that vanish, and the place is reported. Everything else that is lost stays `?`.
A text that went through this twice, or does not become Chinese, is left as it came and flagged.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from huanyuan.amounts import spare_amounts
from huanyuan.findings import Stage
from huanyuan.language import START, Context, read, total
from huanyuan.mirror.alphabet import in_user_zone

WHY = "bytes of UTF-8 that were shown as GBK"
CHOSEN = "two bytes between these characters vanished; they were chosen as the likeliest in their words"
THIRD = "the last byte of this character is lost; it was chosen as by far the likeliest in its words"
LOST = "bytes of this character are lost; nothing was invented"
HOPELESS = "bytes of UTF-8 that were shown as GBK, too damaged to read"

_PARTS = re.compile(
    rb"(?P<gap>[\xe4-\xe9][\x80-\xbf]{3}(?![\x80-\xbf]))|"
    rb"(?P<whole>[\xe1-\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|[\0-\x3e\x40-\x7f])|"
    rb"(?P<half>[\xe2-\xef][\x80-\xbf]\??)|"
    rb"(?P<lost>[\xc2-\xef]\??|\?[\x80-\xbf]*|.)",
    re.DOTALL,
)
_COMMON = 9.5
_WHOLE = 0.6
_FEWEST = 4
_HOPELESS = 0.2
_HOPELESS_FEWEST = 8  # rare characters of real text (棰 鑼) come by twos and threes
_BY_FAR = 3.0  # nats


@cache
def _telltale() -> str:
    """The characters of GBK whose two bytes begin an ideograph of UTF-8."""
    pairs = (bytes((a, b)) for a in range(0xE4, 0xEA) for b in range(0x80, 0xC0))
    return "".join(pair.decode("gbk", "ignore") for pair in pairs)


@cache
def sign() -> re.Pattern[str]:
    """Three of them in the rhythm of three bytes a character: no writer's Chinese."""
    one = f"[{_telltale()}]"
    return re.compile(f"{one}[^\\n]{{1,2}}{one}[^\\n]{{1,2}}{one}")


@cache
def _telling_ones() -> re.Pattern[str]:
    return re.compile(f"[{_telltale()}]")


def _to_bytes(line: str) -> bytes:
    """The bytes a line was shown from; a `?` amid them is the byte 80 where that would fit, else a break."""
    data = b""
    for piece in re.split("([?\ufffd€])", line):
        if piece in ("?", "\ufffd", "€"):
            inside = re.search(rb"[\xe4-\xe9][\x80-\xbf]?$", data)
            data += b"\x80" if inside or piece == "€" else piece.encode("ascii", "ignore")
        else:
            data += piece.encode("gb18030", "replace")
    return data


@lru_cache(maxsize=1 << 12)
def _gaps(first: bytes, last: bytes) -> tuple[str, ...]:
    """The two characters with `first` at the front and `last` at the end whose middle pair vanishes."""
    found = []
    for third in range(0x80, 0xC0):
        for lead in range(0xE4, 0xEA):
            if in_user_zone(third, lead):
                found.append((first + bytes((third, lead)) + last).decode("utf-8", "ignore"))
    return tuple(found)


@lru_cache(maxsize=1 << 10)
def _thirds(known: bytes) -> tuple[str, ...]:
    """The characters that begin with two bytes."""
    ways = [(known + bytes((last,))).decode("utf-8", "ignore") for last in range(0x80, 0xC0)]
    return tuple(way for way in ways if way)


def _third(known: bytes, context: Context) -> str:
    """The character whose last byte is lost, where one of the sixty-four is by far the likeliest; else `?`."""
    ranked = sorted((total(read(way, context)), way) for way in _thirds(known))
    return ranked[0][1] if ranked and ranked[1][0] - ranked[0][0] >= _BY_FAR else "?"


def _decode(line: str) -> tuple[str, tuple[tuple[int, int, str], ...], float, float]:
    """The line read back, its doubts, the share of bytes that were whole, and the cost."""
    text, doubts, whole, seen = "", [], 0, 0
    context: Context = START
    for part in _PARTS.finditer(_to_bytes(line)):
        piece = part[0]
        if part["whole"] is not None:
            added = piece.decode("utf-8", "replace")
            whole += len(piece) if piece[0] >= 0x80 else 0
        elif part["gap"] is not None:
            ways = _gaps(piece[:2], piece[2:])
            added = min(ways, key=lambda way: total(read(way, context)))
            doubts.append((len(text), 2, CHOSEN))
            whole += len(piece)
        else:
            added = _third(piece[:2], context) if part["half"] is not None else "?"
            doubts.append((len(text), 1, LOST if added == "?" else THIRD))
        seen += len(piece) if piece[0] >= 0x80 else 0
        context = read(added, context)
        text += added
    text, spared = spare_amounts(text, doubts, ("", ""), LOST)
    return text, spared, whole / max(1, seen), total(context)


def _is_chinese(text: str, whole: float, cost: float) -> bool:
    read_back = [c for c in text if c != "?"]
    han = sum(1 for c in read_back if "一" <= c <= "鿿")
    return han >= _FEWEST and whole >= _WHOLE and cost / max(1, len(text)) <= _COMMON


def repair_utf8(text: str) -> Stage:
    """Read back the lines that are UTF-8 shown as GBK; flag those that cannot be read."""
    stage = Stage(text)
    if sign().search(text) is None:
        return stage
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if sign().search(line) is not None:
            out, doubts, whole, cost = _decode(line)
            if _is_chinese(out, whole, cost):
                stage.keep(at)
                stage.replace(end, out, WHY, doubts)
                stage.families.add("utf8_as_gbk")
            elif len(_telling_ones().findall(line)) >= max(_HOPELESS_FEWEST, len(line) * _HOPELESS):
                stage.keep(at)
                stage.replace(end, line, WHY, ((0, len(line), HOPELESS),))
                stage.families.add("utf8_as_gbk")
        at = end + 1
    stage.keep(len(text))
    return stage
