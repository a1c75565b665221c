"""Share tokens: 64 random bits, written as 13 characters that survive being read aloud and typed from paper.

The alphabet is Douglas Crockford's Base32 (https://www.crockford.com/base32.html): no I, L, O, U; upper and
lower case mean the same; a typed I or L is 1, a typed O is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 13
BITS = 64
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"i": 1, "l": 1, "o": 0}


def draw(random_bits: Callable[[int], int]) -> int:
    """A new token as the signed 64-bit integer that databases store; never 0. ``random_bits`` is
    ``secrets.randbits`` outside tests: a token that could be guessed would let strangers write into
    chains."""
    while True:
        drawn = random_bits(BITS)
        if drawn:
            return drawn - (1 << BITS) if drawn >> (BITS - 1) else drawn


def written(token: int) -> str:
    """The token as it stands in a link."""
    rest = token % (1 << BITS)
    letters = []
    for _ in range(LENGTH):
        rest, value = divmod(rest, len(ALPHABET))
        letters.append(ALPHABET[value])
    return "".join(reversed(letters))


def read(text: str) -> int | None:
    """The token that ``text`` writes, None where it writes none. ``read(written(t)) == t``."""
    letters = text.strip().lower()
    if len(letters) != LENGTH or any(letter not in _VALUES for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + _VALUES[letter]
    if not 0 < number < 1 << BITS:
        return None
    return number - (1 << BITS) if number >> (BITS - 1) else number
