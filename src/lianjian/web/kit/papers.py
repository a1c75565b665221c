"""Documents for printing: a ``kernel.documents.Document`` as a PDF answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.kernel.documents import Document


def pdf_answer(document: Document, name: str) -> HttpResponse:
    """The document as PDF, shown in the browser under the file name ``name``."""
    path: str = import_string(settings.LIANJIAN_PDF)
    setting: Callable[[Document], bytes] = import_string(path)
    answer = HttpResponse(setting(document), content_type="application/pdf")
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=f"{name}.pdf") or ""
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
