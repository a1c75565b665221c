"""Papers as answers: PDF and Word documents under names that people recognise, kept by no cache that is shared."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper_answer(data: bytes, *, name: str, media_type: str, keep: bool = False) -> HttpResponse:
    """``data`` as a file called ``name``; ``keep`` offers it for saving instead of showing it."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(keep, name) or "attachment"
    answer["Cache-Control"] = "private, no-cache"
    return answer


def paper_name(title: str, version: int, suffix: str) -> str:
    """A file name of a title, without what file systems refuse."""
    plain = "".join("·" if sign in '\\/:*?"<>|' or not sign.isprintable() else sign for sign in title).strip(
        ". "
    )
    return f"{plain[:80] or '协议'}_第{version}版.{suffix}"
