"""How Chinese agreements count: 第一条, 第二十一条; 甲方, 乙方 by the ten heavenly stems."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"


def numeral(number: int) -> str:
    """1 to 999 in Chinese numerals; larger numbers in Arabic ones, as official documents allow."""
    if not 1 <= number <= 999:  # noqa: PLR2004 - the range of three places
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def article(number: int) -> str:
    """The name of a clause by its place, counted from 1."""
    return f"第{numeral(number)}条"


def designation(place: int) -> str:
    """What a party is called in the text by its place, counted from 0."""
    return f"{_STEMS[place]}方" if place < len(_STEMS) else f"第{numeral(place + 1)}方"
