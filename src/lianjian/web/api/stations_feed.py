"""The stations' feed over HTTP: static files of one folder, with ETag and ranges. Any other web server may do the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

NAME = re.compile(r"(?:[a-z0-9][a-zA-Z0-9._-]*/){0,4}[a-zA-Z0-9][a-zA-Z0-9._-]*")
RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@require_safe
def stations_feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the feed. The tag is made of inode, time and size: a publication replaces files by rename, so two
    publications within one second still differ."""
    if not NAME.fullmatch(name) or ".." in name:
        raise Http404
    path = Path(settings.HOME) / "feed" / name
    try:
        stat = path.stat()
        if not path.is_file():
            raise Http404
    except OSError as missing:
        raise Http404 from missing
    tag = f'"{stat.st_ino:x}-{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    mutable = name.startswith(("metadata/timestamp", "packs/index"))
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache" if mutable else "public, max-age=31536000, immutable",
    }
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    kind = "application/json" if name.endswith(".json") else "application/octet-stream"
    wanted = RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted and request.headers.get("If-Range", tag) == tag:
        return _part(path, stat.st_size, wanted, kind, headers)
    return FileResponse(path.open("rb"), content_type=kind, headers=headers)


def _part(path: Path, size: int, wanted: re.Match[str], kind: str, headers: dict[str, str]) -> HttpResponse:
    start = int(wanted[1])
    end = min(int(wanted[2]) if wanted[2] else size - 1, size - 1)
    if start > end:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(end - start + 1)
    told = {**headers, "Content-Range": f"bytes {start}-{end}/{size}"}
    return HttpResponse(data, status=206, content_type=kind, headers=told)
