"""A file in pieces, as players ask for it (RFC 9110, 14: one range of bytes; several are answered with the whole)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_ONE = re.compile(r"bytes=(\d*)-(\d*)")


def answer(request: HttpRequest, path: Path, media_type: str, *, save_as: str = "") -> HttpResponseBase:
    """The file at ``path``, or the piece that was asked for; ``save_as`` gives it as a file to keep."""
    size = path.stat().st_size
    asked = _ONE.fullmatch(request.headers.get("Range", "").strip())
    found: HttpResponseBase
    if asked is None or asked.groups() == ("", ""):
        found = FileResponse(path.open("rb"), content_type=media_type)
        found["Content-Length"] = str(size)
    else:
        first, last = _bounds(asked.group(1), asked.group(2), size)
        if first > last or first >= size:
            refused = HttpResponse(status=416)
            refused["Content-Range"] = f"bytes */{size}"
            return refused
        file = path.open("rb")
        file.seek(first)
        found = FileResponse(Piece(file, last - first + 1), content_type=media_type, status=206)
        found["Content-Length"] = str(last - first + 1)
        found["Content-Range"] = f"bytes {first}-{last}/{size}"
    found["Accept-Ranges"] = "bytes"
    if save_as:
        found["Content-Disposition"] = f'attachment; filename="{save_as}"'
    return found


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and last byte; without a first one it is the last so many."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)


class Piece:
    """So many bytes of an open file, then its end."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length

    def read(self, most: int = -1) -> bytes:
        """At most ``most`` of the bytes that are left."""
        wanted = self._left if most < 0 else min(most, self._left)
        content: bytes = self._file.read(wanted)
        self._left -= len(content)
        return content

    def close(self) -> None:
        """Close the file."""
        self._file.close()
