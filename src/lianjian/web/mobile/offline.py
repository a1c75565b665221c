"""For days without a signal: the service worker of the phone pages and the page it shows then.

Neither holds anything about anybody: what a phone keeps for its person lies in that browser's own store, under
the account, and is wiped when they sign out.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.foundation.actor import Actor
from lianjian.web.mobile.door import nobodys
from lianjian.web.mobile.entry_form import EntryForm
from lianjian.web.mobile.frame import ways

if TYPE_CHECKING:
    from django.http import HttpRequest

ASSETS = (
    "kit/tokens.css",
    "kit/kit.css",
    "kit/forms.css",
    "kit/pieces.css",
    "kit/kit.js",
    "kit/holding.js",
    "kit/mark.svg",
    "mobile/mobile.css",
    "mobile/store.js",
    "mobile/pictures.js",
    "mobile/sending.js",
    "mobile/drafts.js",
    "mobile/entry.js",
    "mobile/gathering.css",
    "mobile/codes.js",
    "mobile/door.js",
    "mobile/qr.js",
    "mobile/gathering.js",
)


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script of the service worker, with a version that changes with whatever it keeps."""
    addresses = [static(path) for path in ASSETS]
    shell = reverse("mobile:shell")
    page = render_to_string("mobile/shell.html", _nobodys(request))
    gathering_shell = reverse("mobile:gathering-shell")
    gathering_page = render_to_string("mobile/gathering_shell.html", nobodys(request))
    parts = (*addresses, shell, page, gathering_shell, gathering_page, get_language() or "")
    version = sha256("\n".join(parts).encode()).hexdigest()[:12]
    script = render_to_string(
        "mobile/worker.js",
        {"version": version, "shell": shell, "gathering_shell": gathering_shell, "addresses": addresses},
    )
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@never_cache
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page without a signal: the entry, what waits to be sent, what was due when there was one."""
    return render(request, "mobile/shell.html", _nobodys(request))


def _nobodys(request: HttpRequest) -> dict[str, Any]:
    """The frame and the form without anybody's name, organisation or duties: the script fills them in."""
    nobody = EntryForm(
        Actor.visitor(), [("", _("nothing in particular"))], initial={"client_key": "made-on-the-phone"}
    )
    return {"form": nobody, "thumb_nav": ways(request.path, runs=False), "home_url": reverse("mobile:today")}
