"""Personal data in a text: numbers of people, cards, telephones and cars, mail, homes, WeChat names.

Identity numbers: GB 11643-1999 (17 digits and a check digit, ISO 7064 MOD 11-2); the old form has 15 digits. Card numbers:
ISO/IEC 7812 (Luhn). Full-width digits and digits split by blanks or hyphens are seen too.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.checking.findings import Finding, Passage, Severity, found
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NUMBER_KINDS = frozenset({"identity", "card", "mobile", "telephone", "plate"})

_S = r"[ \t\u3000\u00a0\-\u2010-\u2015－]{0,2}"
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_UNIT = r"(?!\s*(?:元|万|亿|吨|斤|公斤|千克|人|户|亩|株|棵|头|只|件|平方|立方|公里|米|%|％))"
_BEGIN, _END = r"(?<![0-9A-Za-z])(?<![0-9][.,])", r"(?![0-9A-Za-z])(?!\.[0-9])"
_ID18 = re.compile(rf"(?<![0-9])[1-9](?:{_S}[0-9]){{16}}{_S}[0-9Xx]{_END}")
_ID15 = re.compile(rf"{_BEGIN}[1-9](?:{_S}[0-9]){{14}}{_END}{_UNIT}")
_CARD = re.compile(rf"{_BEGIN}[3-6](?:{_S}[0-9]){{14,18}}{_END}{_UNIT}")
_MOBILE = re.compile(
    rf"(?<![0-9])(?<![0-9][.,])(?:(?:\+|00)?86{_S})?1{_S}[3-9](?:{_S}[0-9]){{9}}{_END}{_UNIT}"
)
_LANDLINE = re.compile(
    rf"(?<![0-9])(?:[(]0[0-9]{{2,3}}[)]|0[0-9]{{2,3}}){_S}[2-9][0-9]{{2,3}}{_S}[0-9]{{4}}{_END}{_UNIT}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.-]?"
    r"(?=[A-HJ-NP-Z]{0,4}[0-9])[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z])"
)
_MAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_HOME = re.compile(
    r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:组|村民小组)[0-9]{1,4}号"
    r"|[0-9]{1,4}(?:号楼|幢|栋|座)(?:[0-9一二三四]{1,2}单元)?[0-9]{2,4}(?:室|号)?"
    r"|[0-9]{1,4}号(?:[0-9]{1,2}单元)?[0-9]{3,4}室"
    r"|(?:村|社区|街|路|巷|弄)[0-9]{1,4}号[0-9]{0,4}(?:室|家)"
)
_WECHAT = re.compile(
    r"(?:微信号?|[Ww]e[Cc]hat|VX|vx)(?:\s*(?:ID|id|号))?\s*(?:[:为是]|同号[:]?)\s*([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])"
)

IDENTITY = gettext_noop("This looks like somebody's identity number. Take it out.")
IDENTITY_TYPED = gettext_noop("This is built like an identity number, but its check digit does not fit.")
CARD = gettext_noop("This looks like a bank card number. Take it out.")
MOBILE = gettext_noop("This looks like a mobile number. Take it out, unless it is an office's public number.")
TELEPHONE = gettext_noop("A telephone number: is it an office's public one?")
PLATE = gettext_noop("This looks like a number plate.")
MAIL = gettext_noop("An e-mail address: is it an office's public one?")
HOME = gettext_noop("This looks like somebody's home address. The village is precise enough.")
WECHAT = gettext_noop("This looks like somebody's WeChat name.")


def personal_data(passage: Passage) -> list[Finding]:
    """What looks like personal data in a passage, in its order; places do not overlap."""
    text = _plain(passage.text)
    findings: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern, fits, severity, message in _CHECKS:
        for start, end in _places(pattern, text):
            if any(start < until and begin < end for begin, until in taken) or not fits(text[start:end]):
                continue
            taken.append((start, end))
            findings.append(found(passage, start, end, kind, severity, message))
    return sorted(findings, key=lambda one: one.start)


def identity_number_fits(digits: str) -> bool:
    """Whether 18 characters are an identity number: province, a day that exists, check digit (GB 11643-1999)."""
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = sum(int(one) * weight for one, weight in zip(digits[:17], weights, strict=True))
    return _born(digits[:2], digits[6:14]) and "10X98765432"[total % 11] == digits[17].upper()


def card_number_fits(digits: str) -> bool:
    """Whether the digits are those of a bank card: a known first part, the length, Luhn's check digit."""
    if re.match(r"6[0-9]|4|5[0-9]|3[4-7]", digits) is None or len(set(digits)) < 3:  # noqa: PLR2004 - zeros and the like
        return False
    total = 0
    for place, one in enumerate(reversed(digits)):
        doubled = int(one) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the sum of its digits
    return total % 10 == 0


