"""Documents for printing and editing: a ``kernel.documents.Document`` as an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from lianjian.web.kit.sending import DOCX, PDF, paper_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

    from lianjian.kernel.documents import Document

MEDIA = {"pdf": PDF, "docx": DOCX}
"""The forms a document can be had in, by the ending of the file."""


def unprintable(*words: str) -> tuple[str, ...]:
    """The characters of ``words`` that a document cannot show (an emoji, a very rare name): in print they are 〓."""
    makers: Mapping[str, str] = import_string(settings.LIANJIAN_DOCUMENTS)
    find: Callable[[str], tuple[str, ...]] = import_string(makers["unprintable"])
    return find("\n".join(words))


def document_answer(document: Document, name: str, *, form: str = "pdf", keep: bool = False) -> HttpResponse:
    """The document as ``form`` (a key of ``MEDIA``) under the file name ``name``; ``keep`` offers it for saving."""
    makers: Mapping[str, str] = import_string(settings.LIANJIAN_DOCUMENTS)
    make: Callable[[Document], bytes] = import_string(makers[form])
    return paper_answer(make(document), name=f"{name}.{form}", media_type=MEDIA[form], keep=keep)
