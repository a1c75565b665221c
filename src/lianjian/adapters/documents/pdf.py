"""Documents as PDF, set by typst in the layout of GB/T 9704-2012: A4, a type area of 156 x 225 mm, 22 lines of 28
characters of 16 pt.

Two things differ from the standard, for want of a free font: the text is set in a 宋体 instead of 仿宋, titles in a
bold 宋体 instead of 小标宋. An installation that holds licences puts the fonts (any of ``LICENSED``) into
``LIANJIAN_HOME/fonts``; they are used from then on. Fonts of the system are never looked at, so that a document looks
the same everywhere.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

import segno
import typst
from django.conf import settings
from django.utils import timezone
from fontTools.ttLib import TTFont

from lianjian.kernel.clock import CHINA
from lianjian.kernel.documents import Letter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from lianjian.kernel.documents import Block, Document

HERE = Path(__file__).parent
SHIPPED = {"body": "Lianjian Song", "hei": "Lianjian Hei", "kai": "Lianjian Kai", "title": "Lianjian Song"}
LICENSED = {
    "body": ("FangSong_GB2312", "FZFangSong-Z02", "FangSong", "STFangsong"),
    "hei": ("SimHei", "FZHei-B01", "STHeiti"),
    "kai": ("KaiTi_GB2312", "FZKai-Z03", "KaiTi", "STKaiti"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
}
MISSING_TYPE = "〓"
STAMP_WIDTH, STAMP_HEIGHT = 204.0, 68.0  # points: the empty place of a signature, 72 x 24 mm


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signature goes: page from 1, and the corners in PDF points from the lower left of the page."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF (PDF/A-2b) and the places for signatures in it, by the name of their field."""

    pdf: bytes
    places: Mapping[str, Place]


def pdf_of(document: Document, *, now: datetime | None = None) -> bytes:
    """The document as PDF/A-2b. The same document at the same moment gives the same bytes."""
    return render(document, now=now).pdf


def render(document: Document, *, now: datetime | None = None) -> Rendered:
    """The document as PDF/A-2b, with the places where its parties sign."""
    moment = now or timezone.now()
    inputs = {
        "document": json.dumps(_printable(_as_data(document, moment)), ensure_ascii=False),
        "fonts": json.dumps(_fonts(document.language), ensure_ascii=False),
    }
    compiler = typst.Compiler(
        str(HERE / "forms" / "official.typ"),
        root=str(HERE / "forms"),
        font_paths=[str(HERE / "fonts"), *_own_fonts()],
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    pdf = compiler.compile(format="pdf", pdf_standards="a-2b", timestamp=int(moment.timestamp()))
    if not isinstance(pdf, bytes):
        msg = "typst gave pages instead of one file"
        raise TypeError(msg)
    marks = (
        json.loads(compiler.query("<signature>", field="value"))
        if '"SignatureFields"' in inputs["document"]
        else []
    )
    return Rendered(pdf=pdf, places={mark["name"]: _place(mark) for mark in marks})


def printable(words: str) -> str:
    """``words`` with 〓, the printers' sign for a missing type, for each character that no font here has (an emoji, a
    very rare name). PDF/A takes no character without a glyph; what is meant stays readable where it was written."""
    return "".join(_shown(sign) for sign in words)


def unprintable(words: str) -> tuple[str, ...]:
    """The characters of ``words`` that would be printed as 〓, each once, in their order."""
    return tuple(dict.fromkeys(sign for sign in words if _shown(sign) == MISSING_TYPE != sign))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        # a code is a drawing of ours, and a long one
        return {name: inner if name == "qr" else _printable(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(inner) for inner in value]
    return value


def _shown(sign: str) -> str:
    if sign in "\n\t" or ord(sign) in _covered(tuple(_own_fonts())):
        return sign
    return "" if category(sign) in {"Cf", "Cc", "Mn", "Me"} else MISSING_TYPE


@cache
def _covered(own: tuple[str, ...]) -> frozenset[int]:
    """The characters that at least one of our fonts has."""
    found: set[int] = set()
    for folder in (str(HERE / "fonts"), *own):
        for path in sorted(Path(folder).glob("*.[ot]tf")):
            with TTFont(path, lazy=True) as font:
                found.update(font.getBestCmap())
    return frozenset(found)


def date_words(day: date, language: str) -> str:
    """A date as the standard writes it: Arabic numerals, the full year, no leading zeros."""
    if language.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def _place(mark: dict[str, Any]) -> Place:
    """Typst counts from the upper left; A4 is 841.89 points high."""
    top = 841.89 - mark["y"]
    return Place(mark["page"], mark["x"], top - STAMP_HEIGHT, mark["x"] + STAMP_WIDTH, top)


def _as_data(document: Document, moment: datetime) -> dict[str, Any]:
    day = moment.astimezone(CHINA).date()
    values = asdict(document)
    values["blocks"] = [_part(part, document.language) for part in document.blocks]
    values["letters"] = any(isinstance(part, Letter) for part in document.blocks)
    values["dated"] = date_words(document.dated, document.language) if document.dated else ""
    values["written"] = [day.year, day.month, day.day]
    values["issued-on"] = f"{date_words(document.dated, document.language)}印发" if document.dated else ""
    values["qr"] = _qr(document.link) if document.link else ""
    return values


def _part(part: Block, language: str) -> dict[str, Any]:
    values = asdict(part)
    if isinstance(part, Letter):
        values["qr"] = _qr(part.link)
        values["dated"] = date_words(part.dated, language) if part.dated else ""
    if "numbers" in values:
        values["numbers"] = sorted(values["numbers"])
    return {"kind": type(part).__name__, **values}


def _qr(link: str) -> str:
    file = BytesIO()
    segno.make(link, error="m", micro=False).save(file, kind="svg", border=0, xmldecl=False, svgns=True)
    return file.getvalue().decode()


def _own_fonts() -> list[str]:
    folder = Path(settings.HOME) / "fonts"
    return [str(folder)] if folder.is_dir() else []


def _fonts(language: str) -> dict[str, Any]:
    """The families of each face, the one to take first; the last ones hold rare characters of names of places."""
    own = bool(_own_fonts())
    faces: dict[str, Any] = {
        face: [*(LICENSED[face] if own else ()), name, "Lianjian Song"] for face, name in SHIPPED.items()
    }
    faces["words"] = _words("zh" if language.startswith("zh") else "en")
    return faces


@cache
def _words(language: str) -> dict[str, str]:
    """Words printed at a place for signatures: part of the form, in the document's language and not the reader's."""
    if language == "zh":
        return {"seal": "（签名、盖章处）", "signatory": "签署人：", "date": "日期：　　　　年　　月　　日"}
    return {"seal": "(signature and seal)", "signatory": "Signed by: ", "date": "Date: "}
