"""A paper that was signed in a village and waits for its attestations; the scan is drawn, and says so."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from lianjian.adapters.documents.pdf import HERE
from lianjian.apps.agreements.actions.bring_scan import bring_scan
from lianjian.apps.agreements.queries import text_of
from lianjian.apps.agreements.rules.scans import Page
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.apps.agreements.rules.frozen import FrozenText
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

AGREEMENT, PARTY, HAND, BRINGER, HOUSE = (
    "lanshi-three-parties",
    "lanshi",
    "fu-guodong",
    "chen-xiaolan",
    "minshan",
)
SIGNED, BROUGHT = 3, 2
"""Days ago."""
PAPER, INK, FAINT = (248, 245, 236), (28, 28, 32), (120, 118, 112)


def load_scan(days: Calendar, society: Society) -> None:
    """The village signed on paper; the liaison officer brought the scan, nobody has attested it yet."""
    agreement = society.agreements[AGREEMENT]
    _key, text = text_of(LOADER, agreement)
    party = society.organisations[PARTY]
    bring_scan(
        by=society.acting(BRINGER, days.day(BROUGHT)),
        agreement=agreement,
        organisation=society.organisations[HOUSE],
        sha256=text.sha256,
        hands={party: society.people[HAND]},
        signed_on=days.day(SIGNED),
        pages=[Page("签署页.jpg", _drawn(text))],
        now=days.moment(BROUGHT, hour=17),
    )


def _drawn(text: FrozenText) -> bytes:
    """The signing page as a phone saw it: 1240 x 1754 pixels, a little askew."""
    sheet = Image.new("RGB", (1240, 1754), PAPER)
    pen = ImageDraw.Draw(sheet)
    font = str(HERE / "fonts" / "LianjianSong-Regular.otf")
    large, plain, small = (ImageFont.truetype(font, size) for size in (52, 34, 20))
    pen.text((620, 190), "签 署 页", INK, large, anchor="mm")
    for row, start in enumerate(range(0, len(text.title), 26)):
        pen.text((165, 290 + 50 * row), text.title[start : start + 26], INK, plain)
    for row, party in enumerate(text.parties):
        top = 480 + 300 * row
        pen.text((165, top), party.name, INK, plain)
        pen.line((165, top + 190, 620, top + 190), FAINT, 2)
        if party.organisation == PARTY:
            pen.line(_hand(180, top + 150), (24, 40, 96), 5, joint="curve")
            pen.ellipse((760, top - 40, 1010, top + 210), outline=(190, 40, 40), width=6)
    pen.text((165, 1480), "演示：这张扫描件是画出来的，人物和单位都是编的。", FAINT, small)
    pen.text((165, 1560), f"文本指纹（SHA-256）第{text.version}版", FAINT, small)
    pen.text((165, 1592), text.sha256, FAINT, small)
    seen = sheet.rotate(-0.6, expand=False, fillcolor=(214, 208, 196), resample=Image.Resampling.BILINEAR)
    out = io.BytesIO()
    seen.save(out, "JPEG", quality=80)
    return out.getvalue()


def _hand(left: float, base: float) -> list[tuple[float, float]]:
    """A signature that nobody has."""
    return [
        (left + step * 4.2, base - 34 * math.sin(step / 4.3) - 22 * math.sin(step / 1.7) * (step % 23) / 23)
        for step in range(90)
    ]
