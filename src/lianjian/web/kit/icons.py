"""The icons, read once from the sprite ``static/kit/icons.svg``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SPRITE = Path(__file__).parent / "static" / "kit" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="([a-z]+)" viewBox="0 0 24 24">(.*?)</symbol>')


@cache
def shapes() -> Mapping[str, str]:
    """Name -> SVG markup inside a 24 x 24 view box. The file is ours, so its markup is trusted.

    The shapes go into the page itself: without signal, a second request would leave a page without icons.
    """
    return MappingProxyType(dict(_SYMBOL.findall(SPRITE.read_text(encoding="utf-8"))))
