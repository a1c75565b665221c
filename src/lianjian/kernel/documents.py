"""What a document says, as plain data: the renderers (``adapters.documents``) give it the form of official documents.

The parts are those of GB/T 9704-2012 (Layout key for official document of Party and government organs): a head
with the issuing organs and the number, a title, addressees, numbered levels of headings, a place for signatures or
a date, a note, an end block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (一、) to 4 (（1）); the number is part of ``text``, where there is one."""

    text: str
    level: Literal[1, 2, 3, 4] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; a line break in ``text`` begins another. ``lead`` is set in 黑体 before it
    ("出席：", as the standard has it in minutes). ``small`` is for notes that are no part of what is agreed."""

    text: str
    lead: str = ""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """Short lines that belong together, each on its own; ``numbered`` counts them (1. 2. 3.)."""

    lines: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``rows`` have as many cells as ``columns``; ``numbers`` names the columns (from 0) that are set flush
    right; ``widths`` are their shares, all the same where it is empty. The head repeats on every page."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class SignatureField:
    """An empty place where a party signs: its name, who is to sign, and room for hand and seal. ``name`` is the
    ASCII name that an electronic signature finds it by."""

    name: str
    party: str
    signatory: str = ""


@dataclass(frozen=True, slots=True)
class SignatureFields:
    """Places for signatures, two beside each other; a pair is never torn apart by the end of a page."""

    fields: tuple[SignatureField, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page (an annex: its number is a heading)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One of several letters in one file, each on a page of its own without a page number: the postal ``address`` for the
    envelope, the ``title``, to whom, what, a ``link`` as a QR code with the words ``beside`` it, who signs and when. The
    document's own title is printed nowhere then; it names the file."""

    title: str
    addressee: str
    text: str
    link: str
    beside: str = ""
    address: str = ""
    signed: str = ""
    dated: date | None = None


Block: TypeAlias = Heading | Paragraph | Items | Table | SignatureFields | PageBreak | Letter


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. Empty words leave their part out.

    ``masthead`` is the red line of issuing organs; ``number`` stands below it (发文字号), or below the title where
    there is no masthead. ``signed`` are the names at the end with ``dated``. ``copies`` (抄送) and ``issued``
    (印发机关) make the end block. ``mark`` is a short line at the foot of each page (a hash, an address where the
    document can be checked) and ``link`` an address that is also printed as a QR code there. ``language`` is that of
    the text, a BCP 47 tag.
    """

    title: str
    blocks: tuple[Block, ...]
    masthead: str = ""
    number: str = ""
    addressee: str = ""
    signed: tuple[str, ...] = ()
    dated: date | None = None
    note: str = ""
    copies: str = ""
    issued: str = ""
    mark: str = ""
    link: str = ""
    author: str = ""
    language: str = "zh"
