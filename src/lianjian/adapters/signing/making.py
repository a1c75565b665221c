"""Making the PDF of a text: the document in its official form, one empty field at each place for a signature, the canonical
JSON as an attached file, and the fingerprint where a program finds it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pyhanko.pdf_utils import embed
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields

from lianjian.adapters.documents.pdf import render
from lianjian.apps.agreements.rules.papers import document_of, field_name

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.rules.frozen import FrozenText

MARK = pdf_name("/LianjianTextSHA256")
"""The key of the document's catalogue under which the text's fingerprint stands."""
ATTACHED = "agreement.json"


def signable(text: FrozenText, *, frozen_at: datetime, address: str, note: str) -> bytes:
    """The PDF that is printed, or signed electronically, or both."""
    drawn = render(document_of(text, address=address, note=note), now=frozen_at)
    writer = IncrementalPdfFileWriter(io.BytesIO(drawn.pdf))
    for number, party in enumerate(text.parties):
        name = field_name(number)
        place = drawn.places[name]
        left, bottom, right, top = (round(at) for at in (place.left, place.bottom, place.right, place.top))
        spec = fields.SigFieldSpec(
            name, on_page=place.page - 1, box=(left, bottom, right, top), readable_field_name=party.name
        )
        fields.append_signature_field(writer, spec)
    attached = embed.EmbeddedFileObject.from_file_data(
        writer,
        text.canonical,
        params=embed.EmbeddedFileParams(creation_date=frozen_at, modification_date=frozen_at),
        mime_type="application/json",
    )
    spec_of_file = embed.FileSpec(
        ATTACHED,
        file_name=ATTACHED,
        embedded_data=attached,
        description="协议文本（规范 JSON），其 SHA-256 即文本指纹",
        af_relationship=pdf_name("/Data"),
    )
    embed.embed_file(writer, spec_of_file)
    writer.document_meta.keywords = [f"SHA-256:{text.sha256}"]
    writer.root[MARK] = pdf_string(text.sha256)
    writer.update_root()  # type: ignore[no-untyped-call] # pyHanko has no types for it
    with io.BytesIO() as out:
        writer.write(out)  # type: ignore[no-untyped-call] # as above
        return out.getvalue()
