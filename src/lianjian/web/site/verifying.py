"""Verifying an agreement: by the PDF that somebody brings, or by the fingerprint printed on it. No account is needed, nothing
of an uploaded file is kept, and nobody is named who does not stand in that file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.agreements.ports import paper_office
from lianjian.apps.agreements.queries import Standing, Verdict, find_text, judge_file
from lianjian.apps.agreements.rules.methods import METHOD_LABELS
from lianjian.apps.agreements.rules.signing import STATE_LABELS
from lianjian.kernel.refusals import Unreachable
from lianjian.web.site.frame import framed
from lianjian.web.site.pacing import Pace
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.agreements.queries import FileVerdict, PublicText

LARGEST = 20 * 1024 * 1024
FILES = Pace(10)
LOOK_UPS = Pace(60)
LONGEST_HASH = 80

VERDICTS = {
    Verdict.GENUINE: (
        "ok",
        gettext_noop("Genuine: this file is, byte for byte, the document that was signed here."),
        "",
    ),
    Verdict.UNSIGNED: (
        "wait",
        gettext_noop("Genuine, but nobody has signed it electronically."),
        gettext_noop(
            "This file is, byte for byte, the document as it was made for signature. Whether a party "
            "signed on paper, the register below says."
        ),
    ),
    Verdict.ADDED: (
        "stop",
        gettext_noop("Not the document as it was signed: something has been added behind it."),
        gettext_noop(
            "The file begins with a document of this installation and goes on with bytes that are not "
            "from here. Some programs add them when they save a file. Ask for the original."
        ),
    ),
    Verdict.CHANGED: (
        "stop",
        gettext_noop("Changed after signing: this is not the document that was signed."),
        gettext_noop(
            "The signatures in it are from here, but the bytes they cover are not the ones that were "
            "signed. Do not rely on this file; ask for the original."
        ),
    ),
    Verdict.LOOKALIKE: (
        "stop",
        gettext_noop("Looks like a document of this installation, but is not."),
        gettext_noop(
            "The file names the fingerprint of a text of this installation. It is not the document "
            "that was made here for that text, and holds no signature from here."
        ),
    ),
    Verdict.FOREIGN: (
        "stop",
        gettext_noop("Signed by somebody who is unknown here."),
        gettext_noop(
            "None of the signatures in it was made here. What they are worth, whoever issued their "
            "certificates says."
        ),
    ),
    Verdict.UNKNOWN: (
        "unknown",
        gettext_noop("Not a document of this installation."),
        gettext_noop("It holds no fingerprint and no signature that is known here."),
    ),
    Verdict.ENCRYPTED: (
        "stop",
        gettext_noop("The file is locked with a password."),
        gettext_noop("Documents from here never are. Ask for the original."),
    ),
    Verdict.DAMAGED: (
        "stop",
        gettext_noop("The file is damaged and cannot be read."),
        gettext_noop("Perhaps it was cut short on its way, or changed. Ask for the original."),
    ),
    Verdict.NO_PDF: (
        "stop",
        gettext_noop("This is no PDF."),
        gettext_noop("A photograph or a scan cannot be verified; the fingerprint printed on it can, below."),
    ),
}
STANDINGS = {
    Standing.VALID: ("ok", gettext_noop("holds")),
    Standing.CHANGED: ("stop", gettext_noop("does not hold: changed after signing")),
    Standing.STRANGER: ("stop", gettext_noop("unknown signer")),
}


class InMemory(FileUploadHandler):
    """Keeps an uploaded file in memory and never on the disk; of one that is too large only that it was."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large = False
        self._held = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Hold the bytes; from the limit on they are let go."""
        del start
        if len(self._held) + len(raw_data) > LARGEST:
            self.too_large = True
            self._held.clear()
        if not self.too_large:
            self._held += raw_data

    def file_complete(self, file_size: int) -> SimpleUploadedFile | None:
        """The file, None where it was too large."""
        del file_size
        data, self._held = bytes(self._held), bytearray()
        return None if self.too_large else SimpleUploadedFile(self.file_name or "file", data)


@csrf_exempt  # it changes nothing of anybody's, and a visitor gets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page with its two ways, and what a file is that was brought."""
    if request.method == "POST":
        return _judged(request)
    typed = "".join(request.GET.get("fingerprint", "")[:LONGEST_HASH].split()).lower()
    if not typed:
        return _page(request)
    if not LOOK_UPS.allows(visitor_of(request)):
        return _page(request, hash_fault=_("Too often. Wait a minute."), typed=typed, status=429)
    found = find_text(typed)
    if found is None:
        return _page(request, hash_fault=_unknown_words(), typed=typed, status=404)
    return redirect("site:verify-text", found.sha256[:32])


@require_safe
def verify_text(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """What the code on a printed page leads to."""
    if not LOOK_UPS.allows(visitor_of(request)):
        return _page(request, hash_fault=_("Too often. Wait a minute."), typed=fingerprint, status=429)
    found = find_text(fingerprint[:LONGEST_HASH])
    if found is None:
        return _page(request, hash_fault=_unknown_words(), typed=fingerprint[:LONGEST_HASH], status=404)
    return _page(request, text=found)


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """The root certificates trusted here, for whoever wants to check a document with a reader of their own."""
    del request
    answer = HttpResponse(paper_office().roots(), content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="authority.pem"'
    return answer


def _unknown_words() -> str:
    return _(
        "No text of this installation has this fingerprint. Copy at least its first 16 characters, "
        "as they stand at the foot of each page."
    )


def _judged(request: HttpRequest) -> HttpResponse:
    if not FILES.allows(visitor_of(request)):
        return _page(request, file_fault=_("Too often. Wait a minute."), status=429)
    handler = InMemory(request)
    request.upload_handlers = [handler]
    brought = request.FILES.get("file")
    if handler.too_large:
        return _page(
            request, file_fault=_("The file is larger than 20 MB. No document of ours is."), status=422
        )
    if brought is None or not brought.size:
        return _page(request, file_fault=_("Choose the PDF first."), status=422)
    try:
        found = judge_file(brought.read())
    except Unreachable:
        return _page(
            request, file_fault=_("Many files are read just now. Try again in a minute."), status=503
        )
    return _page(request, found=found, text=found.text, name=brought.name or "")


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    found: FileVerdict | None = None,
    text: PublicText | None = None,
    **more: object,
) -> HttpResponse:
    context = framed(
        request,
        found=found,
        text=text,
        state=_(STATE_LABELS[text.state]) if text is not None and text.state is not None else "",
        parties=[
            (party, _(METHOD_LABELS[party.method]) if party.method else "")  # type: ignore[index] # its values
            for party in (text.parties if text is not None else ())
        ],
        agreement_url=reverse("site:agreement", args=[text.key]) if text is not None and text.public else "",
        **more,
    )
    if found is not None:
        mark, words, advice = VERDICTS[found.verdict]
        context |= {
            "mark": mark,
            "words": _(words),
            "advice": _(advice) if advice else "",
            "signatures": [
                (one.read, STANDINGS[one.standing][0], _(STANDINGS[one.standing][1]))
                for one in found.signatures
            ],
        }
    answer = render(request, "site/verify.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex" if found is not None or text is not None or status != 200 else "all"  # noqa: PLR2004 - HTTP
    return answer
