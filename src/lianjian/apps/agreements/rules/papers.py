"""A frozen text as a document to be printed and signed, in the form of official documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.rules.numerals import article, designation
from lianjian.kernel.documents import (
    Block,
    Document,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    SignatureField,
    SignatureFields,
)

if TYPE_CHECKING:
    from lianjian.apps.agreements.rules.frozen import FrozenText

ON_A_PAGE = 6
"""Places for signatures on the first page of them."""


def field_name(place: int) -> str:
    """The name of the field in which the party at ``place`` (from 0) signs."""
    return f"Party{place + 1}"


def document_of(text: FrozenText, *, address: str, note: str) -> Document:
    """The text with its places for signatures. ``address`` is where it can be verified, ``note`` says what an
    electronic signature here is and is not."""
    return Document(
        title=text.title,
        number=text.number,
        blocks=(*_words(text), *_signing(text, note)),
        mark=f"文本指纹（SHA-256）第{text.version}版 {text.sha256}",
        link=address,
    )


def draft_of(text: FrozenText) -> Document:
    """The same words to be worked on, without fingerprint: what somebody changes is another text."""
    return Document(title=text.title, number=text.number, blocks=(*_words(text), *_signing(text, "")))


def _words(text: FrozenText) -> list[Block]:
    parties = [
        f"{designation(place)}：{party.name}{f'（{party.role}）' if party.role else ''}"
        for place, party in enumerate(text.parties)
    ]
    blocks: list[Block] = [Items(tuple(parties))]
    for place, clause in enumerate(text.clauses, start=1):
        blocks.append(Heading(f"{article(place)}　{clause.heading}".rstrip("　")))
        blocks.append(Paragraph(clause.text))
    if text.starts_on or text.ends_on:
        term = f"自{_day(text.starts_on) or '签署完成之日'}起至{_day(text.ends_on) or '各方协商终止之日'}止。"
        blocks.append(Paragraph(term, lead="期限："))
    return blocks


def _signing(text: FrozenText, note: str) -> list[Block]:
    places = tuple(
        SignatureField(field_name(place), f"{designation(place)}：{party.name}")
        for place, party in enumerate(text.parties)
    )
    blocks: list[Block] = [PageBreak(), Heading("签署页")]
    if note:
        bound = (
            f"各方签署的是《{text.title}》第{text.version}版文本。每一个签名，无论纸质还是电子，都只对页脚所印指纹的"
            "这一版文本有效。"
        )
        blocks += [Paragraph(bound, small=True), Paragraph(note, small=True)]
    return [*blocks, SignatureFields(places)]


def _day(text: str) -> str:
    """An ISO 8601 date in the way papers write it, "" where none is agreed."""
    if not text:
        return ""
    year, month, day = (int(part) for part in text.split("-"))
    return f"{year}年{month}月{day}日"
