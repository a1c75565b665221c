"""The address under which a phone in the village finds this box: what a code on the screen or on paper leads to."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,98}[A-Za-z0-9])?|\[[0-9a-fA-F:.]{2,45}\]")
#: An address reserved for documentation (RFC 5737): naming it makes the kernel choose our own, and sends nothing.
_ELSEWHERE = ("192.0.2.1", 9)


def address(request: Request, path: str) -> str:
    """``path`` as an address for phones; empty where the box has none that they could use.

    The name the visitor used is right for other visitors too, unless it means "this machine": the screen in the
    hall asks for 127.0.0.1.
    """
    host, port = request.url.hostname or "", request.url.port
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host) or _is_this_machine(host):
        host = _own_address()
    if not host:
        return ""
    return f"http://{host}{f':{port}' if port and port != 80 else ''}{path}"  # noqa: PLR2004 - the port of http


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_ELSEWHERE)
            own = str(asked.getsockname()[0])
        except OSError:
            return ""
    return "" if _is_this_machine(own) else own
