"""Amounts are not guessed: where a chosen character would be a numeral amid others, another would read as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    Doubt = tuple[int, int, str]

NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两0123456789")
ALIKE_IN_GBK = frozenset("六零八百三万两亿")
"""Numerals that share their first byte with another one: 六零 C1, 八百 B0, 三萬 C8, 兩億 83. Second bytes all differ."""


def spare_amounts(
    text: str, doubts: Sequence[Doubt], around: tuple[str, str], lost: str, alike: Collection[str] = NUMERALS
) -> tuple[str, tuple[Doubt, ...]]:
    """`text` with `?` for each chosen numeral (of those that are `alike`) that stands beside another numeral.

    `doubts` are (offset, length, why); `around` is what stands before and after `text`; `lost` is the new why.
    """
    characters = list(text)
    answer: list[Doubt] = []
    whole = (around[0][-1:] or " ") + text + (around[1][:1] or " ")
    for at, length, why in doubts:
        places = [
            i
            for i in range(at, min(at + length, len(text)))
            if text[i] in alike and (whole[i] in NUMERALS or whole[i + 2] in NUMERALS)
        ]
        for i in places:
            characters[i] = "?"
        if places:
            answer.extend((i, 1, lost if i in places else why) for i in range(at, at + length))
        else:
            answer.append((at, length, why))
    return "".join(characters), tuple(answer)