def _plain(text: str) -> str:
    """Digits, letters and signs at half width, character for character."""
    return "".join(_half(character) for character in text)


def _half(character: str) -> str:
    if character.isascii() or not (character.isdecimal() or "\uff01" <= character <= "\uff5e"):
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return chr(ord(character) - 0xFEE0)


def _places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Every place, overlapping ones too: a year in front must not hide the number after it."""
    at = 0
    while (match := pattern.search(text, at)) is not None:
        yield match.span(match.lastindex or 0)
        at = match.start() + 1


def _digits(words: str) -> str:
    return "".join(one for one in words if one.isdigit() or one in "xX")


def _born(province: str, day: str) -> bool:
    if province not in _PROVINCES:
        return False
    try:
        return 1880 <= date(int(day[:4]), int(day[4:6]), int(day[6:])).year <= 2100  # noqa: PLR2004 - somebody alive
    except ValueError:
        return False


def _grouped_as_telephones_are(words: str) -> bool:
    """Eleven digits in one, or in two to four groups that do not begin with a year, or all apart."""
    number = re.sub(r"^(?:\+|00)?86[^0-9]*(?=1)", "", words)
    groups = [len(group) for group in re.findall(r"[0-9]+", number)]
    if len(groups) == 1 or max(groups) == 1:
        return True
    year = re.match(r"(?:1[89]|20)[0-9]{2}[^0-9]", number) is not None
    return len(groups) <= 4 and min(groups) >= 2 and not year  # noqa: PLR2004 - 138 0013 8000, 138 00 13 8000


def _in_few_groups(words: str) -> bool:
    groups = [len(group) for group in re.findall(r"[0-9]+", words)]
    return len(groups) <= 6 or max(groups) == 1  # noqa: PLR2004 - cards are printed in four or five


_CHECKS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool], Severity, str], ...] = (
    ("identity", _ID18, lambda words: identity_number_fits(_digits(words)), Severity.STOP, IDENTITY),
    (
        "identity",
        _ID15,
        lambda words: _in_few_groups(words) and _born(_digits(words)[:2], "19" + _digits(words)[6:12]),
        Severity.STOP,
        IDENTITY,
    ),
    (
        "card",
        _CARD,
        lambda words: _in_few_groups(words) and card_number_fits(_digits(words)),
        Severity.STOP,
        CARD,
    ),
    ("mobile", _MOBILE, _grouped_as_telephones_are, Severity.STOP, MOBILE),
    (
        "identity-typed",
        re.compile(rf"{_BEGIN}[1-9][0-9]{{16}}[0-9Xx]{_END}{_UNIT}"),
        lambda words: _born(words[:2], words[6:14]),
        Severity.LOOK,
        IDENTITY_TYPED,
    ),
    ("telephone", _LANDLINE, lambda _words: True, Severity.LOOK, TELEPHONE),
    ("plate", _PLATE, lambda words: sum(one.isdigit() for one in words) >= 2, Severity.LOOK, PLATE),  # noqa: PLR2004
    ("mail", _MAIL, lambda _words: True, Severity.LOOK, MAIL),
    ("home", _HOME, lambda _words: True, Severity.LOOK, HOME),
    ("wechat", _WECHAT, lambda _words: True, Severity.LOOK, WECHAT),
)
