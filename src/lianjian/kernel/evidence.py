"""Files that prove something: photographs drawn anew, and PDF documents as they are."""

from __future__ import annotations

from dataclasses import dataclass

from lianjian.kernel.keys import fingerprint
from lianjian.kernel.photographs import LARGEST_FILE, redraw
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian.kernel.texts import clean_line

MOST_FILES = 9


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came: its name is shown, never used as a path."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it is kept. ``suffix`` begins with a point."""

    name: str
    data: bytes
    media_type: str
    suffix: str
    sha256: str


def check_evidence(files: list[File]) -> list[Evidence]:
    """The files as they are kept. Raises Refused where one is neither a photograph nor a PDF, or too
    large."""
    if len(files) > MOST_FILES:
        raise Refused(
            gettext_noop("Up to %(most)s files can be added at once."), field="files", most=MOST_FILES
        )
    return [_check(file) for file in files]


def _check(file: File) -> Evidence:
    name = clean_line(file.name.replace("\\", "/").rsplit("/", 1)[-1][:120], field="files", needed=False)
    if file.data.startswith(b"%PDF-"):
        if len(file.data) > LARGEST_FILE:
            raise Refused(
                gettext_noop("The document is larger than %(megabytes)s MB."),
                cure=gettext_noop("Scan it in a lower resolution, or split it."),
                field="files",
                megabytes=LARGEST_FILE // 1024 // 1024,
            )
        return Evidence(name or "document.pdf", file.data, "application/pdf", ".pdf", fingerprint(file.data))
    photo = redraw(file.data, field="files")
    return Evidence(name or "photo.jpg", photo.data, "image/jpeg", ".jpg", photo.sha256)
