"""What counts as a picture of a page."""

from __future__ import annotations

from lianjian.kernel.refusals import Refused, gettext_noop

MOST_BYTES = 8 * 1024 * 1024
BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


def check_capture(content: bytes) -> str:
    """The ending of the file name for a capture. Raises Refused where it is too large or no PNG or JPEG."""
    if len(content) > MOST_BYTES:
        raise Refused(
            gettext_noop("The capture is larger than 8 MB."),
            cure=gettext_noop("Take a picture of the screen instead of the whole page."),
            field="capture",
        )
    for beginning, ending in BEGINNINGS.items():
        if content.startswith(beginning):
            return ending
    raise Refused(
        gettext_noop("The capture is no PNG or JPEG picture."),
        cure=gettext_noop("Take a screenshot and choose that file."),
        field="capture",
    )
