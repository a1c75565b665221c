"""One POST of JSON to a webhook. The address is a secret: it never reaches a log or an exception."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 10
LARGEST = 64 * 1024
"""Bytes of an answer that are read."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """A webhook that leads elsewhere would carry what is due to somebody else."""
        return


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)


def post_json(url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object that the other side answers, whatever its status below 500. Raises Unreachable."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    request = urllib.request.Request(  # noqa: S310 - https, or a simulator on this machine (rules.addresses)
        url, data=data, headers={"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    try:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            said = answer.read(LARGEST)
    except urllib.error.HTTPError as status:
        said = status.read(LARGEST)
        if status.code >= 500 or status.code == 429:  # noqa: PLR2004 - a gateway speaks, or asks for patience
            raise Unreachable(f"HTTP {status.code}", answered=status.code == 429) from None  # noqa: PLR2004
    except urllib.error.URLError as failure:
        raise Unreachable(type(failure.reason).__name__) from None
    except (OSError, socket.timeout, http.client.HTTPException) as failure:  # noqa: UP041 - said for the reader
        raise Unreachable(type(failure).__name__, answered=False) from None
    try:
        found = json.loads(said)
    except ValueError:
        raise Unreachable("no JSON", answered=False) from None
    if not isinstance(found, dict):
        raise Unreachable("no JSON object", answered=False)
    return found


def code_of(answer: Mapping[str, Any], *names: str) -> tuple[int, str]:
    """Code and words of an answer; -1 where the code is no number."""
    name, words = names
    code = answer.get(name)
    return (code if isinstance(code, int) and not isinstance(code, bool) else -1), str(answer.get(words, ""))
